/** Reads what a metrics query is about, from chunks or their roll-ups and from rows, into accumulators. */
import type { DatabaseSync } from 'node:sqlite'
import { HOUR_MS } from '../../../time.ts'
import { SERIES_PER_GROUP } from '../../chunk-layout.ts'
import { createHoursReader, createPlacesReader } from '../../hours.ts'
import type { Accumulator } from '../aggregate/accumulator.ts'
import { createAccumulator } from '../aggregate/accumulators.ts'
import { type HourAggregate, isAggregateKind } from '../aggregate/hour-aggregate.ts'
import {
  type AggregatedHour,
  type AggregateHours,
  createHourAggregates,
  hoursOf,
} from '../aggregate/hour-aggregates.ts'
import type { Grouping, GroupingPart } from '../plan/grouping.ts'
import type { Source, Window } from '../plan/metrics-plan.ts'
import { createDecoder, planReading, type Reading } from './chunk-decoder.ts'
import { createFetch, type FetchChunks } from './chunk-fetch.ts'
import { prepareRows, scanRows } from './row-scan.ts'

export interface Scanned {
  /** Of each source; buckets are the window's steps of the first target, then those of the next. */
  readonly accumulators: readonly Accumulator[]
  /** Of each target: series that have a value. */
  readonly series: Int32Array
}

/** Reads the window, its series put together as grouping. */
export type Scan = (window: Window, grouping: Grouping) => Scanned

/** Begins the scans of one query; `checkpoint` throws when it was given up, and is called often. */
export type OpenScan = (sources: readonly Source[], checkpoint: () => void) => Scan

export function createOpenScan(connection: DatabaseSync): OpenScan {
  const fetch = createFetch(connection)
  const rows = prepareRows(connection)
  const readHours = createHoursReader(connection)
  const fieldId = createFieldId(connection)
  const aggregateHours = createHourAggregates({ fetch, readPlaces: createPlacesReader(connection) })
  return (sources, checkpoint) => {
    return (window, grouping) => {
      const hours = readHours(...hoursOf(window))
      const seen = createSeen(grouping)
      const accumulators = sources.map(({ aggregation }) =>
        createAccumulator(aggregation, grouping.targets * window.steps),
      )
      for (const [at, source] of sources.entries()) {
        const reading = planReading(source, window, fieldId)
        if (reading === undefined) continue
        const accumulator = accumulators[at] as Accumulator
        const part = { reading, source, accumulator, window, grouping, hours, fetch, seen, checkpoint }
        scanSource(part, aggregateHours)
      }
      scanRows(rows, {
        ...{ window, sources, accumulators, fieldId, checkpoint },
        ...{ members: grouping.members, see: seen.see },
      })
      return { accumulators, series: seen.count() }
    }
  }
}

function createFieldId(connection: DatabaseSync): (name: string) => number | undefined {
  const select = connection.prepare('select id from field_names where name = ?')
  return (name) => {
    const found = select.get(name)
    return found === undefined ? undefined : Number(found.id)
  }
}

type Seen = ReturnType<typeof createSeen>

/** Which series have a value. */
function createSeen({ members, targets }: Grouping) {
  const bits = new Uint32Array(members.length)
  return {
    see(member: number, row: number): void {
      bits[member] = (bits[member] as number) | (1 << row)
    },
    /** @param steps of each cell, −1 outside the window */
    seeAll({ seen, cells }: HourAggregate, steps: Int32Array): void {
      for (let cell = 0; cell < cells; cell++) {
        if ((steps[cell] as number) < 0) continue
        for (let member = 0, at = cell; at < seen.length; member++, at += cells) {
          bits[member] = (bits[member] as number) | (seen[at] as number)
        }
      }
    },
    count(): Int32Array {
      const counts = new Int32Array(targets)
      for (const [at, { targets }] of members.entries()) {
        const mask = bits[at] as number
        for (let row = 0; mask !== 0 && row < SERIES_PER_GROUP; row++) {
          const target = targets[row] as number
          if ((mask & (1 << row)) !== 0 && target >= 0) counts[target] = (counts[target] as number) + 1
        }
      }
      return counts
    },
  }
}

interface SourceScan {
  readonly reading: Reading
  readonly source: Source
  readonly accumulator: Accumulator
  readonly window: Window
  readonly grouping: Grouping
  readonly hours: ReadonlyMap<number, number>
  readonly fetch: FetchChunks
  readonly seen: Seen
  readonly checkpoint: () => void
}

function scanSource(scan: SourceScan, aggregateHours: AggregateHours): void {
  const { source, grouping } = scan
  const { aggregation } = source
  if (!isAggregateKind(aggregation)) {
    scanCells(scan)
    return
  }
  for (const part of grouping.parts) {
    const isFirst = part === grouping.parts[0]
    scanPart(scan, part, isFirst, aggregateHours({ ...scan, layout: part.layout, kind: aggregation }))
  }
}

function scanPart(
  { accumulator, window, reading, seen }: SourceScan,
  { targets }: GroupingPart,
  hasAllMembers: boolean,
  hours: Iterable<AggregatedHour>,
): void {
  const bases = basesOf(targets, window)
  for (const { block, aggregate, bounds } of hours) {
    const buckets = stepsOfCells(block * HOUR_MS, bounds.subarray(0, -1), reading.grain, window)
    if (hasAllMembers) seen.seeAll(aggregate, buckets)
    const { values, weights = values } = aggregate
    // Times are asked for by what is never aggregated.
    accumulator.add({ values, weights, bases, buckets, time: 0, step: 0 })
  }
}

/** The step that each of these cells of an hour belongs to, −1 outside the window. */
function stepsOfCells(
  start: number,
  cells: Int32Array,
  { ms }: Reading['grain'],
  { from, to, step }: Window,
): Int32Array {
  return cells.map((cell) => {
    const time = start + cell * ms
    return time < from || time >= to ? -1 : Math.floor((time - from) / step)
  })
}

/** Value by value, for what cannot be put together from parts. */
function scanCells({
  reading,
  accumulator,
  window,
  grouping,
  hours,
  fetch,
  seen,
  checkpoint,
}: SourceScan): void {
  const { grain } = reading
  const { members } = grouping
  const cells = Int32Array.from({ length: grain.cells }, (_, cell) => cell)
  const decoder = createDecoder(reading)
  const { values, weights } = decoder
  const bases = members.map(({ targets }) => basesOf(targets, window))
  for (const block of hours.keys()) {
    const time = block * HOUR_MS
    const buckets = stepsOfCells(time, cells, grain, window)
    fetch({ reading, block, members, checkpoint }, (chunk, member) => {
      decoder.decode(chunk)
      const rows = bases[member] as Int32Array
      for (let row = 0; row < SERIES_PER_GROUP; row++) {
        if ((rows[row] as number) >= 0 && hasValue(values, row * grain.cells, buckets)) seen.see(member, row)
      }
      accumulator.add({ values, weights, bases: rows, buckets, time, step: grain.ms })
    })
  }
}

/** First bucket of each target, −1 for none. */
function basesOf(targets: Int32Array, { steps }: Window): Int32Array {
  const bases = new Int32Array(targets.length)
  for (let at = 0; at < bases.length; at++) {
    const target = targets[at] as number
    bases[at] = target < 0 ? -1 : target * steps
  }
  return bases
}

function hasValue(values: Float64Array, start: number, buckets: Int32Array): boolean {
  for (let at = 0; at < buckets.length; at++) {
    if ((buckets[at] as number) >= 0 && !Number.isNaN(values[start + at] as number)) return true
  }
  return false
}
