import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { CATEGORIES } from '../model/queries.ts'
import { toRowPoint } from '../model/row-point.ts'
import type { AnyPoint, Category } from '../script.ts'
import { openSqlite, type SqliteFile } from '../sqlite/open-sqlite.ts'
import { retryBusy } from '../sqlite/retry-busy.ts'
import { toStoreError } from '../sqlite/store-error.ts'
import type { Clock } from '../time.ts'
import { checkPoints } from './check-points.ts'
import { initial } from './migrations/0001-initial.ts'
import { chunks } from './migrations/0002-chunks.ts'
import { hours } from './migrations/0003-hours.ts'
import { places } from './migrations/0004-places.ts'
import { chunksByHour } from './migrations/0005-chunks-by-hour.ts'
import { objectsByAccount } from './migrations/0006-objects-by-account.ts'
import { readObjects } from './object-reader.ts'
import { createObjectWriter } from './object-writer.ts'
import { readSeries } from './point-reader.ts'
import { createPointWriter } from './point-writer.ts'
import { prunePoints, prunePointsToSize } from './prune-points.ts'
import type { PointTables } from './tables.ts'
import type { PointStore } from './types.ts'

export const POINT_MIGRATIONS = {
  '0001-initial': initial,
  '0002-chunks': chunks,
  '0003-hours': hours,
  '0004-places': places,
  '0005-chunks-by-hour': chunksByHour,
  '0006-objects-by-account': objectsByAccount,
}

/** Bulk writes dirty many pages: a larger cache, and checkpoints after 16 MB instead of 4. */
const PRAGMAS = `pragma auto_vacuum = incremental; pragma cache_size = -65536; pragma wal_autocheckpoint = 4000`

export interface OpenPointStoreOptions {
  readonly home: string
  readonly clock: Clock
}

/**
 * Opens `home/points.db`, creating or migrating it. It is a file of its own so that long writes of points never
 * hold up task records, and so that history can be dropped alone.
 * @throws {FuncError} FUNC_ERR_STORE_* when the file cannot be used
 */
export async function openPointStore({ home, clock }: OpenPointStoreOptions): Promise<PointStore> {
  const file = await openSqlite<PointTables>({
    path: join(home, 'points.db'),
    migrations: POINT_MIGRATIONS,
    pragmas: PRAGMAS,
  })
  const { db } = file
  return {
    write: createWrite(file, clock),
    objects: (filter = {}) => readObjects(db, filter),
    series: (filter) => withStoreErrors(file, () => readSeries(file, filter)),
    measurements: () => readMeasurements(db),
    counts: () => readCounts(db),
    prune: (before) => withStoreErrors(file, () => prunePoints(file, before)),
    pruneToSize: (bytes) => withStoreErrors(file, () => prunePointsToSize(file, bytes)),
    check: () => checkPoints(db),
    close: () => db.destroy(),
  }
}

function createWrite(file: SqliteFile<PointTables>, clock: Clock): PointStore['write'] {
  const pointWriter = createPointWriter(file.connection)
  const writeObjects = createObjectWriter(file.connection)
  return async (category: Category, given: readonly AnyPoint[]) => {
    if (given.length === 0) return
    const points = given.map(toRowPoint)
    const now = clock().getTime()
    const write = () => {
      if (category === 'custom_object') writeObjects(points, now)
      else pointWriter.write(category, points)
    }
    await withStoreErrors(file, () => retryBusy(write))
  }
}

async function withStoreErrors<T>(file: SqliteFile<PointTables>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreError(error, file.path)
  }
}

async function readMeasurements(db: Kysely<PointTables>) {
  const rows = await db
    .selectFrom('series')
    .select((eb) => ['measurement', 'category', eb.fn.countAll<number>().as('series')])
    .groupBy(['measurement', 'category'])
    .unionAll(
      db
        .selectFrom('objects')
        .select((eb) => [
          'measurement',
          sql<string>`'custom_object'`.as('category'),
          eb.fn.countAll<number>().as('series'),
        ])
        .groupBy('measurement'),
    )
    .orderBy('measurement')
    .orderBy('category')
    .execute()
  return rows.map(({ measurement, category, series }) => ({
    measurement,
    category: toCategory(category),
    series,
  }))
}

function toCategory(text: string): Category {
  return CATEGORIES.find((each) => each === text) ?? 'metric'
}

async function readCounts(db: Kysely<PointTables>) {
  const { rows } = await sql<{ objects: number; series: number; points: number }>`
    select (select count(*) from objects) as objects, count(*) as series, coalesce(sum(points), 0)
      + (select coalesce(sum(points), 0) from presence) as points
    from series`.execute(db)
  return { objects: rows[0]?.objects ?? 0, series: rows[0]?.series ?? 0, points: rows[0]?.points ?? 0 }
}
