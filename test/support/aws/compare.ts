import type { MetricIdentity, Oracle } from '#func/simulator/oracle.ts'

export interface PrintedSeries {
  readonly tags: Readonly<Record<string, string>>
  readonly points: readonly {
    readonly timestamp: number
    readonly fields: Readonly<Record<string, number>>
  }[]
}

export interface Comparison {
  readonly right: number
  readonly missing: readonly string[]
  readonly wrong: readonly string[]
}

export interface CompareOptions {
  readonly oracle: Oracle
  readonly namespace: string
  readonly regions: readonly string[]
  readonly statistics: readonly string[]
  /** Half-open, milliseconds since the epoch. It was read after the end, maybe in the minutes after it. */
  readonly since: number
  readonly until: number
  /** Which metrics were asked for. */
  readonly wanted: (metric: MetricIdentity) => boolean
}

const MINUTE = 60_000

/** How long values are revised: as long as the longest run goes on. */
const REVISED_MINUTES = 16

/** Every value of the oracle in the window against what was written. */
export function compareWithOracle(series: readonly PrintedSeries[], options: CompareOptions): Comparison {
  const written = indexed(series)
  const result = { right: 0, missing: [] as string[], wrong: [] as string[] }
  for (const { key, values } of expected(options)) {
    const found = written.get(key)
    if (found === undefined) {
      if (values[0] !== undefined) result.missing.push(key)
    } else if (values.every((value) => value === undefined || !isSame(found, value)))
      result.wrong.push(`${key}: ${found}, wanted ${values.join(' or later ')}`)
    else result.right += 1
  }
  return result
}

function isSame(found: number, value: number): boolean {
  return Math.abs(found - value) <= 1e-9 * Math.abs(value)
}

interface Expected {
  readonly key: string
  /** As it could be read at the end of the window, and its revisions after that; never all undefined. */
  readonly values: readonly (number | undefined)[]
}

function* expected(options: CompareOptions): Generator<Expected> {
  const { oracle, since, until } = options
  for (const region of options.regions) {
    for (const metric of oracle.metrics(region, options.namespace).filter(options.wanted)) {
      const dimensions = Object.fromEntries(metric.dimensions.map(({ Name, Value }) => [Name, Value]))
      for (let time = since; time < until; time += MINUTE) {
        const seenAt = revisionTimes(time, until)
        for (const statistic of options.statistics) {
          const values = seenAt.map((asOf) => oracle.value(region, metric, statistic, time, 60, asOf))
          if (values.some((value) => value !== undefined))
            yield { key: keyOf(region, dimensions, time, `${metric.name}_${statistic}`), values }
        }
      }
    }
  }
}

/** From the end of the window on, until nothing changes any more. */
function revisionTimes(time: number, until: number): number[] {
  const settled = time + REVISED_MINUTES * MINUTE
  if (settled <= until) return [until]
  return Array.from({ length: (settled - until) / MINUTE + 1 }, (_, minute) => until + minute * MINUTE)
}

function indexed(series: readonly PrintedSeries[]): Map<string, number> {
  const values = new Map<string, number>()
  for (const { tags, points } of series) {
    for (const { timestamp, fields } of points) {
      for (const [field, value] of Object.entries(fields)) {
        values.set(keyOf(tags.RegionId ?? '', tags, timestamp, field), value)
      }
    }
  }
  return values
}

/** An event source mapping's points carry its function's name besides; its own dimension is what identifies it. */
function keyOf(region: string, tags: Readonly<Record<string, string>>, time: number, field: string): string {
  const { EventSourceMappingUUID, FunctionName, QueueName } = tags
  const name = EventSourceMappingUUID ?? FunctionName ?? QueueName ?? '(account)'
  return [region, name, new Date(time).toISOString(), field].join(' ')
}
