/** Checks in a worker of its own whether AWS lets a script set do what it needs, deployed or not. */
import { Worker } from 'node:worker_threads'
import type { AccessReport, NeededPermission } from '../../aws/check-access.ts'
import { type ErrorCode, FuncError, messageOf } from '../../errors.ts'
import type { TaskError } from '../../model/task.ts'
import type { Network } from '../../network.ts'
import { MINUTE_MS } from '../../time.ts'

const TIMEOUT_MS = MINUTE_MS
const MEMORY_MB = 256

/** What the worker is given. */
export interface AccessOrder {
  readonly home: string
  readonly scriptSet: string
  readonly network: Network
  readonly permissions: readonly NeededPermission[]
  /** Of a deployed set: its startup script gives the config. */
  readonly startup?: { readonly file: string; readonly secrets: Readonly<Record<string, string>> }
  /** Of one that is not deployed: as the template makes it from the parameters. */
  readonly config?: unknown
}

export type AccessAnswer =
  | { readonly kind: 'checked'; readonly report: AccessReport }
  | { readonly kind: 'refused'; readonly error: TaskError }

/**
 * Ends with the signal, or after a minute.
 *
 * @throws FUNC_ERR_STARTUP_LOAD, FUNC_ERR_CONFIG_INVALID, FUNC_ERR_SECRET_MISSING
 */
export async function checkAccess(order: AccessOrder, signal: AbortSignal): Promise<AccessReport> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('../worker/check-access-main.ts', import.meta.url), {
    workerData: order,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  const end = () => void worker.terminate()
  const timer = setTimeout(end, TIMEOUT_MS)
  signal.addEventListener('abort', end, { once: true })
  try {
    const answer = await answerOf(worker, signal)
    if (answer.kind === 'checked') return answer.report
    const { code, message, todo } = answer.error
    throw new FuncError(code as ErrorCode, message, { todo })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    await worker.terminate()
  }
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<AccessAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      const message = `Cannot check the permissions as ${why}`
      reject(signal.aborted ? signal.reason : new FuncError('FUNC_ERR_STARTUP_LOAD', message, { cause }))
    }
    worker.once('message', resolve)
    worker.once('error', (error) => fail(`the check broke its worker: ${messageOf(error)}`, error))
    worker.once('exit', () => fail(`the check took longer than ${TIMEOUT_MS / 1000} s or ended its worker`))
  })
}
