/** One run of one startup script, inside a worker: prepare, run, hand over what is left, report. */
import { type AwsClientsHandle, createAwsClients } from '../../aws/clients.ts'
import type { Masker } from '../../log.ts'
import type { Logger, PointWriter, ScriptContext, State, TimeWindow } from '../../script.ts'
import type { Delivery } from '../../sinks/delivery/delivery.ts'
import { MINUTE_MS, SECOND_MS } from '../../time.ts'
import type { Outcome, RunOrder, WorkerSettings } from '../messages.ts'
import { toTaskError } from '../task-error.ts'
import { type PreparedScript, prepareScript } from './prepare-script.ts'
import type { RunFigures } from './run-figures.ts'
import { openTaskDelivery } from './task-delivery.ts'
import type { WorkerStores } from './worker-stores.ts'

/** Where AWS begins to refuse is at five minutes. */
const REPORTED_SKEW_MS = MINUTE_MS

export interface RunParts {
  readonly settings: WorkerSettings
  readonly stores: WorkerStores
  readonly masker: Masker
  readonly log: Logger
  readonly figures: RunFigures
  readonly now: () => number
  /** When the run began, by the same clock. */
  readonly startedAt: number
  /** The script's. */
  readonly signal: AbortSignal
  /** Aborted later than the script's: what was written may still be acknowledged. */
  readonly deliverySignal: AbortSignal
  /** Rejects when the script breaks outside its promise, for instance in a timer. */
  readonly broken: Promise<never>
}

/** Never rejects. */
export async function runScript(order: RunOrder, parts: RunParts): Promise<Outcome> {
  const timersBefore = countTimers()
  const report: { version: string | null } = { version: null }
  const error = await attempt(() => prepareAndRun(order, parts, report))
  if (error !== undefined) logStack(error.thrown, parts.log)
  return {
    error: error === undefined ? null : toTaskError(error.thrown, parts.masker.mask),
    figures: parts.masker.maskValue(parts.figures.snapshot()),
    version: report.version,
    reusable: countTimers() <= timersBefore,
  }
}

/** Timers and immediates that keep a thread going; what a script leaves behind could hurt the next run. */
function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate').length
}

async function prepareAndRun(
  order: RunOrder,
  parts: RunParts,
  report: { version: string | null },
): Promise<void> {
  const script = await prepareScript(order, parts, report)
  await perform(script, order, parts)
}

/**
 * What was written before a failure is still handed over: the units that finished keep their progress. When a
 * required sink refuses, that is the outcome: no unit is done whose points nobody has.
 */
async function perform({ module, config }: PreparedScript, order: RunOrder, parts: RunParts): Promise<void> {
  const { log, signal, now, figures } = parts
  const delivery = await openTaskDelivery({
    ...parts,
    network: parts.settings.network,
    owner: order.trigger,
    task: order.task,
    ...sinksOf(order),
    signal: parts.deliverySignal,
  })
  const { budgetMemory, network } = parts.settings
  const aws = createAwsClients({ signal, now, log, budgetMemory, settings: { network } })
  figures.attach({ aws: () => aws.usage(), sinks: () => delivery.figures() })
  const context = await createContext(order, parts, { delivery, aws })
  const failure = await attempt(async () => {
    signal.throwIfAborted()
    await Promise.race([module.run(config as never, context), parts.broken])
  })
  const refusal = await attempt(() => delivery.flush())
  await attempt(() => delivery.close())
  aws.close()
  reportSkew(aws.clock.offset, parts)
  const outcome = refusal ?? failure
  if (failure !== undefined && failure.thrown !== outcome?.thrown) {
    logStack(failure.thrown, log)
    log.error({ error: failure.thrown }, 'The script failed too')
  }
  if (outcome !== undefined) throw outcome.thrown
}

function reportSkew(offset: number, { figures, log }: RunParts): void {
  if (Math.abs(offset) < REPORTED_SKEW_MS) return
  const seconds = Math.round(-offset / SECOND_MS)
  figures.count('clockAheadSeconds', seconds)
  log.warn(
    { clockAheadSeconds: seconds },
    'The clock of this machine is not that of AWS, by whose time this run went: set it, best with NTP',
  )
}

interface Means {
  readonly delivery: Delivery
  readonly aws: AwsClientsHandle
}

async function createContext(order: RunOrder, parts: RunParts, means: Means): Promise<ScriptContext> {
  const { log, signal, figures, now } = parts
  const deadline = parts.startedAt + order.timeoutMs
  return {
    aws: means.aws,
    points: countingWriter(means.delivery.writer, figures),
    state: await createState(order.trigger, parts, means.delivery),
    log,
    progress: figures.progress,
    count: figures.count,
    ...(order.request === null ? {} : { window: { ...order.request.window, ...sinksOf(order) } }),
    timeLeft: () => deadline - now(),
    signal,
    triggeredAt: new Date(order.plannedAt),
    now: () => new Date(means.aws.clock.planned(new Date(order.plannedAt).getTime())),
    startedAt: new Date(parts.startedAt),
  }
}

function sinksOf({ request }: RunOrder): Pick<TimeWindow, 'sinks'> {
  return request?.sinks === undefined ? {} : { sinks: request.sinks }
}

function countingWriter(writer: PointWriter, figures: RunFigures): PointWriter {
  return {
    ...writer,
    async write(category, points, sinks) {
      await writer.write(category, points, sinks)
      figures.countPoints(category, points.length)
    },
  }
}

async function createState(owner: string, { stores }: RunParts, delivery: Delivery): Promise<State> {
  const { state } = await stores.store()
  return {
    get: (key) => state.get(owner, key),
    set: (key, value) => delivery.stage(key, value),
  }
}

/** The stack of an error without a code helps whoever wrote the script. */
function logStack(thrown: unknown, log: Logger): void {
  if (thrown instanceof Error && !('code' in thrown)) log.error({ stack: thrown.stack }, 'The script failed')
}

/** What was thrown, boxed as anything may be thrown. */
async function attempt(work: () => Promise<void>): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    return { thrown }
  }
}
