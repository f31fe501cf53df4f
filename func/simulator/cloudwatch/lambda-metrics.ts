import { MINUTE_MS } from '../../time.ts'
import { unit } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { minutesInto } from '../lambda/incidents.ts'
import type { FunctionMetric } from '../lambda/metric-names.ts'
import { type Ramp, rampOf } from '../lambda/ramp.ts'
import { flags, gauge, ranged } from './samples.ts'
import type { SeenRuns } from './seen-runs.ts'
import type { Metric } from './series.ts'

/** What a metric of a function is made of in one minute. */
export interface FunctionMinute {
  readonly fn: SimFunction
  readonly minute: number
  readonly runs: SeenRuns
  /** Those that came through the function's address. */
  readonly viaUrl: SeenRuns
  /** Part of the minute's figures that can be read, 0 to 1. */
  readonly seen: number
}

type Sampler = Metric<FunctionMinute>['at']

const SALT = {
  concurrency: 24,
  extension: 25,
  age: 26,
  iterator: 27,
  provisioned: 28,
  offset: 29,
  utilization: 30,
  deadLetter: 31,
  destination: 32,
  dropped: 33,
  oversized: 34,
  recursive: 35,
  signature: 36,
  badRequests: 37,
  overhead: 38,
}
/** Part of the runs that provisioned concurrency serves; the rest spills over. */
const PROVISIONED_SHARE = 0.9
const PROVISIONED_ENVIRONMENTS = 20

/** How many instances run at once: on average, and at most. */
export interface Concurrency {
  readonly average: number
  readonly peak: number
}

export function concurrencyOf(fn: SimFunction, minute: number, { busyMs }: SeenRuns): Concurrency {
  const { hash, reserved = Number.POSITIVE_INFINITY } = fn.traffic
  const average = busyMs / MINUTE_MS
  const wanted = Math.ceil(average * (1.2 + unit(hash, minute, SALT.concurrency)))
  return { average, peak: Math.min(reserved, Math.max(1, wanted)) }
}

/** Emitted as statistic sets. */
const concurrency: Sampler = ({ fn, minute, runs, seen }) => {
  const { average, peak: max } = concurrencyOf(fn, minute, runs)
  const min = Math.min(max, Math.max(1, Math.floor(average / 2)))
  return ranged(runs.begun, seen, { min, max, lean: 0.4, decimals: 0 })
}

function milliseconds(salt: number, base: number, spread: number): Sampler {
  return ({ fn, minute, runs }) => {
    const first = base * (0.5 + unit(fn.traffic.hash, minute, salt))
    return runs.samplesOf(hundredths(fn, minute, runs.all, [first, first * spread], salt))
  }
}

/** One sample of each run. */
function hundredths(
  { traffic }: SimFunction,
  minute: number,
  count: number,
  [first, last]: readonly [number, number],
  salt: number,
): Ramp {
  const shape = { first: Math.round(first * 100), last: Math.round(last * 100), bend: 0.9 }
  return rampOf(count, shape, traffic.hash ^ minute, salt)
}

/** The age of the oldest record, which grows by a minute each minute while nothing gets through. */
const iteratorAge: Sampler = ({ fn, minute, runs }) => {
  const behind = minutesInto(fn.traffic.incidents, 'lag', minute) * MINUTE_MS
  const first = 800 * (0.5 + unit(fn.traffic.hash, minute, SALT.iterator))
  const range = [first + behind, first * 12 + behind] as const
  return runs.samplesOf(hundredths(fn, minute, runs.all, range, SALT.iterator))
}

/** A metric that is seldom there: one or a few samples of the value 1 in the given share of the busy minutes. */
function rare(share: number, salt: number): Metric<FunctionMinute> {
  const isRareAt = (seed: number, minute: number) => unit(seed, minute, salt) >= share
  return {
    unit: 'Count',
    isRareAt,
    at({ fn: { traffic }, minute, runs }) {
      if (runs.count === 0 || isRareAt(traffic.hash, minute)) return undefined
      const count = Math.min(runs.count, 1 + Math.floor(3 * unit(traffic.hash, minute, salt + 100)))
      return flags(count, count)
    },
  }
}

function provisioned({ fn, minute, runs: { count } }: FunctionMinute): number {
  return Math.floor(count * PROVISIONED_SHARE + unit(fn.traffic.hash, minute, SALT.provisioned))
}

const utilization: Sampler = (at) => {
  const max = 0.4 + 0.6 * unit(at.fn.traffic.hash, at.minute, SALT.utilization)
  return ranged(provisioned(at), at.seen, { min: max / 4, max, lean: 0.4, decimals: 4 })
}

