import type { Kysely } from 'kysely'
import { FuncError } from '../errors.ts'
import { LOG_LEVELS } from '../model/log-level.ts'
import type { LogEntry, StoredLogEntry } from '../model/task.ts'
import type { HomeTables, TaskLogRow } from './tables.ts'

export interface TaskLogLimits {
  /** Entries kept from the beginning of a log. @default {2000} */
  readonly first?: number
  /** Entries kept from its end. @default {8000} */
  readonly last?: number
  /** Characters of a message, and of the JSON of its fields. @default {10000} */
  readonly characters?: number
}

const FIRST = 2_000
const LAST = 8_000
const CHARACTERS = 10_000
const ROWS_PER_STATEMENT = 500

/**
 * Appends entries, numbered on from those that are there, and drops what has come to lie between the first and
 * the last part.
 * @throws {FuncError} FUNC_ERR_TASK_UNKNOWN
 */
export async function appendLog(
  db: Kysely<HomeTables>,
  id: string,
  entries: readonly LogEntry[],
  { first = FIRST, last = LAST, characters = CHARACTERS }: TaskLogLimits = {},
): Promise<void> {
  if (entries.length === 0) return
  await db.transaction().execute(async (trx) => {
    const before = await lastNumber(trx, id)
    const total = before + entries.length
    const isKept = (row: TaskLogRow) => row.seq <= first || row.seq > total - last
    const rows = entries.map((entry, at) => toRow(id, before + 1 + at, entry, characters)).filter(isKept)
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      await trx
        .insertInto('task_logs')
        .values(rows.slice(at, at + ROWS_PER_STATEMENT))
        .execute()
    }
    const logOfTask = trx.deleteFrom('task_logs').where('task_id', '=', id)
    if (total > first + last)
      await logOfTask
        .where('seq', '>', first)
        .where('seq', '<=', total - last)
        .execute()
  })
}

/** Entries after the given number; in place of those that were cut there is one entry that says how many. */
export async function readLog(
  db: Kysely<HomeTables>,
  id: string,
  { after = 0, limit = Number.MAX_SAFE_INTEGER }: { readonly after?: number; readonly limit?: number } = {},
): Promise<StoredLogEntry[]> {
  const query = db.selectFrom('task_logs').selectAll().where('task_id', '=', id).where('seq', '>', after)
  const rows = await query.orderBy('seq').limit(limit).execute()
  const entries: StoredLogEntry[] = []
  let number = after
  for (const row of rows) {
    if (row.seq > number + 1) entries.push(cutEntry(row, row.seq - 1 - number))
    entries.push(toEntry(row))
    number = row.seq
  }
  return entries.slice(0, limit)
}

/** From the end of the index: a join would read the whole log. */
async function lastNumber(trx: Kysely<HomeTables>, id: string): Promise<number> {
  const row = await trx
    .selectFrom('tasks')
    .select(({ selectFrom }) =>
      selectFrom('task_logs')
        .whereRef('task_id', '=', 'tasks.id')
        .select(({ fn }) => fn.max<number | null>('seq').as('last'))
        .as('last'),
    )
    .where('id', '=', id)
    .executeTakeFirst()
  if (row !== undefined) return row.last ?? 0
  throw new FuncError(
    'FUNC_ERR_TASK_UNKNOWN',
    `Cannot append to the log of task '${id}' as there is no such task`,
  )
}

/** Carries the number of the last entry that was cut, so that a reader goes on behind it. */
function cutEntry(next: TaskLogRow, cut: number): StoredLogEntry {
  const message = 'Entries were cut here as the log is too long'
  return { seq: next.seq - 1, time: new Date(next.time), level: 'warn', message, fields: { cut } }
}

function toRow(task_id: string, seq: number, entry: LogEntry, characters: number): TaskLogRow {
  const { time, level, message } = entry
  const fields = fieldsJson(entry.fields, characters)
  return { task_id, seq, time: time.getTime(), level, message: shorten(message, characters), fields }
}

function shorten(message: string, characters: number): string {
  if (message.length <= characters) return message
  return `${message.slice(0, characters)} … (${message.length - characters} more characters were cut)`
}

function fieldsJson(fields: LogEntry['fields'], characters: number): string {
  const json = stringify(fields)
  return json.length <= characters ? json : JSON.stringify({ cutCharacters: json.length })
}

function stringify(fields: LogEntry['fields']): string {
  try {
    return JSON.stringify(fields, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  } catch (error) {
    return JSON.stringify({ unreadable: String(error) })
  }
}

function toEntry(row: TaskLogRow): StoredLogEntry {
  const level = LOG_LEVELS.find((each) => each === row.level) ?? 'info'
  const { seq, message } = row
  return { seq, time: new Date(row.time), level, message, fields: JSON.parse(row.fields) }
}
