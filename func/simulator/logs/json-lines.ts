import { hash } from '../hash.ts'
import { runtimeVersionAt } from '../lambda/runtime-version.ts'
import type { Failure, Invocation } from './invocation.ts'
import type { Line } from './line.ts'
import { LEVELS, type Level, type LogSetup } from './log-setup.ts'

/** An event of the platform in the JSON format, and the least level of the function that shows it. */
interface PlatformEvent {
  readonly level: Level
  readonly timestamp: number
  readonly type: string
  readonly record: Readonly<Record<string, unknown>>
}

const ERROR_TYPES: Readonly<Record<Exclude<Failure, 'timeout'>, string>> = {
  handler: 'TypeError',
  exit: 'Runtime.ExitError',
  memory: 'Runtime.OutOfMemory',
}

/** What the platform writes before the handler begins, in the JSON format. */
export function jsonBefore(run: Invocation, setup: LogSetup): readonly Line[] {
  const record = { requestId: run.requestId, version: run.version }
  const start: PlatformEvent = { level: 'INFO', timestamp: run.handlerMs, type: 'platform.start', record }
  return shown([...jsonComingUp(run), start], setup)
}

function jsonComingUp(run: Invocation): readonly PlatformEvent[] {
  if (run.restoreMs !== undefined) {
    const report = { status: 'success', metrics: { durationMs: run.restoreMs } }
    return [
      { level: 'INFO', timestamp: run.beginMs, type: 'platform.restoreStart', record: {} },
      { level: 'INFO', timestamp: run.handlerMs, type: 'platform.restoreReport', record: report },
    ]
  }
  if (run.initMs === undefined && !run.initTimedOut) return []
  const phase = { initializationType: run.initialization, phase: 'init' }
  const { version: runtimeVersion, arn: runtimeVersionArn } = runtimeVersionAt(run.fn, run.beginMs)
  const outcome = run.initTimedOut
    ? { status: 'timeout', metrics: { durationMs: 10_000 } }
    : { status: 'success', metrics: { durationMs: run.initMs } }
  return [
    {
      level: 'INFO',
      timestamp: run.beginMs,
      type: 'platform.initStart',
      record: { ...phase, runtimeVersion, runtimeVersionArn },
    },
    {
      level: run.initTimedOut ? 'WARN' : 'DEBUG',
      timestamp: run.handlerMs,
      type: 'platform.initReport',
      record: { ...phase, ...outcome },
    },
  ]
}

/** What the platform writes when the handler has ended, in the JSON format. */
export function jsonAfter(run: Invocation, setup: LogSetup): readonly Line[] {
  const failed = run.failure !== undefined
  const common = { requestId: run.requestId, ...statusOf(run.failure) }
  const produced = { durationMs: run.durationMs, producedBytes: hash(run.environment.hash, run.index) % 4096 }
  const done: PlatformEvent = {
    level: failed ? 'WARN' : 'DEBUG',
    timestamp: run.endMs,
    type: 'platform.runtimeDone',
    record: { ...common, metrics: produced },
  }
  const report: PlatformEvent = {
    level: failed ? 'WARN' : 'INFO',
    timestamp: run.endMs,
    type: 'platform.report',
    record: { ...common, metrics: metricsOf(run), ...spansOf(run) },
  }
  return shown([done, report], setup)
}

export function isReported(run: Invocation, setup: LogSetup): boolean {
  return setup.format === 'Text' || setup.systemLevel !== 'WARN' || run.failure !== undefined
}

function statusOf(failure: Failure | undefined): Record<string, unknown> {
  if (failure === undefined) return { status: 'success' }
  if (failure === 'timeout') return { status: 'timeout' }
  return { status: failure === 'handler' ? 'error' : 'failure', errorType: ERROR_TYPES[failure] }
}

/** Undefined members do not reach the text. */
function metricsOf(run: Invocation): Record<string, unknown> {
  return {
    durationMs: run.durationMs,
    billedDurationMs: run.billedMs,
    memorySizeMB: run.memoryMb,
    maxMemoryUsedMB: run.maxMemoryMb,
    initDurationMs: run.initMs,
    restoreDurationMs: run.restoreMs,
    billedRestoreDurationMs: run.billedRestoreMs,
  }
}

function spansOf(run: Invocation): Record<string, unknown> {
  if (run.initialization !== 'lambda-managed-instances') return {}
  const start = new Date(run.handlerMs).toISOString()
  return { spans: [{ name: 'responseLatency', start, durationMs: run.durationMs }] }
}

function shown(events: readonly PlatformEvent[], setup: LogSetup): readonly Line[] {
  const least = LEVELS.indexOf(setup.systemLevel)
  return events
    .filter(({ level }) => LEVELS.indexOf(level) >= least)
    .map(({ timestamp, type, record }) => ({
      timestamp,
      message: JSON.stringify({ time: new Date(timestamp).toISOString(), type, record }),
    }))
}
