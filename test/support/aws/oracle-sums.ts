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
  return byFunction({ oracle }, { regions, from, to }).reduce((sum, { count }) => sum + count, 0)
}

/** Name of the function with the most invocations. */
export function busiest(simulator: Pick<Simulator, 'oracle'>, stretch: OracleStretch): string {
  const [first] = byFunction(simulator, stretch).sort((a, b) => b.count - a.count)
  return first?.name ?? ''
}

function byFunction({ oracle }: Pick<Simulator, 'oracle'>, { regions, from, to }: OracleStretch) {
  const minutes = Array.from({ length: (to - from) / 60_000 }, (_, index) => from + index * 60_000)
  return regions.flatMap((region) =>
    oracle
      .metrics(region, 'AWS/Lambda')
      .filter(
        ({ name, dimensions }) =>
          name === 'Invocations' && dimensions.length === 1 && dimensions[0]?.Name === 'FunctionName',
      )
      .map((metric) => ({
        name: metric.dimensions[0]?.Value ?? '',
        count: minutes.reduce((sum, at) => sum + (oracle.value(region, metric, 'Sum', at, 60) ?? 0), 0),
      })),
  )
}
