/**
 * In which series (measurement and tags) each minute of a dimension set belongs. When a tag changes, what may have been
 * written stays where it was first written: minutes that are read again are revised there. Pure but for its own tables.
 */
import type { Json } from '#func/script.ts'
import { DAY_MS } from '../durations.ts'
import { hashText } from '../hash.ts'
import type { MetricSet } from '../types.ts'
import { HashRows, packRows, unpackRows } from './packed-rows.ts'
import { setKey } from './points.ts'

type Tags = Readonly<Record<string, string>>

export interface SeriesIdentity {
  readonly measurement: string
  readonly tags: Tags
}

/** Of all times before `until`, in milliseconds. */
export interface EarlierIdentity extends SeriesIdentity {
  readonly until: number
}

/** Before `until`, the tags of a set were those of this number. */
interface Change {
  readonly until: number
  readonly number: number
}

/** Later nobody reads minutes again: CloudWatch has none. */
const KEPT_MS = 16 * DAY_MS
/** 800 kB; the oldest go first. */
const MAX_CHANGES = 50_000
const UNCHANGED: readonly never[] = []

export class SeriesHistory {
  /** Of the account and region. */
  readonly #common: SeriesIdentity
  readonly #commonBefore: readonly EarlierIdentity[]
  /** From when on something is written that never was before. */
  readonly #from: number
  readonly #others: NumberedTags
  /** The number of the tags of each set. */
  readonly #sets: Map<string, number>
  readonly #changes: Map<string, Change[]>
  isChanged: boolean

  constructor(kept: Json | undefined, common: SeriesIdentity, from: number) {
    const { common: last, before, others, sets, changes } = parse(kept)
    this.#common = common
    this.#from = from
    this.#others = others
    this.#sets = sets
    this.#changes = changes
    this.isChanged = last === undefined || textOf(last) !== textOf(common)
    const isEarlier = this.isChanged && last !== undefined && isNews(before, from)
    this.#commonBefore = isEarlier ? [...before, { ...last, until: from }] : before
  }

