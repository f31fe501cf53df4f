/** Folds of whole windows, hour by hour; what has not changed since is remembered. */
import { type ByteCache, createByteCache } from './byte-cache.ts'
import { createDecoder, type Reading } from './chunk-decoder.ts'
import type { FetchChunks } from './chunk-fetch.ts'
import { blockOf, HOUR_MS } from './chunk-layout.ts'
import {
  clearMember,
  emptyFold,
  type FoldKind,
  foldChunk,
  growFold,
  type HourCut,
  type HourFold,
  keptMembers,
} from './hour-fold.ts'
import type { ReadPlaces } from './hours.ts'
import type { Layout } from './layout.ts'
import type { Window } from './metrics-plan.ts'

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
  /** Whether each cell of the fold stands for the whole hour, as far as it is in the window. */
  readonly isWhole: boolean
}

interface WantedHour {
  readonly block: number
  readonly revision: number
  readonly cut: HourCut | undefined
  readonly key: string
}

interface Remembered {
  readonly revision: number
  readonly cut: HourCut | undefined
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
      yield { block, fold: draft.fold, isWhole: cut !== undefined }
    }
  }
}

function sizeOf({ fold: { values, weights, seen } }: Remembered): number {
  const overhead = 500
  return overhead + values.byteLength + (weights?.byteLength ?? 0) + seen.byteLength
}

function wantedHours({ reading, kind, window, layout, hours }: FoldQuery): WantedHour[] {
  const source = `${layout.key} ${kind} ${reading.kind} ${reading.field} ${reading.weight ?? ''}`
  return Array.from(hours, ([block, revision]) => {
    const cut = cutOf(block, window, reading)
    return { block, revision, cut, key: `${source} ${block} ${cutName(cut, reading)}` }
  })
}

/** Cells of an hour become one where the whole of it belongs to one step. */
function cutOf(block: number, { from, to, step, steps }: Window, { grain }: Reading): HourCut | undefined {
  if (steps > 1 && (from % HOUR_MS !== 0 || step % HOUR_MS !== 0)) return undefined
  const start = block * HOUR_MS
  return {
    from: Math.max(0, Math.ceil((from - start) / grain.ms)),
    to: Math.min(grain.cells, Math.ceil((to - start) / grain.ms)),
  }
}

/** An edge that moves on takes the place of the one before. */
function cutName(cut: HourCut | undefined, { grain }: Reading): string {
  if (cut === undefined) return ''
  return cut.from === 0 && cut.to === grain.cells ? 'whole' : 'edge'
}

/** What is remembered of an hour, or an empty fold. */
function recall(
  { block, revision, cut, key }: WantedHour,
  { layout, reading }: FoldQuery,
  readPlaces: ReadPlaces,
  cache: ByteCache<Remembered>,
): Draft {
  const known = cache.get(key)
  if (known === undefined || known.cut?.from !== cut?.from || known.cut?.to !== cut?.to) {
    const cells = cut === undefined ? reading.grain.cells : 1
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
    foldChunk(kind, fold, { decoder, cells: reading.grain.cells, cut, member })
  })
}

/** Hours that a window touches. */
export function hoursOf({ from, to }: Window): readonly [first: number, last: number] {
  return [blockOf(from), blockOf(to - 1)]
}
