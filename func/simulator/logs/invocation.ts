import { MINUTE_MS } from '../../time.ts'
import { hash, hex, mix, pick, unit } from '../hash.ts'
import { memoryAt } from '../lambda/deploys.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { rankOf, valueAt } from '../lambda/ramp.ts'
import { beginOf, isFailed, type Runs, versionsOf } from '../lambda/runs.ts'
import { LATEST } from '../lambda/versions.ts'
import { type Environment, environmentOf } from './environment.ts'
import { type Initialization, initializationOf } from './log-setup.ts'

/** `handler`: it threw; `exit`: its process died; `memory`: as it had none left; `timeout`: it took too long. */
export type Failure = 'handler' | 'exit' | 'memory' | 'timeout'

/** One run of a function, with all that its log shows of it. Times in milliseconds since the epoch. */
export interface Invocation {
  readonly fn: SimFunction
  readonly requestId: string
  readonly version: string
  readonly initialization: Initialization
  readonly environment: Environment
  /** The minute (since the epoch) that CloudWatch counts it in: that in which it was asked for. */
  readonly minute: number
  readonly index: number
  /** When the environment came up or, if it was up, when the handler began. */
  readonly beginMs: number
  readonly handlerMs: number
  /** The time of its report. */
  readonly endMs: number
  readonly durationMs: number
  /** Missing on managed instances, like the memory: these are not billed by the run. */
  readonly billedMs: number | undefined
  readonly memoryMb: number | undefined
  readonly maxMemoryMb: number | undefined
  /** Of a first run in its environment, if started on demand. */
  readonly initMs: number | undefined
  /** The init phase took too long, so that the handler's own time holds the second try. */
  readonly initTimedOut: boolean
  /** Of a first run in an environment that came from a snapshot. */
  readonly restoreMs: number | undefined
  readonly billedRestoreMs: number | undefined
  readonly failure: Failure | undefined
}

const SALT = { key: 210, init: 211, initTimeout: 212, restore: 213, failure: 214, memory: 215, middle: 216 }
const INIT_LIMIT_MS = 10_000
/** No run is longer than its duration and this. */
export const LONGEST_START_MS = 11_000
const FAILURES: readonly Failure[] = [
  'handler',
  'handler',
  'handler',
  'handler',
  'handler',
  'exit',
  'memory',
  'memory',
]

/** The index-th invocation of a minute. */
export function invocationOf(runs: Runs, index: number): Invocation {
  const { fn, minute } = runs
  const { key, rank, version, environment, initialization, start, ...times } = courseOf(runs, index)
  const duration = times.durationMs
  const failure = isFailed(runs, rank) ? failureOf(fn, duration, key) : undefined
  const memory = version === LATEST ? memoryAt(fn, minute * MINUTE_MS) : fn.memoryMb
  return {
    ...{ fn, version, initialization, environment, minute, index, failure },
    ...times,
    requestId: requestIdOf(fn.traffic.hash, minute, index),
    ...resourcesOf(memory, initialization, duration, start, environment, failure),
    initMs: start.initMs,
    initTimedOut: start.lostMs !== undefined,
    restoreMs: start.restoreMs,
    billedRestoreMs: start.billedRestoreMs,
  }
}

/** When the index-th invocation of a minute reports, milliseconds since the epoch. */
export function endOf(runs: Runs, index: number): number {
  return courseOf(runs, index).endMs
}

interface Course extends Pick<Invocation, 'version' | 'environment' | 'initialization'> {
  readonly key: number
  readonly rank: number
  readonly start: Start
  readonly beginMs: number
  readonly handlerMs: number
  readonly endMs: number
  readonly durationMs: number
}

function courseOf(runs: Runs, index: number): Course {
  const { fn, minute } = runs
  const { version, rank: place } = versionAt(runs, index)
  const key = hash(fn.traffic.hash ^ minute, index, SALT.key)
  const environment = environmentOf(fn, version, minute, place)
  const initialization = initializationOf(fn, version)
  const start = environment.isNew ? startOf(initialization, key) : {}
  const rank = rankOf(runs.durations, index)
  const durationMs = valueAt(runs.durations, rank) / 100
  const beginMs = beginOf(runs, index)
  const handlerMs = beginMs + Math.ceil(start.initMs ?? start.restoreMs ?? start.lostMs ?? 0)
  const endMs = handlerMs + Math.ceil(durationMs)
  return { key, version, environment, initialization, start, rank, beginMs, handlerMs, endMs, durationMs }
}

function versionAt({ fn, count }: Runs, index: number): { version: string; rank: number } {
  let rank = index
  for (const { version, count: own } of versionsOf(fn, count)) {
    if (rank < own) return { version, rank }
    rank -= own
  }
  return { version: '$LATEST', rank: index }
}

interface Start {
  readonly initMs?: number
  /** Spent on an init phase that timed out. */
  readonly lostMs?: number
  readonly restoreMs?: number
  readonly billedRestoreMs?: number
}

/** Provisioned and managed environments come up before they are needed. */
function startOf(initialization: Initialization, key: number): Start {
  if (initialization === 'on-demand') {
    if (unit(key, SALT.initTimeout) < 0.01) return { lostMs: INIT_LIMIT_MS }
    return { initMs: cents(80 + 900 * unit(key, SALT.init) ** 2) }
  }
  if (initialization !== 'snap-start') return {}
  const restoreMs = cents(300 + 600 * unit(key, SALT.restore))
  return { restoreMs, billedRestoreMs: Math.ceil(restoreMs / 5) }
}

function failureOf(fn: SimFunction, durationMs: number, key: number): Failure {
  return durationMs >= fn.traffic.timeoutMs ? 'timeout' : pick(FAILURES, key, SALT.failure)
}

/** Since August 2025 the init phase is billed; of a restore, only a part. */
function resourcesOf(
  memoryMb: number,
  initialization: Initialization,
  durationMs: number,
  start: Start,
  environment: Environment,
  failure: Failure | undefined,
): Pick<Invocation, 'billedMs' | 'memoryMb' | 'maxMemoryMb'> {
  if (initialization === 'lambda-managed-instances') {
    return { billedMs: undefined, memoryMb: undefined, maxMemoryMb: undefined }
  }
  const used = Math.floor(memoryMb * (0.3 + 0.6 * unit(environment.hash, 0, SALT.memory)))
  return {
    billedMs: Math.ceil(cents(durationMs + (start.initMs ?? 0))) + (start.billedRestoreMs ?? 0),
    memoryMb,
    maxMemoryMb: failure === 'memory' ? memoryMb : used,
  }
}

/** Unlike a short hash, never the same for two runs of a function. */
function requestIdOf(seed: number, minute: number, index: number): string {
  const key = mix(seed ^ minute)
  const middle = hex(key, index, 10)
  const parts = [eight(key), middle.slice(0, 4), `4${middle.slice(4, 7)}`, `a${middle.slice(7, 10)}`]
  return `${parts.join('-')}-${eight(mix(seed ^ index))}${hex(seed, key, 4)}`
}

function eight(value: number): string {
  return value.toString(16).padStart(8, '0')
}

function cents(value: number): number {
  return Math.round(value * 100) / 100
}
