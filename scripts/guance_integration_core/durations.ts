import { CollectError } from './collect-error.ts'

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/**
 * Seconds of `90s`, `20m`, `1h`, `2d`.
 * @throws FUNC_ERR_COLLECT_CONFIG_INVALID
 */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const unit = match?.[2] as keyof typeof SECONDS | undefined
  if (unit === undefined) {
    throw new CollectError(
      'FUNC_ERR_COLLECT_CONFIG_INVALID',
      `Cannot read duration '${text}': wanted a number and s, m, h or d, such as 20m`,
    )
  }
  return Number(match?.[1]) * SECONDS[unit]
}
