import { hex } from '../hash.ts'
import { runtimeVersionAt } from '../lambda/runtime-version.ts'
import type { Invocation } from './invocation.ts'
import type { Line } from './line.ts'
import type { LogSetup } from './log-setup.ts'

/** What the platform writes before the handler begins, in the text format. */
export function textBefore(run: Invocation): readonly Line[] {
  const start = `START RequestId: ${run.requestId} Version: ${run.version}\n`
  return [...textComingUp(run), { timestamp: run.handlerMs, message: start }]
}

function textComingUp(run: Invocation): readonly Line[] {
  const runtime = runtimeVersionAt(run.fn, run.beginMs)
  const version = `Runtime Version: ${runtime.version}\tRuntime Version ARN: ${runtime.arn}\n`
  if (run.restoreMs !== undefined) {
    const report = `RESTORE_REPORT Restore Duration: ${fixed(run.restoreMs)} ms\n`
    return [
      { timestamp: run.beginMs, message: `RESTORE_START ${version}` },
      { timestamp: run.handlerMs, message: report },
    ]
  }
  if (run.initMs === undefined && !run.initTimedOut) return []
  const started = { timestamp: run.beginMs, message: `INIT_START ${version}` }
  if (!run.initTimedOut) return [started]
  const failed = 'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\n'
  return [started, { timestamp: run.handlerMs, message: failed }]
}

/** What the platform writes when the handler has ended, in the text format. */
export function textAfter(run: Invocation, setup: LogSetup): readonly Line[] {
  const line = (message: string) => ({ timestamp: run.endMs, message })
  const before = reasonLine(run, setup)
  const report = [`REPORT RequestId: ${run.requestId}`, ...reportFields(run, setup)].join('\t')
  return [
    ...(before === undefined ? [] : [line(before)]),
    line(`END RequestId: ${run.requestId}\n`),
    line(`${report}\t\n${tracing(run, setup)}`),
  ]
}

function reportFields(run: Invocation, setup: LogSetup): readonly string[] {
  return [
    `Duration: ${fixed(run.durationMs)} ms`,
    `Billed Duration: ${run.billedMs} ms`,
    `Memory Size: ${run.memoryMb} MB`,
    `Max Memory Used: ${run.maxMemoryMb} MB`,
    ...(run.initMs === undefined ? [] : [`Init Duration: ${fixed(run.initMs)} ms`]),
    ...(run.restoreMs === undefined
      ? []
      : [
          `Restore Duration: ${fixed(run.restoreMs)} ms`,
          `Billed Restore Duration: ${run.billedRestoreMs} ms`,
        ]),
    ...statusFields(run, setup),
  ]
}

/** A handler that throws ends well in the platform's eyes: only its own lines show it. */
function statusFields(run: Invocation, setup: LogSetup): readonly string[] {
  if (run.failure === 'timeout') return setup.timeoutForm === 'line' ? [] : ['Status: timeout']
  if (run.failure === 'memory') return ['Status: error', 'Error Type: Runtime.OutOfMemory']
  if (run.failure === 'exit') return ['Status: error', 'Error Type: Runtime.ExitError']
  return []
}

function reasonLine(run: Invocation, setup: LogSetup): string | undefined {
  const { requestId } = run
  if (run.failure === 'timeout' && setup.timeoutForm !== 'status') {
    const seconds = (run.durationMs / 1000).toFixed(2)
    return `${new Date(run.endMs).toISOString()} ${requestId} Task timed out after ${seconds} seconds\n\n`
  }
  if (run.failure === 'memory') {
    return `RequestId: ${requestId} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`
  }
  if (run.failure === 'exit') {
    return `RequestId: ${requestId} Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n`
  }
  return undefined
}

/** Stands on a second line of the same event. */
function tracing(run: Invocation, setup: LogSetup): string {
  if (!setup.traced) return ''
  const { hash } = run.environment
  const trace = `1-${hex(hash, run.minute, 8)}-${hex(hash, run.index, 24)}`
  return `XRAY TraceId: ${trace}\tSegmentId: ${hex(hash, run.endMs, 16)}\tSampled: true\t\n`
}

function fixed(ms: number): string {
  return ms.toFixed(2)
}
