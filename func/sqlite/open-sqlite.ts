import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, type Migration } from 'kysely'
import { FuncError, messageOf } from '../errors.ts'
import { closeToOthers, createPrivateFile } from './create-private-file.ts'
import { migrate } from './migrate.ts'
import { BUSY_SLICE_MS, retryBusy } from './retry-busy.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { toStoreError } from './store-error.ts'

const LARGEST_IDLE_WAL_BYTES = 64 * 1024 * 1024

export interface OpenSqliteOptions {
  readonly path: string
  /** By name; names sort in the order they are applied. */
  readonly migrations: Readonly<Record<string, Migration>>
  /** SQL that sets the connection up, beyond what every database of ours has. */
  readonly pragmas?: string
}

/** One open database file: Kysely for everyday work, the connection below it for bulk work. */
export interface SqliteFile<Tables> {
  readonly path: string
  readonly db: Kysely<Tables>
  readonly connection: DatabaseSync
}

/**
 * Opens a database file, creating it (0600) and its folder (0700) where missing, and brings it to the newest
 * schema. WAL with synchronous=FULL: a committed transaction survives a power cut.
 * @throws {FuncError} FUNC_ERR_STORE_* when the file cannot be used
 */
export async function openSqlite<Tables>(options: OpenSqliteOptions): Promise<SqliteFile<Tables>> {
  const { path, migrations, pragmas = '' } = options
  prepareFile(path)
  const connection = await connect(path, pragmas)
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection, path) })
  try {
    await migrate(db, path, migrations)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { path, db, connection }
}

/** Runs synchronous work in one transaction that holds the write lock from its start. */
export function inTransaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('begin immediate')
  try {
    const result = work()
    connection.exec('commit')
    return result
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback')
    throw error
  }
}

/** SQLite gives -wal and -shm the permissions of the database file. */
function prepareFile(path: string): void {
  try {
    createPrivateFile(path, '', randomUUID())
    closeToOthers(path)
  } catch (cause) {
    const message = `Cannot open database '${path}' for reading and writing: ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_STORE_CANNOT_OPEN', message, { cause })
  }
}

async function connect(path: string, pragmas: string): Promise<DatabaseSync> {
  try {
    const connection = new DatabaseSync(path, { timeout: BUSY_SLICE_MS, enableForeignKeyConstraints: true })
    await setUp(connection, pragmas)
    return connection
  } catch (error) {
    throw toStoreError(error, path)
  }
}

async function setUp(connection: DatabaseSync, pragmas: string): Promise<void> {
  const all = `${pragmas}; pragma journal_mode = wal; pragma synchronous = full;
    pragma journal_size_limit = ${LARGEST_IDLE_WAL_BYTES}`
  try {
    await retryBusy(() => connection.exec(all))
  } catch (error) {
    connection.close()
    throw error
  }
}
