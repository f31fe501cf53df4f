/**
 * Writes metric and logging points in bulk. A point, that is a series and a time, lies in one of two places: in
 * chunks when all its fields are numbers and its time is a whole minute, as a row otherwise. It moves to a row when it
 * gets a field that is no number, and then stays there.
 */
import type { DatabaseSync } from 'node:sqlite'
import { FuncError } from '../errors.ts'
import { isValue } from '../model/row-point.ts'
import type { Category, RowPoint } from '../script.ts'
import { inTransaction } from '../sqlite/open-sqlite.ts'
import { isForeignKeyViolation } from '../sqlite/store-error.ts'
import { hasCell } from './chunk-layout.ts'
import { createChunkWriter } from './chunk-writer.ts'
import { createMeasurementFields } from './measurement-fields.ts'
import { createRowWriter, type Row, toRow } from './row-writer.ts'
import { createIds, type Ids } from './series-ids.ts'

/** Writes metric and logging points in bulk; synchronous, one transaction a call. */
export interface PointWriter {
  write(category: Category, points: readonly RowPoint[]): void
}

interface Placed {
  readonly point: RowPoint
  readonly series: number
  readonly time: number
  readonly content: Content
}

type Content = 'nothing' | 'numbers' | 'mixed'

/** A series that is remembered here, but that another process has pruned. */
class SeriesGone extends Error {}

export function createPointWriter(connection: DatabaseSync): PointWriter {
  const ids = createIds(connection)
  const fields = createMeasurementFields(connection)
  const writeRows = createRowWriter(connection)
  const writeMetrics = createMetricsWriter(connection, ids, writeRows)

  function writeAll(category: Category, points: readonly RowPoint[]): void {
    const placed = points.flatMap((point) => place(category, point, ids))
    if (category === 'metric') writeMetrics(placed)
    else writeRows(placed.map(({ point, series }) => toRow(category, point, series, ids)))
    fields.note(category, points)
  }

  function writeOnce(category: Category, points: readonly RowPoint[]): void {
    try {
      inTransaction(connection, () => writeAll(category, points))
    } catch (error) {
      ids.forget()
      fields.forget()
      throw error
    }
  }

  return {
    write(category, points) {
      try {
        writeOnce(category, points)
      } catch (error) {
        if (!(error instanceof SeriesGone) && !isForeignKeyViolation(error)) throw error
        writeOnce(category, points)
      }
    },
  }
}

function createMetricsWriter(connection: DatabaseSync, ids: Ids, writeRows: (rows: Row[]) => void) {
  const chunks = createChunkWriter(connection, ids)
  const rowTimes = createRowTimes(connection)

  /** What was in chunks comes before what is written now. */
  function takeFromChunks({ point, series, time }: Placed): Row[] {
    const taken = hasCell(time) ? chunks.take(series, time) : undefined
    return taken === undefined ? [] : [toRow('metric', { ...point, ...taken }, series, ids)]
  }

  return (points: readonly Placed[]): void => {
    const known = rowTimes(points)
    const odd = points.filter(({ time, content }) => !hasCell(time) || content === 'mixed')
    const inRows = new Set([...known, ...odd.map(keyOf)])
    const isInRows = (point: Placed) => inRows.size > 0 && inRows.has(keyOf(point))
    chunks.write(points.filter((point) => !isInRows(point)).map(toCellPoint))
    const own = points.filter(isInRows)
    if (own.length === 0) return
    writeRows([
      ...own.flatMap(takeFromChunks),
      ...own.map(({ point, series }) => toRow('metric', point, series, ids)),
    ])
  }
}

/** Nothing for a point that has nothing to store. */
function place(category: Category, point: RowPoint, ids: Ids): Placed[] {
  const time = toTime(point)
  const content = contentOf(point)
  return content === 'nothing' ? [] : [{ point, time, content, series: ids.series(category, point) }]
}

/** Which of the points lie in rows already; throws SeriesGone. */
function createRowTimes(connection: DatabaseSync) {
  const countRows = connection.prepare('select points from series where id = ?')
  const select = connection.prepare(
    `select time from points where series_id = ? and time between ? and ? and discriminator = ''`,
  )
  return (points: readonly Placed[]): string[] => {
    const ranges = new Map<number, { from: number; to: number }>()
    for (const { series, time } of points) {
      const range = ranges.get(series)
      if (range === undefined) ranges.set(series, { from: time, to: time })
      else if (time < range.from) range.from = time
      else if (time > range.to) range.to = time
    }
    return [...ranges].flatMap(([series, { from, to }]) => {
      const counted = countRows.get(series)
      if (counted === undefined) throw new SeriesGone()
      if (counted.points === 0) return []
      return select.all(series, from, to).map(({ time }) => `${series} ${time}`)
    })
  }
}

function keyOf({ series, time }: Placed): string {
  return `${series} ${time}`
}

function toCellPoint({ point, series, time }: Placed) {
  return { series, time, names: point.names, values: point.values }
}

/** What a point has besides numbers that are not finite, which are not stored. */
function contentOf({ values }: RowPoint): Content {
  let content: Content = 'nothing'
  for (const value of values) {
    if (!isValue(value)) continue
    if (typeof value !== 'number') return 'mixed'
    content = 'numbers'
  }
  return content
}

/** @throws {FuncError} FUNC_ERR_STORE_POINT_INVALID */
export function toTime({ timestamp, measurement }: RowPoint): number {
  const time = Math.floor(timestamp)
  if (Number.isSafeInteger(time)) return time
  const message = `Cannot store a point of '${measurement}' at ${timestamp}: wanted milliseconds since the epoch`
  throw new FuncError('FUNC_ERR_STORE_POINT_INVALID', message)
}
