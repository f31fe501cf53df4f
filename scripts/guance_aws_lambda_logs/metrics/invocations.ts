/**
 * Which lines are about the same invocation. Pure.
 *
 * - A request id may have several invocations: an asynchronous one is tried again a minute later under the same id.
 *   So two reports of one id are one invocation only when one is text and the other JSON, within `TOGETHER_MS`.
 * - An incident belongs to the report of its request id nearest to it, or, without an id, to the next report of its
 *   log stream: one stream is one environment, which works on one request at a time.
 * - What an incident adds counts at the later of both lines, so that nothing is ever added to a time that has left
 *   the window while lines of it are still read.
 *
 * Lines are sorted by request rather than looked up, and linked by their numbers: a dozen bytes for each of them.
 */
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import type { ReportLine } from '../lines/types.ts'
import type { IncidentRows, ReportRows } from './line-rows.ts'
import { type Outcomes, outcomesOf, QUIET } from './outcomes.ts'

/** Lines of one invocation's end are this close. AWS tries again after a minute at the soonest. */
export const TOGETHER_MS = 30_000
/** From an incident to the report of an invocation that goes on: the longest there is, and a little. */
export const LONGEST_INVOCATION_MS = 15 * MINUTE_MS + TOGETHER_MS

export interface LineRows {
  readonly reports: ReportRows
  readonly incidents: IncidentRows
}

/** A line is the number of its report, or, from the number of all reports on, of its incident. */
type Line = number

export class Invocations {
  readonly #reports: ReportRows
  readonly #incidents: IncidentRows
  readonly #before: number
  /** The next line of the same invocation, plus one; 0 behind the last. */
  readonly #next: Uint32Array
  /** 1 for the first report of an invocation: it stands for it. */
  readonly #isFirst: Uint8Array
  readonly #unmatched: number[] = []

  /** @param before Lines from this time on are left out. */
  constructor({ reports, incidents }: LineRows, before = Number.POSITIVE_INFINITY) {
    this.#reports = reports
    this.#incidents = incidents
    this.#before = before
    this.#next = new Uint32Array(reports.length + incidents.length)
    this.#isFirst = new Uint8Array(reports.length)
    this.#matchRequests()
    this.#matchStreams()
  }

  /** Incidents whose report has not come. */
  get unmatched(): readonly number[] {
    return this.#unmatched
  }

