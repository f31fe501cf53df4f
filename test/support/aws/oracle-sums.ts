/** What a simulated account has had, as the console adds it up. */
import type { Simulator } from '#func/simulator/simulator.ts'

export interface OracleStretch {
  readonly regions: readonly string[]
  /** Whole minutes, half-open, milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

/** Invocations of all functions, each counted once: by the series that carry nothing but the function's name. */
export function invocations(
  { oracle }: Pick<Simulator, 'oracle'>,
  { regions, from, to }: OracleStretch,
): number {
  const minutes = Array.from({ length: (to - from) / 60_000 }, (_, index) => from + index * 60_000)
  return regions
    .flatMap((region) =>
      oracle
        .metrics(region, 'AWS/Lambda')
        .filter(
          ({ name, dimensions }) =>
            name === 'Invocations' && dimensions.length === 1 && dimensions[0]?.Name === 'FunctionName',
        )
        .flatMap((metric) => minutes.map((minute) => oracle.value(region, metric, 'Sum', minute, 60) ?? 0)),
    )
    .reduce((sum, value) => sum + value, 0)
}
