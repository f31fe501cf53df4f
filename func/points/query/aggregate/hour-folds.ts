/** Folds of whole windows, hour by hour; what has not changed since is remembered. */
import { type ByteCache, createByteCache } from '../../byte-cache.ts'
import { blockOf } from '../../chunk-layout.ts'
import type { ReadPlaces } from '../../hours.ts'
import type { Layout } from '../plan/layout.ts'
import type { Window } from '../plan/metrics-plan.ts'
import { createDecoder, type Reading } from '../scan/chunk-decoder.ts'
import type { FetchChunks } from '../scan/chunk-fetch.ts'
import { createCut, type HourCut, isSameCut } from './hour-cut.ts'
import {
  clearMember,
  emptyFold,
  type FoldKind,
  foldChunk,
  growFold,
  type HourFold,
  keptMembers,
} from './hour-fold.ts'

/** Bounds the memory of each thread that answers queries. */
const REMEMBERED_BYTES = 64 * 2 ** 20

export interface FoldQuery {
  readonly reading: Reading
  readonly kind: FoldKind
  readonly window: Window
  readonly layout: Layout
  /** Revisions of the hours that have chunks. */
  readonly hours: ReadonlyMap<number, number>
  /** Throws when the query was given up. */
  readonly checkpoint: () => void
}

export interface FoldedHour {
  readonly block: number
  readonly fold: HourFold
  /** First of the grain's cells that each cell of the fold stands for, and the one behind the last. */
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
  readonly fold: HourFold
}

type IsStale = (member: number) => boolean
const all: IsStale = () => true
const nothing: IsStale = () => false

/** The fold of an hour, and which members are to be read for it. */
interface Draft {
  readonly fold: HourFold
  readonly isStale: IsStale
}

/** The folds of a window's hours in their order. */
export type FoldHours = (query: FoldQuery) => Generator<FoldedHour>

export interface FoldSources {
  readonly fetch: FetchChunks
  readonly readPlaces: ReadPlaces
}

export function createHourFolds(sources: FoldSources, limit = REMEMBERED_BYTES): FoldHours {
  const cache = createByteCache<Remembered>(limit, sizeOf)
  return function* foldHours(query) {
    for (const hour of wantedHours(query)) {
      const { block, revision, cut, key } = hour
      const draft = recall(hour, query, sources.readPlaces, cache)
      if (draft.isStale !== nothing) {
        makeFold(draft, hour, query, sources.fetch)
        cache.set(key, { revision, cut, fold: draft.fold })
      }
      yield { block, fold: draft.fold, bounds: cut.bounds }
    }
  }
}

function sizeOf({ fold: { values, weights, seen } }: Remembered): number {
  const overhead = 500
  return overhead + values.byteLength + (weights?.byteLength ?? 0) + seen.byteLength
}

function wantedHours({ reading, kind, window, layout, hours }: FoldQuery): WantedHour[] {
  const source = `${layout.key} ${kind} ${reading.kind} ${reading.field} ${reading.weight ?? ''}`
  const cutOf = createCut(window, reading.grain)
  return Array.from(hours, ([block, revision]) => {
    const cut = cutOf(block)
    return { block, revision, cut, key: `${source} ${block} ${cut.name}` }
  })
}

/** What is remembered of an hour, or an empty fold. */
function recall(
  { block, revision, cut, key }: WantedHour,
  { layout, reading }: FoldQuery,
  readPlaces: ReadPlaces,
  cache: ByteCache<Remembered>,
): Draft {
  const known = cache.get(key)
  if (known === undefined || !isSameCut(known.cut, cut)) {
    const cells = cut.bounds.length - 1
    return { fold: emptyFold({ layout, cells, isWeighed: reading.isWeighed }), isStale: all }
  }
  const hasGrown = known.fold.layout !== layout
  if (known.revision === revision && !hasGrown) return { fold: known.fold, isStale: nothing }
  const kept = hasGrown ? keptMembers(known.fold) : layout.members.length
  const places = readPlaces(block, revision)
  const isStale = (member: number) => {
    const changed = places.get(layout.members[member]?.group ?? -1)
    // Nothing is left of a group that has been pruned.
    return member >= kept || changed === undefined || changed > known.revision
  }
  return { fold: hasGrown ? growFold(known.fold, layout) : known.fold, isStale }
}

function makeFold(
  { fold, isStale }: Draft,
  { block, cut }: WantedHour,
  query: FoldQuery,
  fetch: FetchChunks,
): void {
  const { reading, kind, layout, checkpoint } = query
  const { members } = layout
  if (isStale !== all) {
    for (const member of members.keys()) if (isStale(member)) clearMember(fold, member)
  }
  const decoder = createDecoder(reading)
  fetch({ reading, block, members, checkpoint, isWanted: isStale }, (chunk, member) => {
    decoder.decode(chunk)
    foldChunk(kind, fold, { decoder, cells: reading.grain.cells, bounds: cut.bounds, member })
  })
}

/** Hours that a window touches. */
export function hoursOf({ from, to }: Window): readonly [first: number, last: number] {
  return [blockOf(from), blockOf(to - 1)]
}
