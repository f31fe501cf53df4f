/**
 * Which sink gets which points of one unit of collection. What a unit has written is known for each sink: one that was
 * added or emptied since gets what is read again though it has not changed. A sink that keeps every value next to the
 * others gets settled values only, each once. Pure.
 */
import type { Json, PointSink } from '#func/script.ts'

export type Verdict = 'new' | 'revised' | 'unchanged'

export interface Audience {
  /** Those that replace a value by its revision; undefined when that is all of them. */
  readonly replacing: readonly string[] | undefined
  /** Those of them that lack what earlier runs have written. */
  readonly lacking: readonly string[]
  /** Those that get settled values only. */
  readonly settledOnly: readonly string[]
}

/** @param kept What `audienceToJson` gave; without it every sink has what there is. */
export function audienceOf(sinks: readonly PointSink[] = [], kept: Json | undefined): Audience {
  const known = Array.isArray(kept) ? new Set<unknown>(kept) : undefined
  const settledOnly = sinks.filter((sink) => sink.settledOnly).map(({ id }) => id)
  const replacing = sinks.filter((sink) => !sink.settledOnly).map(({ id }) => id)
  return {
    replacing: settledOnly.length === 0 ? undefined : replacing,
    lacking: known === undefined ? [] : replacing.filter((id) => !known.has(id)),
    settledOnly,
  }
}

/** Ids of sinks that are gone are kept a while: a task may be for some of them only. */
const MOST_KEPT = 50

/** The sinks that have all that this unit has written, once its points are acknowledged. */
export function audienceToJson(sinks: readonly PointSink[] = [], kept: Json | undefined): Json {
  const before = Array.isArray(kept) ? kept.map(String) : []
  return [...new Set([...sinks.map(({ id }) => id), ...before])].slice(0, MOST_KEPT)
}
