/** Compares points with the truth: the simulator's oracle, made a second time from the same seed. */
import type { AnyPoint } from '#func/script.ts'
import { createOracle, type MetricIdentity } from '#func/simulator/simulator.ts'
import { toPlainPoint } from '../support/plain-point.ts'

export interface Accuracy {
  /** Functions whose values were compared. */
  readonly functions: number
  readonly right: number
  readonly wrong: number
  readonly missing: number
  /** Values of a time that was not asked for, or of nothing that exists. */
  readonly added: number
}

export interface AccuracyOptions {
  readonly functions: number
  readonly seed: number
  readonly region: string
  /** Functions to compare; of more, so many are taken, spread evenly. */
  readonly most: number
  /** Minutes before the first run that it reads. */
  readonly windowMinutes: number
  /** The account's time while it was read, milliseconds since the epoch. @default {that of the last run} */
  readonly seenAt?: number
}

export interface AccuracyCheck {
  see(points: readonly AnyPoint[]): void
  /** A run with this planned time is done. */
  ran(time: number): void
  result(): Accuracy
}

const MINUTE = 60_000
const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']

export function createAccuracyCheck(options: AccuracyOptions): AccuracyCheck {
  const sampled = sampleMetrics(options)
  const oracle = createOracle({ ...options, everyMetric: true })
  const values = new Map<string, number>()
  const times: number[] = []
  return {
    see(points) {
      for (const { tags, fields, timestamp } of points.map(toPlainPoint)) {
        const name = tags.FunctionName ?? ''
        if (!sampled.has(name) || tags.EventSourceMappingUUID !== undefined) continue
        for (const field in fields) values.set(`${name} ${timestamp} ${field}`, Number(fields[field]))
      }
    },
    ran: (time) => times.push(time),
    result() {
      const counts = { right: 0, wrong: 0, missing: 0 }
      const first = Math.floor(Math.min(...times) / MINUTE) - options.windowMinutes
      const last = Math.floor(Math.max(...times) / MINUTE)
      const seenAt = options.seenAt ?? Math.max(...times)
      for (const [name, metrics] of sampled) {
        for (const metric of metrics) {
          for (let minute = first; minute < last; minute++) {
            for (const statistic of STATISTICS) {
              const truth = oracle.value(options.region, metric, statistic, minute * MINUTE, 60, seenAt)
              const key = `${name} ${minute * MINUTE} ${metric.name}_${statistic}`
              const found = values.get(key)
              values.delete(key)
              if (truth === undefined) counts.wrong += found === undefined ? 0 : 1
              else if (found === undefined) counts.missing++
              else if (isSame(found, truth)) counts.right++
              else counts.wrong++
            }
          }
        }
      }
      return { functions: sampled.size, ...counts, added: values.size }
    },
  }
}

export function isSame(found: number, truth: number): boolean {
  return Math.abs(found - truth) <= 1e-9 * Math.max(1, Math.abs(truth))
}

/** Metrics of the dimension FunctionName alone, by function. */
export function sampleMetrics(
  options: Omit<AccuracyOptions, 'windowMinutes'>,
): Map<string, readonly MetricIdentity[]> {
  const oracle = createOracle({ ...options, everyMetric: true })
  const own = oracle
    .metrics(options.region, 'AWS/Lambda')
    .filter(({ dimensions }) => dimensions.length === 1 && dimensions[0]?.Name === 'FunctionName')
  const byName = Map.groupBy(own, ({ dimensions }) => dimensions[0]?.Value ?? '')
  const step = Math.max(1, Math.ceil(byName.size / options.most))
  return new Map([...byName].filter((_, index) => index % step === 0))
}