const provisionedConcurrency: Sampler = (at) => {
  const share = 0.4 + 0.6 * unit(at.fn.traffic.hash, at.minute, SALT.utilization)
  const max = Math.ceil(PROVISIONED_ENVIRONMENTS * share)
  return ranged(provisioned(at), at.seen, { min: 1, max, lean: 0.4, decimals: 0 })
}

function counted(count: (minute: FunctionMinute) => number): Sampler {
  return (at) => {
    const number = count(at)
    return flags(number, number)
  }
}

/** What is counted of every run, of a function as of all functions together. */
export const RUN_METRICS = {
  Invocations: { unit: 'Count', at: ({ runs: { count } }) => flags(count, count) },
  Errors: { unit: 'Count', at: ({ runs }) => flags(runs.count, runs.errors) },
  /** A refused call is no invocation. */
  Throttles: { unit: 'Count', at: ({ runs }) => flags(runs.count + runs.throttles, runs.throttles) },
  Duration: { unit: 'Milliseconds', at: ({ runs }) => runs.durations() },
} as const satisfies Record<string, Metric<{ readonly runs: RunFigures }>>

/** What is known of runs without going into each. */
export type RunFigures = Pick<SeenRuns, 'count' | 'errors' | 'throttles' | 'durations'>

/** The metrics of AWS/Lambda for a function, an alias or a version, in the order of the AWS page. */
export const FUNCTION_METRICS: Readonly<Record<FunctionMetric, Metric<FunctionMinute>>> = {
  ...RUN_METRICS,
  ConcurrentExecutions: { unit: 'Count', at: concurrency },
  /** Counted when the event is queued, whatever becomes of the run. */
  AsyncEventsReceived: { unit: 'Count', at: counted(({ runs }) => runs.begun) },
  AsyncEventAge: { unit: 'Milliseconds', at: milliseconds(SALT.age, 40, 30) },
  AsyncEventsDropped: rare(0.02, SALT.dropped),
  DeadLetterErrors: rare(0.01, SALT.deadLetter),
  DestinationDeliveryFailures: rare(0.01, SALT.destination),
  IteratorAge: { unit: 'Milliseconds', at: iteratorAge },
  /** A backlog of records; emitted while the function polls, even when nothing runs. */
  OffsetLag: {
    unit: 'Count',
    isSteady: true,
    at: ({ fn, minute }) => gauge(Math.floor(5000 * unit(fn.traffic.hash, minute, SALT.offset))),
  },
  OversizedRecordCount: rare(0.005, SALT.oversized),
  PostRuntimeExtensionsDuration: { unit: 'Milliseconds', at: milliseconds(SALT.extension, 6, 5) },
  ProvisionedConcurrencyInvocations: { unit: 'Count', at: counted(provisioned) },
  ProvisionedConcurrencySpilloverInvocations: {
    unit: 'Count',
    at: counted((at) => at.runs.count - provisioned(at)),
  },
  ProvisionedConcurrentExecutions: { unit: 'Count', at: provisionedConcurrency },
  ProvisionedConcurrencyUtilization: { unit: 'None', at: utilization },
  RecursiveInvocationsDropped: rare(0.002, SALT.recursive),
  SignatureValidationErrors: rare(0.002, SALT.signature),
}

/** A request is over when its run has ended, or at once when it was refused. */
function requests(answered: (at: FunctionMinute) => number): Sampler {
  return (at) => flags(at.viaUrl.count + at.viaUrl.throttles, answered(at))
}

const latency: Sampler = ({ fn, minute, viaUrl }) => {
  const overhead = Math.round(100 * (2 + 6 * unit(fn.traffic.hash, minute, SALT.overhead)))
  const { first, last, ...ramp } = viaUrl.durationRamp
  return viaUrl.samplesOf({ ...ramp, first: first + overhead, last: last + overhead })
}

function badRequests({ fn, minute, viaUrl }: FunctionMinute): number {
  const share = 0.05 * unit(fn.traffic.hash, minute, SALT.badRequests)
  return viaUrl.throttles + Math.floor(Math.max(0, viaUrl.count - viaUrl.errors) * share)
}

/** The metrics of a function's addresses. */
export const URL_METRICS = {
  UrlRequestCount: { unit: 'Count', at: requests(({ viaUrl }) => viaUrl.count + viaUrl.throttles) },
  Url4xxCount: { unit: 'Count', at: requests(badRequests) },
  Url5xxCount: { unit: 'Count', at: requests(({ viaUrl }) => viaUrl.errors) },
  UrlRequestLatency: { unit: 'Milliseconds', at: latency },
} as const satisfies Record<string, Metric<FunctionMinute>>
