/** Time of the host: lengths, instants, durations, time zones. The only module that knows luxon. */
import { DateTime, IANAZone } from 'luxon'

export type Clock = () => Date

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export const HOUR_SECONDS = HOUR_MS / SECOND_MS
export const DAY_SECONDS = DAY_MS / SECOND_MS

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }
/** Ten years: what is longer is a slip. */
const LONGEST_DAYS = 3650
const UTC = { zone: 'utc' }

/** Luxon also takes years, weeks, `24:00`, times of today and any offset. */
const INSTANT =
  /^\d{4}-\d\d-\d\d(T([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?$/

/** What a message says when a duration or an instant cannot be read. */
export const DURATION_FORMAT = `a duration such as 90s, 20m, 3h or 2d, at most ${LONGEST_DAYS}d`
export const INSTANT_FORMAT =
  'an existing ISO time such as 2026-01-31T08:00Z or 2026-01-31T16:00+08:00, in UTC when it names no offset'

/** Milliseconds of `90s`, `20m`, `3h`, `2d`; undefined for anything else and for more than ten years. */
export function parseDurationMs(text: string): number | undefined {
  const [, digits, unit = ''] = text.match(/^(\d+)([smhd])$/) ?? []
  const ms = Number(digits) * (UNIT_MS[unit] ?? Number.NaN)
  return ms <= LONGEST_DAYS * DAY_MS ? ms : undefined
}

/** Of an ISO date, or date and time, in UTC when it names no offset; undefined when there is no such instant. */
export function parseInstant(text: string): Date | undefined {
  const time = INSTANT.test(text) ? DateTime.fromISO(text, UTC) : undefined
  return time?.isValid === true ? time.toJSDate() : undefined
}

/** A date of RFC 9110, as in `retry-after`. */
export function parseHttpDate(text: string): Date | undefined {
  const time = DateTime.fromHTTP(text, UTC)
  return time.isValid ? time.toJSDate() : undefined
}

/** `2026-01-31T08:00:00Z`: what is shorter than the precision is cut off. */
export function formatInstant(date: Date, precision: 'minute' | 'second' = 'second'): string {
  return DateTime.fromJSDate(date, UTC).toISO({ precision }) ?? 'no time'
}

/** `850 ms`, `12.3 s`, `5 min`, `2.5 h`. */
export function formatDurationMs(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < 2 * MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`
  return ms < 2 * HOUR_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${(ms / HOUR_MS).toFixed(1)} h`
}

/** Whether it is an IANA time zone that this system knows; `+08:00` is an offset. */
export function isTimezone(name: string): boolean {
  return !/^[+-]/.test(name) && IANAZone.isValidZone(name)
}
