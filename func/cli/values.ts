/** Values given on the command line: durations, instants, `name=value` pairs. */
import { FuncError } from '../errors.ts'

/** Ten years: what is longer is a slip. */
const LONGEST_MS = 3650 * 86_400_000
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90s`, `20m`, `1h`, `3d` in milliseconds. @throws FUNC_ERR_USAGE */
export function parseDuration(text: string, option: string): number {
  const [, digits, unit] = text.match(/^(\d+)([smhd])$/) ?? []
  if (digits === undefined) {
    throw new FuncError(
      'FUNC_ERR_USAGE',
      `Cannot use ${option} '${text}': wanted a duration such as 90s, 20m, 1h or 3d`,
    )
  }
  const ms = Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (ms <= LONGEST_MS) return ms
  throw new FuncError('FUNC_ERR_USAGE', `Cannot use ${option} '${text}': wanted at most 3650d`)
}

/** A duration back from now, or an ISO time. @throws FUNC_ERR_USAGE */
export function parseSince(text: string, now: Date, option: string): Date {
  if (/^\d{4}-/.test(text)) {
    const date = new Date(text)
    if (!Number.isNaN(date.getTime())) return date
    throw new FuncError(
      'FUNC_ERR_USAGE',
      `Cannot use ${option} '${text}': wanted an ISO time such as 2026-01-31T08:00Z`,
    )
  }
  return new Date(now.getTime() - parseDuration(text, option))
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
