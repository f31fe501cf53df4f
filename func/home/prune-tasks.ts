import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { HomeTables } from './tables.ts'

const ROWS_PER_TRANSACTION = 200

export interface TaskRetention {
  readonly perTrigger: number
  readonly before: Date
}

/**
 * Deletes finished tasks beyond the count of their trigger, or that ended before the given time, with their logs.
 * The newest task and the newest scheduled one of a trigger always stay: they show which slots have been run.
 */
export async function pruneTasks(db: Kysely<HomeTables>, keep: TaskRetention): Promise<number> {
  let total = 0
  for (;;) {
    const deleted = await pruneSome(db, keep)
    total += deleted
    if (deleted < ROWS_PER_TRANSACTION) return total
    await nextTurn()
  }
}

async function pruneSome(db: Kysely<HomeTables>, { perTrigger, before }: TaskRetention): Promise<number> {
  const result = await sql`
    delete from tasks where id in (
      select id from (
        select id, status, ended_at,
          row_number() over (partition by trigger_name order by id desc) as place,
          row_number() over (partition by trigger_name, origin order by id desc) as place_of_origin, origin
        from tasks
      )
      where status not in ('waiting', 'running')
        and place > 1
        and not (origin = 'schedule' and place_of_origin = 1)
        and (place > ${perTrigger} or ended_at < ${before.getTime()})
      limit ${ROWS_PER_TRANSACTION}
    )`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}
