/** The thread that answers heavy queries: the event loop of the server goes on meanwhile. */
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { codeOf } from '../../../errors.ts'
import { openSqlite } from '../../../sqlite/open-sqlite.ts'
import { retryBusy } from '../../../sqlite/retry-busy.ts'
import { toStoreError } from '../../../sqlite/store-error.ts'
import { POINT_MIGRATIONS } from '../../point-store.ts'
import type { PointTables } from '../../tables.ts'
import { createQueryHandler, type QueryHandler } from '../query-handler.ts'
import type { QueryAnswer, QueryRequest, QueryWorkerData } from './query-messages.ts'

const { home } = workerData as QueryWorkerData
const path = join(home, 'points.db')
const file = await openSqlite<PointTables>({
  path,
  migrations: POINT_MIGRATIONS,
  // Mapped pages are read without a copy and a system call each: half of what a large query takes.
  pragmas: 'pragma mmap_size = 17179869184',
})
file.connection.exec('pragma query_only = on')
const handler = createQueryHandler(file.connection)

parentPort?.on('message', answer)

async function answer(request: QueryRequest): Promise<void> {
  try {
    post({ value: await retryBusy(() => run(request)) })
  } catch (reason) {
    const error = toStoreError(reason, path)
    const code = codeOf(error)
    post({ error, ...(code === undefined ? {} : { code }) })
  }
}

function run({ name, query, givenUp }: QueryRequest): unknown {
  const flag = new Int32Array(givenUp)
  const checkpoint = () => {
    if (Atomics.load(flag, 0) !== 0) throw new Error('Given up')
  }
  checkpoint()
  const ask = handler[name] as (query: unknown, checkpoint: () => void) => unknown
  return inSnapshot(() => ask(query as Parameters<QueryHandler[typeof name]>[0], checkpoint))
}

/** A query of several reads sees one state of the database. */
function inSnapshot<T>(work: () => T): T {
  file.connection.exec('begin')
  try {
    return work()
  } finally {
    file.connection.exec('rollback')
  }
}

function post(answer: QueryAnswer): void {
  parentPort?.postMessage(answer)
}
