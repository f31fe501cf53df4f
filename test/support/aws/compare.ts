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
  /** Half-open, milliseconds since the epoch. */
  readonly since: number
  readonly until: number
  /** Which metrics were asked for. */
  readonly wanted: (metric: MetricIdentity) => boolean
}

const MINUTE = 60_000

/** Every value of the oracle in the window against what was written. */
export function compareWithOracle(series: readonly PrintedSeries[], options: CompareOptions): Comparison {
  const written = indexed(series)
  const result = { right: 0, missing: [] as string[], wrong: [] as string[] }
  for (const { key, value } of expected(options)) {
    const found = written.get(key)
    if (found === undefined) result.missing.push(key)
    else if (Math.abs(found - value) > 1e-9 * Math.abs(value))
      result.wrong.push(`${key}: ${found}, wanted ${value}`)
    else result.right += 1
  }
  return result
}

function* expected(options: CompareOptions): Generator<{ key: string; value: number }> {
  const { oracle, since, until } = options
  for (const region of options.regions) {
    for (const metric of oracle.metrics(region, options.namespace).filter(options.wanted)) {
      for (let time = since; time < until; time += MINUTE) {
        for (const statistic of options.statistics) {
          const value = oracle.value(region, metric, statistic, time, 60)
          const dimensions = Object.fromEntries(metric.dimensions.map(({ Name, Value }) => [Name, Value]))
          if (value !== undefined)
            yield { key: keyOf(region, dimensions, time, `${metric.name}_${statistic}`), value }
        }
      }
    }
  }
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
