/** The place of one process on the home: registration, heartbeat, and the one `serve` place. */

import { randomUUID } from 'node:crypto'
import { FuncError } from '../../errors.ts'
import type { Processes, ProcessRecord } from '../../home/types.ts'
import type { Logger } from '../../script.ts'
import { type Clock, formatInstant } from '../../time.ts'
import { errorFields } from '../error-fields.ts'
import { isDead, type Machine } from './liveness.ts'
import { type Repetition, repeat } from './repeat.ts'

const HEARTBEAT_MS = 5000

export interface LeaseOptions {
  readonly processes: Processes
  readonly kind: ProcessRecord['kind']
  readonly pid: number
  readonly machine: Machine
  readonly clock: Clock
  readonly log: Logger
  /** @default {5000} */
  readonly heartbeatMs?: number
}

export interface Lease {
  /** Id of this process in the store. */
  readonly id: string
  /**
   * Registers this process; a server takes the `serve` place with it.
   *
   * @throws FUNC_ERR_SERVE_RUNNING when a living server holds it
   */
  start(): Promise<void>
  /** Ids of dead processes. */
  dead(): Promise<string[]>
  /** The living server of this home, if there is one. */
  server(): Promise<ProcessRecord | undefined>
  /** Gives the place up. */
  close(): Promise<void>
}

export function createLease(options: LeaseOptions): Lease {
  const { processes, kind, pid, machine } = options
  const id = randomUUID()
  let beat: Repetition | undefined
  return {
    id,
    async start() {
      await processes.register({ id, pid, kind, host: machine.host, bootMark: machine.bootMark(pid) })
      if (kind === 'serve') await takeServePlace(id, options)
      beat = heartbeat(id, options)
    },
    dead: () => deadProcesses(options),
    server: () => livingServer(options),
    async close() {
      await beat?.stop()
      await processes.remove(id)
    },
  }
}

export type Witness = Pick<LeaseOptions, 'processes' | 'machine' | 'clock'>

export async function deadProcesses({ processes, machine, clock }: Witness): Promise<string[]> {
  const records = await processes.list()
  return records.filter((record) => isDead(record, machine, clock())).map((record) => record.id)
}

export async function livingServer(witness: Witness): Promise<ProcessRecord | undefined> {
  const { processes, machine, clock } = witness
  const records = await processes.list()
  return records.find((record) => record.kind === 'serve' && !isDead(record, machine, clock()))
}

function heartbeat(id: string, options: LeaseOptions): Repetition {
  return repeat({
    everyMs: options.heartbeatMs ?? HEARTBEAT_MS,
    work: () => options.processes.heartbeat(id),
    onError: (error) => options.log.warn(errorFields(error), 'Cannot write the heartbeat'),
  })
}

async function takeServePlace(id: string, options: LeaseOptions): Promise<void> {
  const holder = await options.processes.acquireServe(id, await deadProcesses(options))
  if (holder === undefined) return
  await options.processes.remove(id)
  const { pid, host, startedAt } = holder
  throw new FuncError(
    'FUNC_ERR_SERVE_RUNNING',
    `Cannot serve as process ${pid} on '${host}' has served this home since ${formatInstant(startedAt)}`,
    { details: { pid, host, startedAt: startedAt.toISOString() } },
  )
}