  /**
   * Notes the tags that these sets have now.
   * @param isAll Whether there are no others: those are forgotten then.
   */
  learn(sets: readonly MetricSet[], isAll = false): void {
    const listed = new Set<string>()
    for (const set of sets) {
      const id = hashText(setKey(set))
      if (isAll) listed.add(id)
      const known = this.#sets.get(id)
      const number = this.#others.numberOf(this.#othersOf(set))
      if (known === number) continue
      this.isChanged = true
      this.#sets.set(id, number)
      if (known !== undefined) this.#note(id, { until: this.#from, number: known })
    }
    if (isAll) for (const id of this.#sets.keys()) if (!listed.has(id)) this.#forget(id)
  }

  /** What the series of a set was, oldest first; empty when it never was another. */
  earlier(set: MetricSet): readonly EarlierIdentity[] {
    if (this.#commonBefore.length === 0 && this.#changes.size === 0) return UNCHANGED
    const id = hashText(setKey(set))
    const changes = this.#changes.get(id) ?? UNCHANGED
    const ends = new Set([...this.#commonBefore, ...changes].map(({ until }) => until))
    const own = Object.fromEntries(set.dimensions.map(({ name, value }) => [name, value]))
    return [...ends]
      .sort((a, b) => a - b)
      .map((until) => {
        const common = this.#commonBefore.find((each) => until <= each.until) ?? this.#common
        const number = changes.find((each) => until <= each.until)?.number
        const others = number === undefined ? this.#othersOf(set) : this.#others.tagsOf(number)
        return { until, measurement: common.measurement, tags: { ...common.tags, ...own, ...others } }
      })
  }

  /** What the next run needs. @param unread The earliest time that is still to be read. */
  toJson(unread: number): Json {
    const oldest = Math.min(unread, this.#from - KEPT_MS)
    const { measurement, tags } = this.#common
    const used = new NumberedTags()
    const renumber = (number: number) => used.numberOf(this.#others.tagsOf(number))
    const rows = new HashRows(1)
    for (const [id, number] of this.#sets) rows.row(id)[0] = renumber(number)
    return {
      common: [measurement, tags],
      before: this.#commonBefore
        .filter(({ until }) => until > oldest)
        .map((each) => [each.until, each.measurement, each.tags]),
      sets: packRows(rows),
      changes: changesToJson(this.#changes, oldest, renumber),
      others: used.all,
    }
  }

  #othersOf({ tags, dimensions }: MetricSet): Tags {
    const others: Record<string, string> = {}
    for (const name of Object.keys(tags)) {
      const value = tags[name] ?? ''
      if (this.#common.tags[name] === value) continue
      if (dimensions.some((own) => own.name === name && own.value === value)) continue
      others[name] = value
    }
    return others
  }

  #note(id: string, change: Change): void {
    const known = this.#changes.get(id)
    if (known === undefined) this.#changes.set(id, [change])
    else if (isNews(known, change.until)) known.push(change)
  }

  #forget(id: string): void {
    this.isChanged = true
    this.#sets.delete(id)
  }
}

/** What changes twice before anything is written leaves no trace of what it was between. */
function isNews(before: readonly { readonly until: number }[], until: number): boolean {
  return (before.at(-1)?.until ?? Number.NEGATIVE_INFINITY) < until
}

/** Each kind of tags once, numbered from 1. */
class NumberedTags {
  readonly all: Tags[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(tags: Tags): number {
    let text = ''
    for (const name of Object.keys(tags)) text += `${name}\0${tags[name]}\0`
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.all.push(tags)
    this.#numbers.set(text, number)
    return number
  }

  tagsOf(number: number): Tags {
    return this.all[number - 1] ?? {}
  }
}

function textOf({ measurement, tags }: SeriesIdentity): string {
  return JSON.stringify([measurement, Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** `[until, number, ids]`: many sets change at the same time. */
function changesToJson(
  changes: ReadonlyMap<string, readonly Change[]>,
  oldest: number,
  renumber: (number: number) => number,
): Json {
  const all = [...changes].flatMap(([id, list]) => list.map((change) => ({ ...change, id })))
  const recent = all.filter(({ until }) => until > oldest).sort((a, b) => a.until - b.until)
  const kept = Map.groupBy(recent.slice(-MAX_CHANGES), ({ until, number }) => `${until} ${number}`)
  return [...kept.values()].flatMap((same) => {
    const [first] = same
    return first === undefined
      ? []
      : [[first.until, renumber(first.number), same.map(({ id }) => id).join('')]]
  })
}

interface Known {
  readonly common: SeriesIdentity | undefined
  readonly before: readonly EarlierIdentity[]
  readonly others: NumberedTags
  readonly sets: Map<string, number>
  readonly changes: Map<string, Change[]>
}

/** Nothing is known from what has another shape: it is only ever written by `toJson`. */
function parse(kept: Json | undefined): Known {
  const known: Known = {
    ...{ common: undefined, before: [], others: new NumberedTags(), sets: new Map(), changes: new Map() },
  }
  if (kept === undefined || kept === null || typeof kept !== 'object' || !('common' in kept)) return known
  const { common, before, others, sets, changes } = kept as unknown as KeptHistory
  for (const tags of others) known.others.numberOf(tags)
  const rows = unpackRows(sets, 1)
  for (const id of rows.ids) known.sets.set(id, rows.row(id)[0] ?? 0)
  for (const [until, number, ids] of changes) {
    for (const id of ids.match(/.{16}/g) ?? []) {
      known.changes.set(id, [...(known.changes.get(id) ?? []), { until, number }])
    }
  }
  const [measurement, tags] = common
  const earlier = before.map(([until, name, own]) => ({ until, measurement: name, tags: own }))
  return { ...known, common: { measurement, tags }, before: earlier }
}

interface KeptHistory {
  readonly common: readonly [measurement: string, tags: Tags]
  readonly before: readonly (readonly [until: number, measurement: string, tags: Tags])[]
  readonly others: readonly Tags[]
  readonly sets: string
  readonly changes: readonly (readonly [until: number, number: number, ids: string])[]
}
