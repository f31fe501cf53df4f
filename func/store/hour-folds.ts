/** Folds of whole windows, hour by hour; those of hours that have not changed since are remembered. */
import { type ByteCache, createByteCache } from './byte-cache.ts'
import { createDecoder, type Reading } from './chunk-decoder.ts'
import type { FetchChunks, RevisedHour } from './chunk-fetch.ts'
import { blockOf, HOUR_MS } from './chunk-layout.ts'
import { emptyFold, type FoldKind, foldChunk, type HourCut, type HourFold } from './hour-fold.ts'
import type { Window } from './metrics-plan.ts'
import type { Members } from './series-scopes.ts'

/** Bounds the memory of each thread that answers queries, beside that of chunk-fetch.ts. */
const REMEMBERED_BYTES = 32 * 2 ** 20
/** Hours whose folds are made together. */
const HOURS_AT_ONCE = 24

/** Which series belong together. */
export interface Layout {
  /** Names it: the same for the same series, but for those that were not there before. */
  readonly key: string
  readonly targets: number
  readonly members: readonly Members[]
}

export interface FoldQuery {
  readonly reading: Reading
  readonly kind: FoldKind
  readonly window: Window
  readonly layout: Layout
  /** Revisions of the hours that have chunks. */
  readonly hours: ReadonlyMap<number, number>
  readonly fetch: FetchChunks
  /** Throws when the query was given up. */
  readonly checkpoint: () => void
}

export interface FoldedHour {
  readonly block: number
  readonly fold: HourFold
  /** Whether each cell of the fold stands for the whole hour, as far as it is in the window. */
  readonly isWhole: boolean
}

interface WantedHour extends RevisedHour {
  readonly cut: HourCut | undefined
  readonly key: string
}

interface Remembered {
  readonly revision: number
  readonly fold: HourFold
}

/** The folds of a window's hours in their order. */
export type FoldHours = (query: FoldQuery) => Generator<FoldedHour>

export function createHourFolds(limit = REMEMBERED_BYTES): FoldHours {
  const cache = createByteCache<Remembered>(limit, sizeOf)
  return function* foldHours(query) {
    const all = wantedHours(query)
    for (let first = 0; first < all.length; first += HOURS_AT_ONCE) {
      yield* foldSome(all.slice(first, first + HOURS_AT_ONCE), query, cache)
    }
  }
}

function sizeOf({ fold: { values, weights, seen } }: Remembered): number {
  const overhead = 500
  return overhead + values.byteLength + (weights?.byteLength ?? 0) + seen.byteLength
}

function wantedHours({ reading, kind, window, layout, hours }: FoldQuery): WantedHour[] {
  const source = `${layout.key} ${kind} ${reading.kind} ${reading.field} ${reading.weight ?? ''}`
  return [...hours].map(([block, revision]) => {
    const cut = cutOf(block, window, reading)
    const key = `${source} ${block} ${cut === undefined ? '' : `${cut.from} ${cut.to}`}`
    return { block, revision, cut, key }
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

function* foldSome(
  wanted: readonly WantedHour[],
  query: FoldQuery,
  cache: ByteCache<Remembered>,
): Generator<FoldedHour> {
  const remembered = wanted.map(({ key, revision }) => {
    const found = cache.get(key)
    return found?.revision === revision ? found.fold : undefined
  })
  const missing = wanted.filter((_, at) => remembered[at] === undefined)
  const made = makeFolds(missing, query)
  for (const [at, { block, cut, key, revision }] of wanted.entries()) {
    const fresh = made.get(block)
    if (fresh !== undefined) cache.set(key, { revision, fold: fresh })
    const fold = remembered[at] ?? fresh
    if (fold !== undefined) yield { block, fold, isWhole: cut !== undefined }
  }
}

function makeFolds(wanted: readonly WantedHour[], query: FoldQuery): ReadonlyMap<number, HourFold> {
  if (wanted.length === 0) return new Map()
  const { reading, kind, layout, fetch, checkpoint } = query
  const shape = { targets: layout.targets, members: layout.members.length, reading }
  const hours = new Map(
    wanted.map(({ block, cut }) => [block, { cut, fold: emptyFold({ ...shape, cut }) }] as const),
  )
  const decoder = createDecoder(reading)
  for (const [member, { group, targets }] of layout.members.entries()) {
    checkpoint()
    for (const chunk of fetch(reading, group, wanted)) {
      const hour = hours.get(chunk[0])
      if (hour === undefined) continue
      decoder.decode(chunk)
      foldChunk(kind, hour.fold, { decoder, cells: reading.grain.cells, cut: hour.cut, targets, member })
    }
  }
  return new Map([...hours].map(([block, { fold }]) => [block, fold]))
}

/** Hours that a window touches. */
export function hoursOf({ from, to }: Window): readonly [first: number, last: number] {
  return [blockOf(from), blockOf(to - 1)]
}
