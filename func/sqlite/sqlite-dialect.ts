/**
 * Kysely on node:sqlite. Its own SqliteDialect lacks what several processes on one file need: transactions that
 * take the write lock at once, waiting for a lock without blocking the thread, and errors with codes.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { retryBusy } from './retry-busy.ts'
import { toStoreError } from './store-error.ts'

const CACHED_STATEMENTS = 200

export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync
  readonly #path: string

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(new NodeSqliteConnection(this.#database, this.#path))
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler()
  }

  createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db)
  }
}

/** Lets Kysely run a migration in one transaction, which SQLite can, so that only one process does it. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** One connection, handed out to one user at a time. */
class NodeSqliteDriver implements Driver {
  readonly #connection: NodeSqliteConnection
  readonly #waiting: (() => void)[] = []
  #taken = false

  constructor(connection: NodeSqliteConnection) {
    this.#connection = connection
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<NodeSqliteConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#taken = true
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken = false
    else next()
  }

  /** IMMEDIATE: a transaction that reads first and writes then cannot find that another wrote in between. */
  async beginTransaction(connection: NodeSqliteConnection): Promise<void> {
    await connection.run('begin immediate')
  }

  async commitTransaction(connection: NodeSqliteConnection): Promise<void> {
    await connection.run('commit')
  }

  /** SQLite has rolled back already when the disk was full. */
  async rollbackTransaction(connection: NodeSqliteConnection): Promise<void> {
    if (connection.inTransaction) await connection.run('rollback')
  }

  async destroy(): Promise<void> {
    this.#connection.close()
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await retryBusy(() => this.#execute<R>(query))
    } catch (error) {
      throw toStoreError(error, this.#path)
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }

  async run(sql: string): Promise<void> {
    try {
      await retryBusy(() => this.#database.exec(sql))
    } catch (error) {
      throw toStoreError(error, this.#path)
    }
  }

  close(): void {
    this.#statements.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(sql)
    const values = parameters as readonly SQLInputValue[]
    if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] }
    const { changes, lastInsertRowid } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  #prepare(sql: string): StatementSync {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) return cached
    if (this.#statements.size >= CACHED_STATEMENTS) this.#statements.clear()
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
