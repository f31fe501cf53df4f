/**
 * What was written of the minutes that CloudWatch may still revise: a hash for each dimension set and minute, so
 * that a point which has not changed is not written again. Also a hash for each metric and minute over all
 * sets, from which is learned how late values still come. Pure but for its own tables.
 */
import type { Json } from '#func/script.ts'
import type { Verdict } from '../audience.ts'
import { hash32, hashNumber, hashText, mix } from '../hash.ts'
import type { Window } from '../types.ts'
import type { Lags } from './lags.ts'
import { HashRows, packRows, unpackRows } from './packed-rows.ts'
import type { SliceValues } from './points.ts'
import type { Series } from './queries.ts'

export interface RevisionsOptions {
  /** What this run reads. */
  readonly window: Window
  readonly periodSeconds: number
  /** Of the configuration: other metrics or statistics are no revisions. */
  readonly fingerprint: string
}

/** The last run's tables, as kept in state. */
interface Kept {
  readonly window: Window
  readonly points: HashRows
  /** Absent when the run did not read everything. */
  readonly metrics: ReadonlyMap<string, Uint32Array> | undefined
}

/** Tables larger than this lose their oldest minutes, which are then written again: 6 MB. */
const MAX_HASHES = 1_500_000

export class Revisions {
  readonly #options: RevisionsOptions
  readonly #kept: Omit<Kept, 'points'> | undefined
  readonly #periods: number
  readonly #points: HashRows
  readonly #metrics = new Map<string, Uint32Array>()
  readonly #metricRows = new Map<readonly Series[], readonly Uint32Array[]>()
  readonly counts: Record<Verdict, number> = { new: 0, revised: 0, unchanged: 0 }

  constructor(kept: Json | undefined, options: RevisionsOptions) {
    this.#options = options
    const { start, end } = options.window
    this.#periods = Math.max(0, Math.round((end - start) / (options.periodSeconds * 1000)))
    this.#points = new HashRows(this.#periods)
    const parsed = parseKept(kept, options)
    if (parsed === undefined) return
    const { points, ...others } = parsed
    this.#kept = others
    this.#copyKept(points, this.#periodOf(others.window.start))
  }

  /**
   * Notes the values of a whole dimension set in all periods of the window, and says of each whether it has to be
   * written; undefined where there are none.
   */
  note(setKey: string, { slice, values, row, periods }: SliceValues): readonly (Verdict | undefined)[] {
    const seed = hash32(setKey, 2)
    const sums = new Uint32Array(periods)
    const found = new Uint8Array(periods)
    const rows = this.#rowsOf(slice.series)
    let at = row * periods
    for (let index = 0; index < slice.series.length; index++) {
      const hash = slice.series[index]?.hash ?? 0
      const metric = rows[index]
      for (let period = 0; period < periods; period++) {
        const value = values[at++] ?? Number.NaN
        if (!Number.isFinite(value)) continue
        const hashed = hashNumber(value, hash)
        add(sums, period, hashed)
        found[period] = 1
        // A written zero says no more than no value.
        if (value !== 0 && metric !== undefined) add(metric, period, mix(hashed ^ seed))
      }
    }
    return this.#judge(setKey, sums, found)
  }

  #judge(setKey: string, sums: Uint32Array, found: Uint8Array): (Verdict | undefined)[] {
    const known = this.#points.row(hashText(setKey))
    const verdicts: (Verdict | undefined)[] = []
    for (let period = 0; period < sums.length; period++) {
      if (found[period] !== 1) {
        verdicts.push(undefined)
        continue
      }
      const before = known[period] ?? 0
      const now = sums[period] || 1
      known[period] = now
      const verdict = before === 0 ? 'new' : before === now ? 'unchanged' : 'revised'
      this.counts[verdict] += 1
      verdicts.push(verdict)
    }
    return verdicts
  }

  /** The rows of the metrics of these series. */
  #rowsOf(series: readonly Series[]): readonly Uint32Array[] {
    const known = this.#metricRows.get(series)
    if (known !== undefined) return known
    const rows = series.map(({ metric }) => this.#metricRow(metric))
    this.#metricRows.set(series, rows)
    return rows
  }

  /** @param complete Whether all that was planned was read: only then can metrics be compared. */
  learn(lags: Lags, now: number, complete: boolean): void {
    const { metrics, window } = this.#kept ?? {}
    if (!complete || metrics === undefined || window === undefined) return
    const stepMs = this.#options.periodSeconds * 1000
    for (const [metric, row] of this.#metrics) {
      const before = metrics.get(metric)
      for (let period = 0; period < row.length; period++) {
        const time = this.#options.window.start + period * stepMs
        if (time < window.start || time >= window.end) continue
        const old = before?.[Math.round((time - window.start) / stepMs)] ?? 0
        if (old !== row[period]) lags.note(metric, { ended: time + stepMs, seen: now, before: window.end })
      }
    }
  }

  /** What the next run needs: the minutes from this time on. */
  toJson(from: number, complete: boolean): Json {
    const { window, periodSeconds, fingerprint } = this.#options
    const most = Math.floor(MAX_HASHES / Math.max(1, this.#points.size))
    const first = Math.max(0, this.#periodOf(from), this.#periods - most)
    return {
      start: window.start + first * periodSeconds * 1000,
      end: window.end,
      period: periodSeconds,
      fingerprint,
      points: packRows(this.#points, first),
      ...(complete ? { metrics: metricsToJson(this.#metrics, first) } : {}),
    }
  }

  #periodOf(time: number): number {
    const { window, periodSeconds } = this.#options
    return Math.round((time - window.start) / (periodSeconds * 1000))
  }

  #metricRow(metric: string): Uint32Array {
    const known = this.#metrics.get(metric)
    if (known !== undefined) return known
    const created = new Uint32Array(this.#periods)
    this.#metrics.set(metric, created)
    return created
  }

  /** @param shift From periods of these rows to ours. */
  #copyKept(points: HashRows, shift: number): void {
    for (const id of points.ids) {
      const row = this.#points.row(id)
      for (const [period, hash] of points.row(id).entries()) {
        if (period + shift >= 0 && period + shift < row.length) row[period + shift] = hash
      }
    }
  }
}

function add(row: Uint32Array, period: number, hash: number): void {
  row[period] = ((row[period] ?? 0) + hash) | 0
}

function metricsToJson(metrics: ReadonlyMap<string, Uint32Array>, first: number): Json {
  return Object.fromEntries([...metrics].map(([metric, row]) => [metric, [...row.subarray(first)]]))
}

function parseKept(
  kept: Json | undefined,
  { periodSeconds, fingerprint }: RevisionsOptions,
): Kept | undefined {
  if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return undefined
  const { start, end, period, points, metrics, fingerprint: old } = kept as { readonly [key: string]: Json }
  if (typeof start !== 'number' || typeof end !== 'number' || typeof points !== 'string') return undefined
  if (period !== periodSeconds) return undefined
  const periods = Math.round((end - start) / (periodSeconds * 1000))
  const comparable = old === fingerprint && metrics !== undefined && metrics !== null
  const rows = comparable ? Object.entries(metrics as Readonly<Record<string, number[]>>) : []
  return {
    window: { start, end },
    points: unpackRows(points, periods),
    metrics: comparable ? new Map(rows.map(([metric, row]) => [metric, Uint32Array.from(row)])) : undefined,
  }
}
