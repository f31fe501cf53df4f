/** Values given on the command line: durations, instants, `name=value` pairs. */
import { FuncError } from '../errors.ts'
import { DURATION_FORMAT, INSTANT_FORMAT, parseDurationMs, parseInstant } from '../time.ts'

/** Milliseconds of `90s`, `20m`, `3h`, `2d`. @throws FUNC_ERR_USAGE */
export function requireDurationMs(text: string, option: string): number {
  const ms = parseDurationMs(text)
  if (ms !== undefined) return ms
  throw new FuncError('FUNC_ERR_USAGE', `Cannot use ${option} '${text}': wanted ${DURATION_FORMAT}`)
}

/** An ISO time, or a duration before or after now. @throws FUNC_ERR_USAGE */
export function requireTime(text: string, option: string, now: Date, side: 'before' | 'after'): Date {
  const ms = parseDurationMs(text)
  const time = ms === undefined ? parseInstant(text) : shifted(now, side === 'before' ? -ms : ms)
  if (time !== undefined) return time
  throw new FuncError(
    'FUNC_ERR_USAGE',
    `Cannot use ${option} '${text}': wanted ${INSTANT_FORMAT}, or ${DURATION_FORMAT}, ${side} now`,
  )
}

function shifted(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms)
}

/** A whole number within bounds. @throws FUNC_ERR_USAGE */
export function parseWhole(text: string, option: string, minimum: number, maximum: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  throw new FuncError(
    'FUNC_ERR_USAGE',
    `Cannot use ${option} '${text}': wanted a whole number from ${minimum} to ${maximum}`,
  )
}

/** `['a=1', 'b=x=y']` as a record. @throws FUNC_ERR_USAGE */
export function parsePairs(pairs: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)]
      throw new FuncError('FUNC_ERR_USAGE', `Cannot use ${option} '${pair}': wanted name=value`)
    }),
  )
}

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value]
}
