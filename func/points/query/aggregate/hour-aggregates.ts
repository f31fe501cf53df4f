/** Aggregates of whole windows, hour by hour; what has not changed since is remembered. */

import { type ByteCache, createByteCache } from '../../byte-cache.ts'
import { blockOf } from '../../chunk-layout.ts'
import type { RollupKind } from '../../field-aggregation.ts'
import type { ReadPlaces } from '../../hours.ts'
import type { Layout } from '../plan/layout.ts'
import type { Window } from '../plan/metrics-plan.ts'
import { createDecoder, type Reading } from '../scan/chunk-decoder.ts'
import type { FetchChunks } from '../scan/chunk-fetch.ts'
import {
  aggregateChunk,
  clearMember,
  emptyAggregate,
  growAggregate,
  type HourAggregate,
  keptMembers,
} from './hour-aggregate.ts'
import { createCut, type HourCut, isSameCut } from './hour-cut.ts'

/** Bounds the memory of each thread that answers queries. */
const REMEMBERED_BYTES = 64 * 2 ** 20

export interface AggregateQuery {
  readonly reading: Reading
  readonly kind: RollupKind
  readonly window: Window
  readonly layout: Layout
  /** Revisions of the hours that have chunks. */
  readonly hours: ReadonlyMap<number, number>
  /** Throws when the query was given up. */
  readonly checkpoint: () => void
}

export interface AggregatedHour {
  readonly block: number
  readonly aggregate: HourAggregate
  /** First of the grain's cells that each cell of the aggregate stands for, and the one behind the last. */
  readonly bounds: Int32Array
}

interface WantedHour {
  readonly block: number
  readonly revision: number
  readonly cut: HourCut
  readonly key: string
}

interface Remembered {
  readonly revision: number
  readonly cut: HourCut
  readonly aggregate: HourAggregate
}

type IsStale = (member: number) => boolean
const all: IsStale = () => true
const nothing: IsStale = () => false

/** The aggregate of an hour, and which members are to be read for it. */
interface Draft {
  readonly aggregate: HourAggregate
  readonly isStale: IsStale
}

/** The aggregates of a window's hours in their order. */
export type AggregateHours = (query: AggregateQuery) => Generator<AggregatedHour>

export interface AggregateSources {
  readonly fetch: FetchChunks
  readonly readPlaces: ReadPlaces
}

export function createHourAggregates(sources: AggregateSources, limit = REMEMBERED_BYTES): AggregateHours {
  const cache = createByteCache<Remembered>(limit, sizeOf)
  return function* aggregateHours(query) {
    for (const hour of wantedHours(query)) {
      const { block, revision, cut, key } = hour
      const draft = recall(hour, query, sources.readPlaces, cache)
      if (draft.isStale !== nothing) {
        makeAggregate(draft, hour, query, sources.fetch)
        cache.set(key, { revision, cut, aggregate: draft.aggregate })
      }
      yield { block, aggregate: draft.aggregate, bounds: cut.bounds }
    }
  }
}

function sizeOf({ aggregate: { values, weights, seen } }: Remembered): number {
  const overhead = 500
  return overhead + values.byteLength + (weights?.byteLength ?? 0) + seen.byteLength
}

function wantedHours({ reading, kind, window, layout, hours }: AggregateQuery): WantedHour[] {
  const source = `${layout.key} ${kind} ${reading.kind} ${reading.field} ${reading.weight ?? ''}`
  const cutOf = createCut(window, reading.grain)
  return Array.from(hours, ([block, revision]) => {
    const cut = cutOf(block)
    return { block, revision, cut, key: `${source} ${block} ${cut.name}` }
  })
}

/** What is remembered of an hour, or an empty aggregate. */
function recall(
  { block, revision, cut, key }: WantedHour,
  { layout, reading }: AggregateQuery,
  readPlaces: ReadPlaces,
  cache: ByteCache<Remembered>,
): Draft {
  const known = cache.get(key)
  if (known === undefined || !isSameCut(known.cut, cut)) {
    const cells = cut.bounds.length - 1
    return { aggregate: emptyAggregate({ layout, cells, isWeighed: reading.isWeighed }), isStale: all }
  }
  const hasGrown = known.aggregate.layout !== layout
  if (known.revision === revision && !hasGrown) return { aggregate: known.aggregate, isStale: nothing }
  const kept = hasGrown ? keptMembers(known.aggregate) : layout.members.length
  const places = readPlaces(block, revision)
  const isStale = (member: number) => {
    const changed = places.get(layout.members[member]?.group ?? -1)
    // Nothing is left of a group that has been pruned.
    return member >= kept || changed === undefined || changed > known.revision
  }
  return { aggregate: hasGrown ? growAggregate(known.aggregate, layout) : known.aggregate, isStale }
}

function makeAggregate(
  { aggregate, isStale }: Draft,
  { block, cut }: WantedHour,
  query: AggregateQuery,
  fetch: FetchChunks,
): void {
  const { reading, kind, layout, checkpoint } = query
  const { members } = layout
  if (isStale !== all) {
    for (const member of members.keys()) if (isStale(member)) clearMember(aggregate, member)
  }
  const decoder = createDecoder(reading)
  fetch({ reading, block, members, checkpoint, isWanted: isStale }, (chunk, member) => {
    decoder.decode(chunk)
    aggregateChunk(kind, aggregate, { decoder, cells: reading.grain.cells, bounds: cut.bounds, member })
  })
}

/** Hours that a window touches. */
export function hoursOf({ from, to }: Window): readonly [first: number, last: number] {
  return [blockOf(from), blockOf(to - 1)]
}
