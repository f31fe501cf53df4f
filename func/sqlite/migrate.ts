import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { codeOf, FuncError, messageOf } from '../errors.ts'

type Migrations = Readonly<Record<string, Migration>>

/**
 * Brings a database to the newest schema, forward only, in one transaction. Two processes may do so at once:
 * the second finds the work done.
 * @throws {FuncError} FUNC_ERR_STORE_NEWER, FUNC_ERR_STORE_MIGRATION
 */
export async function migrate<T>(db: Kysely<T>, path: string, migrations: Migrations): Promise<void> {
  const applied = await appliedMigrations(db)
  refuseNewer(applied, path, migrations)
  if (applied.length === Object.keys(migrations).length) return
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  refuseNewer(await appliedMigrations(db), path, migrations)
  if (codeOf(error)?.startsWith('FUNC_ERR_') === true) throw error
  const message = `Cannot migrate database '${path}': ${messageOf(error)}`
  throw new FuncError('FUNC_ERR_STORE_MIGRATION', message, { cause: error })
}

function refuseNewer(applied: readonly string[], path: string, migrations: Migrations): void {
  const unknown = applied.find((name) => !(name in migrations))
  if (unknown === undefined) return
  const newest = Object.keys(migrations).sort().at(-1)
  const message = `Cannot open database '${path}' as its schema '${unknown}' is newer than this program's '${newest}'`
  throw new FuncError('FUNC_ERR_STORE_NEWER', message)
}

async function appliedMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const tables = await sql`select 1 from sqlite_schema where name = 'kysely_migration'`.execute(db)
  if (tables.rows.length === 0) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}
