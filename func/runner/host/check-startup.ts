/** Checks a startup script in a worker of its own, before it is trusted with a trigger. */

import { Worker } from 'node:worker_threads'
import { type ErrorCode, FuncError, messageOf } from '../../errors.ts'
import type { TaskError } from '../../model/task.ts'
import type { CheckedStartup, CheckOrder, CheckReport } from '../messages.ts'

const TIMEOUT_MS = 20_000
const MEMORY_MB = 256

export interface CheckStartupOptions {
  readonly home: string
  /** Path of the startup script. */
  readonly file: string
  /** Its config is checked against the manifest of this installed set. @default not checked */
  readonly scriptSet?: string
  /** What its `env` gives. */
  readonly secrets: Readonly<Record<string, string>>
  /** @default {20000} */
  readonly timeoutMs?: number
}

/**
 * Imports a startup script once and asks it for its config. Nothing of it is run beyond that.
 *
 * @throws FUNC_ERR_STARTUP_LOAD, FUNC_ERR_CONFIG_INVALID, FUNC_ERR_CRON_INVALID, FUNC_ERR_SECRET_MISSING
 */
export async function checkStartup(options: CheckStartupOptions): Promise<CheckedStartup> {
  const { home, file, scriptSet, secrets, timeoutMs = TIMEOUT_MS } = options
  const order: CheckOrder = { home, file, scriptSet, secrets }
  const worker = new Worker(new URL('../worker/check-main.ts', import.meta.url), {
    workerData: order,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  const timer = setTimeout(() => void worker.terminate(), timeoutMs)
  try {
    return resultOf(await reportOf(worker, file))
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

function reportOf(worker: Worker, file: string): Promise<CheckReport> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      reject(new FuncError('FUNC_ERR_STARTUP_LOAD', `Cannot check '${file}' as ${why}`, { cause }))
    }
    worker.once('message', resolve)
    worker.once('error', (error) => fail(`it broke its worker: ${messageOf(error)}`, error))
    worker.once('exit', (code) => fail(`it took too long or ended its worker with exit code ${code}`))
  })
}

function resultOf(report: CheckReport): CheckedStartup {
  if (report.kind === 'checked') return report.startup
  throw refusal(report.error)
}

/** An error without a code is one of the file: its `config` threw. */
function refusal({ code, message, todo }: TaskError): FuncError {
  if (code === 'FUNC_ERR_TASK_FAILED') return new FuncError('FUNC_ERR_STARTUP_LOAD', message)
  return new FuncError(code as ErrorCode, message, { todo })
}
