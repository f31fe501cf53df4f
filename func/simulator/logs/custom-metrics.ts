import { hash, pick, unit } from '../hash.ts'
import type { Invocation } from './invocation.ts'
import type { LogSetup } from './log-setup.ts'

export type SampleType = 'count' | 'gauge' | 'histogram' | 'check' | 'distribution'

/** One value that a function means to print. */
export interface Sample {
  readonly type: SampleType
  readonly name: string
  readonly value: number
  /** As printed: most functions print whole seconds. */
  readonly timeMs: number
  /** `key:value` or a bare word; checks have none. */
  readonly tags: readonly string[]
}

const SALT = { printed: 230, orders: 231, depth: 232, times: 233, check: 234, tier: 235 }
const PRINTED_SHARE = 0.5
const TIMES_A_RUN = 3
const RUNS_FOR_EACH_CHECK = 10

/** What a run prints as custom metrics; nothing in the dialect that means something else. */
export function samplesOf(run: Invocation, setup: LogSetup): readonly Sample[] {
  const { metricForm } = setup
  const key = keyOf(run)
  if (metricForm === undefined || metricForm === 'workshop' || unit(key, SALT.printed) >= PRINTED_SHARE)
    return []
  const timeMs = metricForm === 'milliseconds' ? run.handlerMs : Math.floor(run.handlerMs / 1000) * 1000
  const tags = [`tier:${pick(['gold', 'silver', 'basic'], key, SALT.tier)}`, 'shop']
  if (metricForm === 'successor') {
    const type = 'distribution'
    return [{ type, name: 'shop.basket', value: amount(key, SALT.orders, 9000) / 100, timeMs, tags }]
  }
  return [
    { type: 'count', name: 'shop.orders', value: 1 + amount(key, SALT.orders, 4), timeMs, tags },
    { type: 'gauge', name: 'shop.queue.depth', value: amount(key, SALT.depth, 500), timeMs, tags },
    ...Array.from({ length: TIMES_A_RUN }, (_, i) => ({
      type: 'histogram' as const,
      name: 'shop.payment.time',
      value: amount(key + i, SALT.times, 100_000) / 100,
      timeMs,
      tags,
    })),
    ...(run.index % RUNS_FOR_EACH_CHECK === 0 ? [checkOf(key, timeMs)] : []),
  ]
}

/** Mostly OK. */
function checkOf(key: number, timeMs: number): Sample {
  const value = pick([0, 0, 0, 0, 0, 0, 1, 1, 2, 3], key, SALT.check)
  return { type: 'check', name: 'shop.bank.reachable', value, timeMs, tags: [] }
}

export function keyOf(run: Invocation): number {
  return hash(run.fn.traffic.hash ^ run.minute, run.index, SALT.printed)
}

function amount(key: number, salt: number, below: number): number {
  return Math.floor(unit(key, salt) * below)
}

/** The messages of one run's samples: one for each, or one for all. */
export function metricMessages(run: Invocation, setup: LogSetup): readonly string[] {
  if (setup.metricForm === 'workshop') return [`MONITORING|1|Count|Orders|Workshop|tier=gold,stage=prod\n`]
  const samples = samplesOf(run, setup)
  if (samples.length === 0) return []
  if (setup.metricForm === 'successor') return samples.map(successorLine)
  const lines = samples.map((sample) => monitoringLine(sample, setup))
  if (setup.metricForm === 'batch') return [`${lines.join(setup.traced ? '\r' : '\n')}\n`]
  const wrap =
    setup.metricForm === 'prefixed' ? (line: string) => consoleLine(run, setup, 'INFO', line) : plain
  return lines.map(wrap)
}

function monitoringLine({ type, name, value, timeMs, tags }: Sample, setup: LogSetup): string {
  const time = setup.metricForm === 'milliseconds' ? timeMs : timeMs / 1000
  const list = tags.length === 0 ? '' : `|#${tags.join(',')}`
  return `MONITORING|${time}|${value}|${type}|${name}${list}`
}

function successorLine({ name, value, timeMs, tags }: Sample): string {
  return `${JSON.stringify({ m: name, v: value, e: timeMs / 1000, t: tags })}\n`
}

function plain(line: string): string {
  return `${line}\n`
}

/** A line as the console of the runtime writes it. */
export function consoleLine(run: Invocation, setup: LogSetup, level: string, text: string): string {
  const timestamp = new Date(run.handlerMs).toISOString()
  const { requestId } = run
  if (setup.format === 'JSON') return JSON.stringify({ timestamp, level, requestId, message: text })
  const python = run.fn.runtime?.startsWith('python') === true
  if (python) return `[${level}]\t${timestamp}\t${requestId}\t${text}\n`
  return `${timestamp}\t${requestId}\t${level}\t${text}\n`
}
