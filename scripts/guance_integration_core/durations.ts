/** Pure arithmetic with lengths of time, all in milliseconds. */
import { CollectError } from './collect-error.ts'

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

const UNIT_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const

/**
 * Milliseconds of `90s`, `20m`, `1h`, `2d`.
 * @throws FUNC_ERR_COLLECT_CONFIG_INVALID
 */
export function durationMs(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const unit = match?.[2] as keyof typeof UNIT_MS | undefined
  if (unit === undefined) {
    throw new CollectError(
      'FUNC_ERR_COLLECT_CONFIG_INVALID',
      `Cannot read duration '${text}': wanted a number and s, m, h or d, such as 20m`,
    )
  }
  return Number(match?.[1]) * UNIT_MS[unit]
}
