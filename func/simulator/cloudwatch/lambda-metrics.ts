import { unit } from '../hash.ts'
import { isIn, minutesInto } from '../lambda/incidents.ts'
import { happened } from '../lambda/traffic.ts'
import { flags, gauge, type Metric, ranged, type Sampler, type Source, seldom } from './samples.ts'
import type { StatisticSet } from './statistics.ts'

const SALT = {
  typical: 20,
  fastest: 21,
  slowest: 22,
  lean: 23,
  concurrency: 24,
  extension: 25,
  age: 26,
  iterator: 27,
  backlog: 28,
  offset: 29,
  utilization: 30,
  deadLetter: 31,
  destination: 32,
  dropped: 33,
  oversized: 34,
  recursive: 35,
  signature: 36,
}
const MINUTE_MS = 60_000
/** Part of the runs that provisioned concurrency serves; the rest spills over. */
const PROVISIONED_SHARE = 0.9
const PROVISIONED_ENVIRONMENTS = 20
const COLD_START_FACTOR = 9
const MEMORY_DOUBLES_MINUTES = 240

function runs(source: Source, minute: number, seen: number): number {
  return happened(source.traffic, minute, seen, source.share).invocations
}

/** The function's usual duration in this minute, milliseconds. */
function typicalMs(source: Source, minute: number): number {
  const { durationMs, timeoutMs, incidents } = source.traffic
  const usual = durationMs * (0.8 + 0.4 * unit(source.hash, minute, SALT.typical))
  const slower = 1 + minutesInto(incidents, 'memory', minute) / MEMORY_DOUBLES_MINUTES
  return slower === 1 ? usual : Math.min(usual * slower, timeoutMs * 0.95)
}

/** Runs that start a new environment take so much longer. */
function coldFactor({ traffic }: Source, minute: number): number {
  return isIn(traffic.incidents, 'cold-starts', minute) ? COLD_START_FACTOR : 1
}

/** A run that reaches the timeout is an error: slow functions do so in just the minutes in which they fail. */
const duration: Sampler = (source, minute, seen) => {
  const { traffic } = source
  const { invocations: count, errors: failed } = happened(traffic, minute, seen, source.share)
  const typical = typicalMs(source, minute)
  const fastest = typical * (0.4 + 0.3 * unit(source.hash, minute, SALT.fastest))
  const slowest = typical * (1.5 + 2 * unit(source.hash, minute, SALT.slowest)) * coldFactor(source, minute)
  const timedOut = traffic.slow && failed > 0
  const longest = timedOut ? traffic.timeoutMs : Math.min(slowest, traffic.timeoutMs * 0.96)
  const alone = happened(traffic, minute, 1, source.share).invocations === 1
  const lean = 0.25 + 0.2 * unit(source.hash, minute, SALT.lean)
  return ranged(count, seen, { min: timedOut && alone ? longest : fastest, max: longest, lean, decimals: 2 })
}

function concurrency(source: Source, minute: number, seen: number, count: number): StatisticSet | undefined {
  const expected = (count * typicalMs(source, minute) * coldFactor(source, minute)) / MINUTE_MS
  const limit = source.traffic.reserved ?? Number.POSITIVE_INFINITY
  const max = Math.min(
    limit,
    Math.max(1, Math.ceil(expected * (1.2 + unit(source.hash, minute, SALT.concurrency)))),
  )
  const min = Math.min(max, Math.max(1, Math.floor(expected / 2)))
  return ranged(count, seen, { min, max, lean: 0.4, decimals: 0 })
}

function milliseconds(salt: number, base: number, spread: number): Sampler {
  return (source, minute, seen) => {
    const min = base * (0.5 + unit(source.hash, minute, salt))
    return ranged(runs(source, minute, seen), seen, { min, max: min * spread, lean: 0.2, decimals: 2 })
  }
}

/** The age of the oldest record, which grows by a minute each minute while nothing gets through. */
const iteratorAge: Sampler = (source, minute, seen) => {
  const behind = minutesInto(source.traffic.incidents, 'lag', minute) * MINUTE_MS
  const min = 800 * (0.5 + unit(source.hash, minute, SALT.iterator)) + behind
  const max = (min - behind) * 12 + behind
  return ranged(runs(source, minute, seen), seen, { min, max, lean: 0.2, decimals: 2 })
}

