import { type Kysely, sql } from 'kysely'
import { ERRORS, FuncError } from '../errors.ts'
import {
  type NewTask,
  OPEN_STATUSES,
  RAN_STATUSES,
  type Task,
  type TaskEnd,
  type TaskError,
  type TaskFilter,
} from '../model/task.ts'
import type { Clock } from '../time.ts'
import { claimTask } from './claim-task.ts'
import { pruneTasks } from './prune-tasks.ts'
import type { HomeTables } from './tables.ts'
import { appendLog, readLog, type TaskLogLimits } from './task-log.ts'
import { toJson, toTask } from './task-row.ts'
import type { Tasks } from './types.ts'

const DEFAULT_PAGE = 50

export interface TasksOptions {
  readonly clock: Clock
  readonly newId: () => string
  readonly log?: TaskLogLimits
}

export function createTasks(db: Kysely<HomeTables>, options: TasksOptions): Tasks {
  const now = () => options.clock().getTime()
  return {
    enqueue: (task) => enqueue(db, task, options.newId(), now()),
    claim: (id, process) => {
      return db.transaction().execute((trx) => claimTask(trx, { id, process, now: now() }))
    },
    finish: (id, end) => finish(db, id, end, now()),
    async saveFigures(id, figures) {
      const query = db.updateTable('tasks').set({ figures: toJson(figures) })
      await query.where('id', '=', id).where('status', 'in', OPEN_STATUSES).execute()
    },
    requestStop: (id) => requestStop(db, id, now()),
    waiting: () => open(db, 'waiting'),
    running: () => open(db, 'running'),
    stopRequests: (process) => stopRequests(db, process),
    get: (id) => get(db, id),
    async require(id) {
      const task = await get(db, id)
      if (task !== undefined) return task
      throw new FuncError('FUNC_ERR_TASK_UNKNOWN', `Cannot find task '${id}': no record has this id`)
    },
    list: (filter = {}) => list(db, filter),
    lastOf: async (trigger) => (await list(db, { trigger, limit: 1 }))[0],
    lastRunOf: async (trigger) => (await list(db, { trigger, status: RAN_STATUSES, limit: 1 }))[0],
    appendLog: (id, entries) => appendLog(db, id, entries, options.log),
    log: (id, range) => readLog(db, id, range),
    markLost: (dead) => markLost(db, dead, now()),
    prune: (keep) => pruneTasks(db, keep),
  }
}

async function get(db: Kysely<HomeTables>, id: string): Promise<Task | undefined> {
  const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toTask(row)
}

async function enqueue(
  db: Kysely<HomeTables>,
  task: NewTask,
  id: string,
  created_at: number,
): Promise<Task | undefined> {
  const row = await db
    .insertInto('tasks')
    .values({
      id,
      trigger_name: task.trigger,
      script_set: task.scriptSet,
      origin: task.origin,
      requested_by: task.requestedBy,
      planned_at: task.plannedAt.getTime(),
      created_at,
      status: 'waiting',
      stop_requested: 0,
      request: toJson(task.request ?? null) ?? null,
    })
    .onConflict((conflict) =>
      conflict.columns(['trigger_name', 'planned_at']).where(sql<boolean>`origin = 'schedule'`).doNothing(),
    )
    .returningAll()
    .executeTakeFirst()
  return row && toTask(row)
}

/** What the end leaves undefined stays as it was. */
async function finish(db: Kysely<HomeTables>, id: string, end: TaskEnd, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tasks')
    .set({
      status: end.status,
      ended_at: now,
      version: end.version,
      figures: toJson(end.figures),
      error: toJson(end.error),
    })
    .where('id', '=', id)
    .where('status', 'in', OPEN_STATUSES)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** A waiting task ends at once; the process of a running one finds it in `stopRequests`. */
async function requestStop(db: Kysely<HomeTables>, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tasks')
    .set({
      stop_requested: 1,
      ended_at: sql`case status when 'waiting' then ${now} else ended_at end`,
      status: sql`case status when 'waiting' then 'stopped' else status end`,
    })
    .where('id', '=', id)
    .where('status', 'in', OPEN_STATUSES)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Oldest first. The literal lets SQLite use the index of open tasks. */
async function open(db: Kysely<HomeTables>, status: (typeof OPEN_STATUSES)[number]): Promise<Task[]> {
  const query = db.selectFrom('tasks').selectAll().where('status', '=', sql.lit(status))
  const rows = await query.orderBy('id').execute()
  return rows.map(toTask)
}

async function stopRequests(db: Kysely<HomeTables>, process: string): Promise<string[]> {
  const rows = await db
    .selectFrom('tasks')
    .select('id')
    .where('status', '=', sql.lit('running'))
    .where('process', '=', process)
    .where('stop_requested', '=', 1)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

async function list(db: Kysely<HomeTables>, filter: TaskFilter): Promise<Task[]> {
  let query = db
    .selectFrom('tasks')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit ?? DEFAULT_PAGE)
  if (filter.trigger !== undefined) query = query.where('trigger_name', '=', filter.trigger)
  if (filter.status !== undefined) query = query.where('status', 'in', filter.status)
  if (filter.since !== undefined) query = query.where('created_at', '>=', filter.since.getTime())
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  const rows = await query.execute()
  return rows.map(toTask)
}

async function markLost(db: Kysely<HomeTables>, dead: readonly string[], now: number): Promise<Task[]> {
  if (dead.length === 0) return []
  const code = 'FUNC_ERR_TASK_LOST'
  const message = 'Cannot finish the task as the process that ran it died'
  const error: TaskError = { code, message, todo: ERRORS[code].todo }
  const rows = await db
    .updateTable('tasks')
    .set({ status: 'lost', ended_at: now, error: JSON.stringify(error) })
    .where('status', '=', sql.lit('running'))
    .where('process', 'in', dead)
    .returningAll()
    .execute()
  return rows.map(toTask).sort((a, b) => (a.id < b.id ? -1 : 1))
}
