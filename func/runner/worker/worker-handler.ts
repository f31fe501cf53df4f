/** Inside a worker thread: takes orders from the host, one at a time, and reports. Importing it starts it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { FuncError } from '../../errors.ts'
import type { Order, Report, WorkerSettings } from '../messages.ts'
import { watchLoads } from './load.ts'
import { RunSession } from './run-session.ts'
import { captureStream } from './script-log.ts'
import { createWorkerStores } from './worker-stores.ts'

/** A program of the host: without a parent there is nobody to take orders from. */
function requirePort(port: MessagePort | null): MessagePort {
  if (port !== null) return port
  throw new FuncError('FUNC_ERR_INTERNAL', 'Cannot start a worker outside a worker thread')
}

const port = requirePort(parentPort)
const settings = workerData as WorkerSettings
const loaded = watchLoads()
const now = (): number => Date.now()
const stores = createWorkerStores({ ...settings, clock: () => new Date(now()) })
let session: RunSession | undefined

function report(message: Report): void {
  port.postMessage(message)
}

async function receive(order: Order): Promise<void> {
  if (order.kind === 'abort') return session?.abort(order)
  session = new RunSession({ order, settings, stores, now, report })
  const outcome = await session.run()
  flushPrinted()
  session.end()
  session = undefined
  report({ kind: 'end', outcome, loaded })
}

/** An error that no promise or caller of the script took. Between runs the worker is not to be trusted any more. */
function onBreak(error: unknown): void {
  if (session === undefined) process.exit(1)
  session.break(error)
}

function mask(text: string): string {
  return session?.mask(text) ?? ''
}

const printed = [
  captureStream(process.stdout, mask, (line) => session?.print('info', line)),
  captureStream(process.stderr, mask, (line) => session?.print('warn', line)),
]

function flushPrinted(): void {
  for (const stream of printed) stream.flush()
}

process.on('unhandledRejection', onBreak)
process.on('uncaughtException', onBreak)
port.on('message', (order: Order) => void receive(order))
report({ kind: 'ready' })
