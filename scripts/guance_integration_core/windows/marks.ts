/** How far the collection of one namespace of one region has come, as kept in state. Pure. */
import type { Json } from '#func/script.ts'
import { ALL_GROUPS } from '../groups.ts'
import type { Stretch } from './missing.ts'

/** All times are milliseconds since the epoch. */
export interface Marks {
  /** Where the collection began; 0 when that is not known any more. */
  readonly since: number
  /** Everything from `since` to here has been acknowledged by the sinks, save what is missing. */
  readonly read: number
  /** From `read` to here something may have been written by a run that was not acknowledged. */
  readonly begun: number
  /** Seconds of the values from `since` on. */
  readonly period: number
  /** What was read with other periods, before `since`. */
  readonly before: readonly Stretch[]
  readonly missing: readonly Stretch[]
  /** When metrics without recent values were last asked for. */
  readonly probed: number
}

export function marksToJson({ since, read, begun, period, before, missing, probed }: Marks): Json {
  return {
    since: text(since),
    read: text(read),
    ...(begun > read ? { begun: text(begun) } : {}),
    period,
    ...(before.length > 0 ? { before: missingToJson(before) } : {}),
    probed: text(probed),
    missing: missingToJson(missing),
  }
}

/**
 * @param period That of the configuration, for marks of versions that did not keep theirs.
 * @returns undefined when there are none; the plain time of version 1.0 is understood.
 */
export function parseMarks(kept: Json | undefined, period = 60): Marks | undefined {
  if (typeof kept === 'string') return parseMarks({ read: kept, probed: kept }, period)
  if (!isRecord(kept)) return undefined
  const read = time(kept.read)
  if (Number.isNaN(read)) return undefined
  const known = (value: Json | undefined) => time(value) || 0
  return {
    since: known(kept.since),
    read,
    begun: Math.max(read, known(kept.begun)),
    period: typeof kept.period === 'number' && kept.period > 0 ? kept.period : period,
    before: parseMissing(kept.before),
    probed: known(kept.probed),
    missing: parseMissing(kept.missing),
  }
}

/** The last time that a `Date` can be. */
export const LATEST = 8.64e15

/** For marks that cannot be read: of the future, which nobody trusts. */
export function unknownMarks(period: number): Marks {
  return { since: 0, read: LATEST, begun: LATEST, period, before: [], missing: [], probed: 0 }
}

/** `[from, to, tried, groups]`; without groups it is all of them. */
export function missingToJson(missing: readonly Stretch[]): Json {
  return missing.map(({ start, end, tried, groups }) => [
    text(start),
    text(end),
    tried,
    ...(groups === ALL_GROUPS ? [] : [groups.toString(16)]),
  ])
}

export function parseMissing(kept: Json | undefined): Stretch[] {
  if (!Array.isArray(kept)) return []
  return kept.flatMap((entry: Json) => {
    const [from, to, tried, groups] = Array.isArray(entry) ? (entry as readonly Json[]) : []
    const stretch = {
      start: time(from),
      end: time(to),
      tried: typeof tried === 'number' ? tried : 0,
      groups:
        typeof groups === 'string' && /^[0-9a-f]{1,16}$/.test(groups) ? BigInt(`0x${groups}`) : ALL_GROUPS,
    }
    return stretch.start < stretch.end ? [stretch] : []
  })
}

function isRecord(kept: Json | undefined): kept is { readonly [key: string]: Json } {
  return typeof kept === 'object' && kept !== null && !Array.isArray(kept)
}

function text(ms: number): string {
  return new Date(ms).toISOString()
}

function time(kept: Json | undefined): number {
  return typeof kept === 'string' ? Date.parse(kept) : Number.NaN
}
