import { DAY_MS, DAY_SECONDS, MINUTE_MS } from '../../time.ts'
import { unit, uuid } from '../hash.ts'
import { isDurable } from './features.ts'
import type { SimFunction } from './functions.ts'
import { LATEST } from './versions.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED'

/** An execution that may last much longer than a run of its function. */
export interface SimExecution {
  readonly name: string
  readonly arn: string
  readonly functionArn: string
  readonly startMs: number
  readonly endMs: number
  /** Once it has ended. */
  readonly outcome: Exclude<ExecutionStatus, 'RUNNING'>
}

const SALT = { start: 335, length: 336, outcome: 337, id: 338 }
const EVERY_MS = 20 * MINUTE_MS
const SHORTEST_MS = MINUTE_MS
/** The longest, against the shortest. */
const LENGTHS_APART = 180
export const EXECUTION_TIMEOUT_SECONDS = DAY_SECONDS
export const RETENTION_DAYS = 14
/** Waits for something that never comes. */
const HANGING_SHARE = 0.01

/** Those that started up to a time and are still kept, newest first. */
export function executionsUpTo(fn: SimFunction, ms: number): readonly SimExecution[] {
  if (!isDurable(fn)) return []
  const newest = Math.floor(ms / EVERY_MS)
  const count = Math.ceil((RETENTION_DAYS * DAY_MS) / EVERY_MS)
  return Array.from({ length: count }, (_, index) => executionOf(fn, newest - index)).filter(
    ({ startMs }) => startMs <= ms,
  )
}

export function statusAt({ endMs, outcome }: SimExecution, ms: number): ExecutionStatus {
  return ms < endMs ? 'RUNNING' : outcome
}

function executionOf(fn: SimFunction, number: number): SimExecution {
  const seed = fn.traffic.hash
  const startMs = Math.floor((number + unit(seed, number, SALT.start)) * EVERY_MS)
  const hangs = unit(seed, number, SALT.outcome) < HANGING_SHARE
  const lengthMs = hangs
    ? EXECUTION_TIMEOUT_SECONDS * 1000
    : Math.floor(SHORTEST_MS * LENGTHS_APART ** unit(seed, number, SALT.length))
  const name = `order-${number}`
  const functionArn = `${fn.arn}:${LATEST}`
  return {
    ...{ name, functionArn, startMs, endMs: startMs + lengthMs },
    arn: `${functionArn}/durable-execution/${name}/${uuid(seed ^ number, SALT.id)}`,
    outcome: hangs ? 'TIMED_OUT' : outcomeOf(unit(seed, number, SALT.outcome)),
  }
}

function outcomeOf(dice: number): SimExecution['outcome'] {
  if (dice < 0.06) return 'FAILED'
  return dice < 0.09 ? 'STOPPED' : 'SUCCEEDED'
}