function rare(share: number, salt: number): Sampler {
  return (source, minute, seen) => seldom(source, minute, runs(source, minute, seen), share, salt)
}

function provisioned(source: Source, minute: number, seen: number): number {
  return Math.floor(runs(source, minute, seen) * PROVISIONED_SHARE)
}

const errors: Sampler = (source, minute, seen) => {
  const { invocations, errors: failed } = happened(source.traffic, minute, seen, source.share)
  return flags(invocations, failed)
}

const throttles: Sampler = (source, minute, seen) => {
  const { invocations, throttles: refused } = happened(source.traffic, minute, seen, source.share)
  return flags(invocations + refused, refused)
}

const invocations: Sampler = (source, minute, seen) => {
  const count = runs(source, minute, seen)
  return flags(count, count)
}

const utilization: Sampler = (source, minute, seen) => {
  const max = 0.4 + 0.6 * unit(source.hash, minute, SALT.utilization)
  return ranged(provisioned(source, minute, seen), seen, { min: max / 4, max, lean: 0.4, decimals: 4 })
}

const provisionedConcurrency: Sampler = (source, minute, seen) => {
  const max = Math.ceil(PROVISIONED_ENVIRONMENTS * (0.4 + 0.6 * unit(source.hash, minute, SALT.utilization)))
  return ranged(provisioned(source, minute, seen), seen, { min: 1, max, lean: 0.4, decimals: 0 })
}

/** A backlog of records; emitted while the function polls, even when nothing runs. */
const offsetLag: Sampler = (source, minute) =>
  gauge(Math.floor(5000 * unit(source.hash, minute, SALT.offset)))

/** The metrics of AWS/Lambda for a function, an alias or a version, in the order of the AWS page. */
export const FUNCTION_METRICS = {
  Invocations: { unit: 'Count', at: invocations },
  Errors: { unit: 'Count', at: errors },
  Throttles: { unit: 'Count', at: throttles },
  Duration: { unit: 'Milliseconds', at: duration },
  ConcurrentExecutions: {
    unit: 'Count',
    at: (source, minute, seen) => concurrency(source, minute, seen, runs(source, minute, seen)),
  },
  AsyncEventsReceived: { unit: 'Count', at: invocations },
  AsyncEventAge: { unit: 'Milliseconds', at: milliseconds(SALT.age, 40, 30) },
  AsyncEventsDropped: { unit: 'Count', at: rare(0.02, SALT.dropped) },
  DeadLetterErrors: { unit: 'Count', at: rare(0.01, SALT.deadLetter) },
  DestinationDeliveryFailures: { unit: 'Count', at: rare(0.01, SALT.destination) },
  IteratorAge: { unit: 'Milliseconds', at: iteratorAge },
  OffsetLag: { unit: 'Count', at: offsetLag },
  OversizedRecordCount: { unit: 'Count', at: rare(0.005, SALT.oversized) },
  PostRuntimeExtensionsDuration: { unit: 'Milliseconds', at: milliseconds(SALT.extension, 6, 5) },
  ProvisionedConcurrencyInvocations: {
    unit: 'Count',
    at: (source, minute, seen) => {
      const count = provisioned(source, minute, seen)
      return flags(count, count)
    },
  },
  ProvisionedConcurrencySpilloverInvocations: {
    unit: 'Count',
    at: (source, minute, seen) => {
      const count = runs(source, minute, seen) - provisioned(source, minute, seen)
      return flags(count, count)
    },
  },
  ProvisionedConcurrentExecutions: { unit: 'Count', at: provisionedConcurrency },
  ProvisionedConcurrencyUtilization: { unit: 'None', at: utilization },
  RecursiveInvocationsDropped: { unit: 'Count', at: rare(0.002, SALT.recursive) },
  SignatureValidationErrors: { unit: 'Count', at: rare(0.002, SALT.signature) },
} as const satisfies Record<string, Metric>

export type FunctionMetric = keyof typeof FUNCTION_METRICS
