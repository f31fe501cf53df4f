/** Inside the worker that rehearses one trigger; any message asks it to end. Importing it starts it. */
import { parentPort, workerData } from 'node:worker_threads'
import { FuncError } from '../../errors.ts'
import { createMasker, type Masker } from '../../log.ts'
import type { Json } from '../../script.ts'
import { toTaskError } from '../task-error.ts'
import { prepareScript } from '../worker/prepare-script.ts'
import { createWorkerStores } from '../worker/worker-stores.ts'
import type { Stage } from './rehearse.ts'
import { RehearsalFailed, rehearseSchedule } from './rehearse-schedule.ts'
import { RehearsedAws } from './rehearsed-aws.ts'
import type { PlanOrder, PlanReport, Rehearsed } from './types.ts'

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }
const now = (): number => Date.now()

async function rehearseOrder(
  order: PlanOrder,
  masker: Masker,
  signal: AbortSignal,
  report: (report: PlanReport) => void,
): Promise<Rehearsed> {
  const { home, key, trigger, timeoutMs } = order
  const stores = createWorkerStores({ home, key, clock: () => new Date(now()) })
  const seen: { version: string | null } = { version: null }
  const script = await prepareScript(order, { settings: order, stores, masker, log: QUIET }, seen)
  const { state } = await stores.store()
  const aws = new RehearsedAws({ now, signal, log: QUIET, network: order.network })
  const { mask } = masker
  const committed = once((name: string) => state.get(trigger, name))
  const stage: Stage = { script, aws, committed, timeoutMs, log: QUIET, mask, signal }
  const onStep = (step: string) => report({ kind: 'step', step })
  try {
    return { ...(await rehearseSchedule({ ...order, onStep }, stage)), ...seen, spent: aws.spent }
  } finally {
    aws.close()
    await (await stores.store()).close()
  }
}

/** Runs that go on meanwhile do not change what is being planned. */
function once(read: (name: string) => Promise<Json | undefined>): typeof read {
  const known = new Map<string, Promise<Json | undefined>>()
  return (name) => {
    const value = known.get(name) ?? read(name)
    known.set(name, value)
    return value
  }
}

const order = workerData as PlanOrder
const abort = new AbortController()
const masker = createMasker()
const report = (message: PlanReport): void => parentPort?.postMessage(masker.maskValue(message))
parentPort?.on('message', () => abort.abort(new FuncError('FUNC_ERR_CANCELLED', 'The plan was cancelled')))
try {
  report({ kind: 'rehearsed', rehearsed: await rehearseOrder(order, masker, abort.signal, report) })
} catch (error) {
  const known = error instanceof RehearsalFailed ? error.error : toTaskError(error, masker.mask)
  report({ kind: 'refused', error: known })
}
