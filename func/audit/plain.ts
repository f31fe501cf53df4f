import type { Json } from '../script.ts'

/** Through JSON and back: dates become text, what is undefined is left out. */
export function plain(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json)
}
