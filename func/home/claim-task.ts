import { type Kysely, sql } from 'kysely'
import { ERRORS } from '../errors.ts'
import type { ClaimResult, TaskError } from '../model/task.ts'
import type { HomeTables } from './tables.ts'

export interface Claim {
  readonly id: string
  readonly process: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** To be called in a transaction that holds the write lock. */
export async function claimTask(trx: Kysely<HomeTables>, claim: Claim): Promise<ClaimResult> {
  const task = await trx
    .selectFrom('tasks')
    .select('trigger_name')
    .where('id', '=', claim.id)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  if (task === undefined) return 'gone'
  const running = await runningTaskOf(trx, task.trigger_name)
  if (running === undefined) await start(trx, claim)
  else await skip(trx, claim, running)
  return running === undefined ? 'running' : 'skipped'
}

async function runningTaskOf(trx: Kysely<HomeTables>, trigger: string): Promise<string | undefined> {
  const query = trx.selectFrom('tasks').select('id').where('trigger_name', '=', trigger)
  const row = await query.where('status', '=', sql.lit('running')).executeTakeFirst()
  return row?.id
}

async function start(trx: Kysely<HomeTables>, { id, process, now }: Claim): Promise<void> {
  const started = { status: 'running', process, started_at: now }
  await trx.updateTable('tasks').set(started).where('id', '=', id).execute()
}

async function skip(trx: Kysely<HomeTables>, { id, now }: Claim, running: string): Promise<void> {
  const code = 'FUNC_ERR_TASK_SKIPPED_RUNNING'
  const message = `Cannot run the task as task '${running}' of the same trigger is still running`
  const error: TaskError = { code, message, todo: ERRORS[code].todo }
  const skipped = { status: 'skipped', ended_at: now, error: JSON.stringify(error) }
  await trx.updateTable('tasks').set(skipped).where('id', '=', id).execute()
}
