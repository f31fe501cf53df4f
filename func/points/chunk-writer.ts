/** Metrics on whole minutes, written into chunks; synchronous, in the caller's transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { isValue } from '../model/row-point.ts'
import type { RowPoint } from '../script.ts'
import { encodeCells } from './cells-codec.ts'
import { blockOf, cellOf, groupOf, MINUTES, minuteOf, ROLLUPS, rowOf } from './chunk-layout.ts'
import { type ChunkTable, createChunkTable, type Place } from './chunk-table.ts'
import { rollupKind, weighedField, weightField } from './field-aggregation.ts'
import { createHours } from './hours.ts'
import { createPresence } from './presence.ts'
import { rollUp } from './rollup.ts'
import type { Ids } from './series-ids.ts'

/** Values that are no finite numbers are left out. */
export interface CellPoint extends Fields {
  readonly series: number
  readonly time: number
}

type Fields = Pick<RowPoint, 'names' | 'values'>

export interface ChunkWriter {
  write(points: readonly CellPoint[]): void
  /** Takes a point out of its chunks and gives its fields; undefined when there is none. */
  take(series: number, time: number): Fields | undefined
}

export function createChunkWriter(connection: DatabaseSync, ids: Ids): ChunkWriter {
  const table = createChunkTable(connection)
  const presence = createPresence(connection)
  const hours = createHours(connection)

  function write(points: readonly CellPoint[]): void {
    const revisions = new Map<number, number>()
    for (const [place, members] of byPlace(points)) {
      const edit = createEdit(place, table, ids)
      const present = members.filter((point) =>
        edit.set(point.names, cellOf(point.series, point.time), point.values),
      )
      if (!edit.save()) continue
      const revision = revisions.get(place.block) ?? hours.revise(place.block)
      revisions.set(place.block, revision)
      presence.add(place, present, revision)
    }
  }

  function take(series: number, time: number): Fields | undefined {
    const place = { group: groupOf(series), block: blockOf(time) }
    if (!presence.has(place, rowOf(series), minuteOf(time))) return undefined
    const edit = createEdit(place, table, ids)
    const names = table.fieldNames(place)
    const values = edit.clear(names, cellOf(series, time))
    edit.save()
    presence.remove(place, rowOf(series), minuteOf(time), hours.revise(place.block))
    return { names, values }
  }

  return { write, take }
}

/** In the order of the table, each place once. */
function byPlace(points: readonly CellPoint[]): [Place, CellPoint[]][] {
  const places = new Map<string, [Place, CellPoint[]]>()
  let last: [Place, CellPoint[]] | undefined
  for (const point of points) {
    const group = groupOf(point.series)
    const block = blockOf(point.time)
    if (last?.[0].group !== group || last[0].block !== block) {
      const key = `${group} ${block}`
      last = places.get(key) ?? [{ group, block }, []]
      places.set(key, last)
    }
    last[1].push(point)
  }
  return [...places.values()].sort(([a], [b]) => a.group - b.group || a.block - b.block)
}

interface Edit {
  /** Whether there was any value. */
  set(names: Fields['names'], cell: number, values: Fields['values']): boolean
  /** Gives the values that were there, NaN where none. */
  clear(names: Fields['names'], cell: number): number[]
  /** Whether anything had changed. */
  save(): boolean
}

interface Draft {
  readonly cells: Float64Array
  isChanged: boolean
}

/** Changes to the chunks of one place, saved together with the roll-ups that follow from them. */
function createEdit(place: Place, table: ChunkTable, ids: Ids): Edit {
  const drafts = new Map<string, Draft>()

  function draftOf(field: string): Draft {
    const known = drafts.get(field)
    if (known !== undefined) return known
    const draft = { cells: table.read(ids.field(field), place), isChanged: false }
    drafts.set(field, draft)
    return draft
  }

  let lastNames: Fields['names'] = []
  let lastDrafts: (Draft | undefined)[] = []

  /** Points of one measurement mostly share their names. */
  function draftAt(names: Fields['names'], index: number): Draft {
    if (names !== lastNames) lastDrafts = []
    lastNames = names
    const draft = lastDrafts[index] ?? draftOf(names[index] ?? '')
    lastDrafts[index] = draft
    return draft
  }

  function set(names: Fields['names'], cell: number, values: Fields['values']): boolean {
    let found = false
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      if (typeof value !== 'number' || !isValue(value)) continue
      put(draftAt(names, index), cell, value)
      found = true
    }
    return found
  }

  function saveField(field: string): void {
    const { cells } = draftOf(field)
    const weight = weightField(field)
    const weighing = weight === undefined ? undefined : draftOf(weight).cells
    const { values, weights } = rollUp(rollupKind(field), cells, weighing)
    table.write(ids.field(field), place, {
      rollup: encodeCells(values, ROLLUPS),
      weights: weights === undefined ? null : encodeCells(weights, ROLLUPS),
      cells: encodeCells(cells, MINUTES),
    })
  }

  function save(): boolean {
    const changed = [...drafts].filter(([, { isChanged }]) => isChanged).map(([field]) => field)
    const follows = changed.map(weighedField).filter((field) => field !== undefined)
    const averages = follows.filter((field) => table.has(ids.field(field), place))
    for (const field of new Set([...changed, ...averages])) saveField(field)
    return changed.length > 0
  }

  return { set, clear: (names, cell) => names.map((name) => put(draftOf(name), cell, Number.NaN)), save }
}

/** @returns The value that was there; NaN when none. */
function put(draft: Draft, cell: number, value: number): number {
  const before = draft.cells[cell] ?? Number.NaN
  if (!Object.is(before, value)) {
    draft.cells[cell] = value
    draft.isChanged = true
  }
  return before
}
