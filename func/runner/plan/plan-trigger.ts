/**
 * What a trigger will use and cost, before it runs: its own script is rehearsed in a worker, on the state that it has,
 * with what exists in the account now. Nothing is written, no state moves, no value is read.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type ErrorCode, FuncError, messageOf } from '../../errors.ts'
import type { TaskError } from '../../model/task.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { Settings } from '../../settings-schema.ts'
import { costPlan, type Plan } from './cost-plan.ts'
import { rhythmOf } from './rhythm.ts'
import type { PlanOrder, PlanReport, Rehearsed } from './types.ts'

export interface PlanOptions {
  readonly home: string
  /** Key of the secrets. */
  readonly key: Uint8Array
  readonly trigger: Trigger
  readonly settings: Pick<Settings, 'runner' | 'connections'>
  readonly clock: () => Date
  readonly signal: AbortSignal
  /** Called with what goes on. */
  readonly onStep?: (step: string) => void
}

/** From the signal until the worker is ended hard. */
const GRACE_MS = 2000

/**
 * @throws FUNC_ERR_CANCELLED when aborted, and what a run would fail with as a whole, `failures` in its details; when
 * only some of its units fail, the plan says which.
 */
export async function planTrigger(options: PlanOptions): Promise<Plan> {
  const { trigger, clock } = options
  const at = clock()
  const rhythm = rhythmOf(trigger, at)
  const rehearsed = await rehearseInWorker({ ...orderOf(options), at, rhythm }, options)
  return costPlan(rehearsed, { trigger, at, rhythm })
}

function orderOf({ home, key, trigger, settings }: PlanOptions): Omit<PlanOrder, 'at' | 'rhythm'> {
  return {
    ...{ home, key, compileCache: join(home, 'cache', 'compiled') },
    strictDigests: settings.runner.strictDigests,
    network: settings.connections,
    ...{ trigger: trigger.name, scriptSet: trigger.scriptSet, timeoutMs: trigger.timeoutSeconds * 1000 },
  }
}

async function rehearseInWorker(
  order: PlanOrder,
  { settings, signal, onStep }: PlanOptions,
): Promise<Rehearsed> {
  // stdout and stderr are taken so that nothing of a script reaches the host's own
  const worker = new Worker(new URL('./plan-main.ts', import.meta.url), {
    ...{ workerData: order, stdout: true, stderr: true },
    resourceLimits: { maxOldGenerationSizeMb: settings.runner.memoryMb },
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const cancel = () => void endSoon(worker)
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    return await rehearsedBy(worker, order.trigger, signal, onStep)
  } finally {
    signal.removeEventListener('abort', cancel)
    await worker.terminate()
  }
}

async function endSoon(worker: Worker): Promise<void> {
  worker.postMessage('cancel')
  await sleep(GRACE_MS, undefined, { ref: false })
  await worker.terminate()
}

function rehearsedBy(
  worker: Worker,
  trigger: string,
  signal: AbortSignal,
  onStep: PlanOptions['onStep'],
): Promise<Rehearsed> {
  const { promise, resolve, reject } = Promise.withResolvers<Rehearsed>()
  const fail = (why: string, cause?: unknown) =>
    reject(
      signal.aborted
        ? new FuncError('FUNC_ERR_CANCELLED', 'The plan was cancelled')
        : new FuncError('FUNC_ERR_TASK_FAILED', `Cannot plan '${trigger}' as ${why}`, { cause }),
    )
  worker.on('message', (report: PlanReport) => {
    if (report.kind === 'step') onStep?.(report.step)
    if (report.kind === 'rehearsed') resolve(report.rehearsed)
    if (report.kind === 'refused') reject(refusal(report.error))
  })
  worker.once('error', (error) => fail(`it broke its worker: ${messageOf(error)}`, error))
  worker.once('exit', (code) => fail(`it ended its worker with exit code ${code}`))
  return promise
}

function refusal({ code, message, todo, failures }: TaskError): FuncError {
  return new FuncError(code as ErrorCode, message, { todo, ...(failures && { details: { failures } }) })
}