  /** The first report of each invocation. */
  *firsts(): Generator<number> {
    for (let row = 0; row < this.#isFirst.length; row += 1) if (this.#isFirst[row] === 1) yield row
  }

  outcomes(first: number): Outcomes {
    const { status, errorType, counted } = this.#reports.kind(first)
    const isQuiet = status === 'success' && errorType === undefined && counted === undefined
    if (isQuiet && this.#next[first] === 0) return QUIET
    const lines = [...this.#linesOf(first)]
    const reports = lines.filter((line) => this.#isReport(line))
    const incidents = lines.filter((line) => !this.#isReport(line)).map((line) => line - this.#reports.length)
    return outcomesOf(this.#reports, reports, this.#incidents, incidents)
  }

  /** Shapes of its reports. */
  shapes(first: number): ReportLine['shape'][] {
    const reports = [...this.#linesOf(first)].filter((line) => this.#isReport(line))
    return [...new Set(reports.map((row) => this.#reports.kind(row).shape))].toSorted()
  }

  *#linesOf(first: number): Generator<Line> {
    for (let line = first + 1; line > 0; line = this.#next[line - 1] ?? 0) yield line - 1
  }

  #link(first: number, line: Line): void {
    this.#next[line] = this.#next[first] ?? 0
    this.#next[first] = line + 1
  }

  #isReport(line: Line): boolean {
    return line < this.#reports.length
  }

  #at(line: Line): number {
    return this.#isReport(line) ? this.#reports.at(line) : this.#incidents.at(line - this.#reports.length)
  }

  #requestOf(line: Line): number | undefined {
    if (this.#isReport(line)) return this.#reports.request(line)
    return this.#incidents.request(line - this.#reports.length)
  }

  /** Lines of one request come to stand together by sorting numbers of the first bits of its hash and the line. */
  #matchRequests(): void {
    const scale = 2 ** Math.ceil(Math.log2(this.#next.length + 1))
    const keys = this.#sortedKeys(scale)
    for (let from = 0; from < keys.length; ) {
      const bits = Math.floor((keys[from] ?? 0) / scale)
      let to = from + 1
      while (to < keys.length && Math.floor((keys[to] ?? 0) / scale) === bits) to += 1
      this.#matchUniform(keys.subarray(from, to), scale)
      from = to
    }
  }

  #sortedKeys(scale: number): Float64Array {
    const keys = new Float64Array(this.#next.length)
    let count = 0
    for (let line = 0; line < keys.length; line += 1) {
      const request = this.#requestOf(line)
      if (request === undefined || this.#at(line) >= this.#before) continue
      keys[count] = Math.floor(request / scale) * scale + line
      count += 1
    }
    return keys.subarray(0, count).sort()
  }

  #matchUniform(keys: Float64Array, scale: number): void {
    const only = (keys[0] ?? 0) % scale
    if (keys.length === 1 && this.#isReport(only)) {
      this.#isFirst[only] = 1
      return
    }
    const lines = Array.from(keys, (key) => key % scale).sort((a, b) => this.#compare(a, b))
    for (const ofRequest of Map.groupBy(lines, (line) => this.#requestOf(line)).values()) {
      this.#matchRequest(ofRequest)
    }
  }

  /** @param lines Of one request, by time. */
  #matchRequest(lines: readonly Line[]): void {
    const firsts: number[] = []
    const waiting = { text: new Waiting(), json: new Waiting() }
    for (const row of lines) {
      if (!this.#isReport(row)) continue
      const { shape } = this.#reports.kind(row)
      const at = this.#reports.at(row)
      const same = waiting[shape].take((first) => at - this.#reports.at(first) <= TOGETHER_MS)
      if (same !== undefined) {
        this.#link(same, row)
        continue
      }
      this.#isFirst[row] = 1
      firsts.push(row)
      waiting[shape === 'text' ? 'json' : 'text'].add(row)
    }
    for (const line of lines)
      if (!this.#isReport(line)) this.#assign(line, this.#nearest(firsts, this.#at(line)))
  }

  #matchStreams(): void {
    const lines: Line[] = []
    for (let row = 0; row < this.#incidents.length; row += 1) {
      const isWanted = this.#incidents.request(row) === undefined && this.#incidents.at(row) < this.#before
      if (isWanted) lines.push(this.#reports.length + row)
    }
    if (lines.length === 0) return
    const byStream = this.#firstsByStream(new Set(lines.map((line) => this.#streamOf(line))))
    for (const line of lines) {
      this.#assign(line, this.#following(byStream.get(this.#streamOf(line)) ?? [], this.#at(line)))
    }
  }

  #firstsByStream(wanted: ReadonlySet<number>): Map<number, number[]> {
    const byStream = new Map([...wanted].map((stream) => [stream, [] as number[]]))
    for (const row of this.firsts()) byStream.get(this.#reports.kind(row).stream)?.push(row)
    for (const firsts of byStream.values()) firsts.sort((a, b) => this.#compare(a, b))
    return byStream
  }

  #streamOf(line: Line): number {
    return this.#incidents.kind(line - this.#reports.length).stream
  }

  #assign(line: Line, first: number | undefined): void {
    if (first === undefined) this.#unmatched.push(line - this.#reports.length)
    else this.#link(first, line)
  }

  /** The nearest within `TOGETHER_MS`, else the next. */
  #nearest(firsts: readonly number[], at: number): number | undefined {
    const place = this.#placeFrom(firsts, at)
    const [earlier, later] = [firsts[place - 1], firsts[place]]
    const away = (first: number | undefined) =>
      first === undefined ? Number.POSITIVE_INFINITY : Math.abs(this.#reports.at(first) - at)
    const nearest = away(later) < away(earlier) ? later : earlier
    return away(nearest) <= TOGETHER_MS ? nearest : this.#following(firsts, at)
  }

  #following(firsts: readonly number[], at: number): number | undefined {
    const next = firsts[this.#placeFrom(firsts, at)]
    return next !== undefined && this.#reports.at(next) - at <= LONGEST_INVOCATION_MS ? next : undefined
  }

  /** Binary search: a stream may have very many. */
  #placeFrom(firsts: readonly number[], at: number): number {
    let low = 0
    let high = firsts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#reports.at(firsts[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** By time; of one time by what they say, so that the order in which they were added does not matter. */
  #compare(a: Line, b: Line): number {
    const apart = this.#at(a) - this.#at(b)
    if (apart !== 0) return apart
    const [first, second] = [this.#tale(a), this.#tale(b)]
    return first < second ? -1 : Number(first > second)
  }

  #tale(line: Line): string {
    if (!this.#isReport(line)) return ''
    const { shape, status, errorType } = this.#reports.kind(line)
    const numbers = [this.#reports.number(line, 'durationMs'), this.#reports.number(line, 'billedDurationMs')]
    return [this.#reports.request(line), shape, status, errorType, ...numbers].join(' ')
  }
}

/** Invocations that have no report of a shape yet, by time. */
class Waiting {
  readonly #firsts: number[] = []
  #from = 0

  add(first: number): void {
    this.#firsts.push(first)
  }

  /** The first one that is not too long ago. */
  take(isClose: (first: number) => boolean): number | undefined {
    for (;;) {
      const first = this.#firsts[this.#from]
      if (first === undefined) return undefined
      this.#from += 1
      if (isClose(first)) return first
    }
  }
}
