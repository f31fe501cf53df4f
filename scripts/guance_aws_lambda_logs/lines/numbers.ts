/** Numbers and times as lines print them. Pure. */
import { SECOND_MS } from '../../guance_integration_core/index.ts'

/** Values beyond it could not be summed without overflow. */
const LARGEST = 1e300

/** From these magnitudes on a number counts milliseconds, microseconds, nanoseconds; below, seconds. */
const MILLISECONDS_FROM = 1e11
const MICROSECONDS_FROM = 1e14
const NANOSECONDS_FROM = 1e17
const NANOSECONDS_TO = 1e20

const ZERO = 48
const NINE = 57

/** A decimal number, with exponent or without; undefined for anything else, hexadecimal and infinity included. */
export function parseDecimal(text: string): number | undefined {
  const sign = text.charCodeAt(0)
  const first = sign === 45 || sign === 43 ? text.charCodeAt(1) : sign
  const isNumeric = (first >= ZERO && first <= NINE) || first === 46
  if (!isNumeric || /^.?0[xXoObB]/.test(text.slice(0, 3))) return text === '' ? undefined : trimmed(text)
  const value = Number(text)
  return isUsable(value) ? value : undefined
}

/** Blanks around a number are no reason to refuse it. */
function trimmed(text: string): number | undefined {
  const inner = text.length <= 400 ? text.trim() : text
  return inner === text ? undefined : parseDecimal(inner)
}

/** Finite, and small enough to be summed with any number of its kind. */
export function isUsable(value: unknown): value is number {
  return typeof value === 'number' && value >= -LARGEST && value <= LARGEST
}

/** Seconds (with decimals), milliseconds, microseconds or nanoseconds, by magnitude. In milliseconds. */
export function epochMs(value: number): number | undefined {
  if (!(value > 0) || value >= NANOSECONDS_TO) return undefined
  if (value < MILLISECONDS_FROM) return value * SECOND_MS
  if (value < MICROSECONDS_FROM) return value
  if (value < NANOSECONDS_FROM) return value / 1e3
  return value / 1e6
}
