import type { Category, FieldValue, Point } from '../script.ts'

/**
 * One point as one line of JSON: `{"category","measurement","tags","fields","timestamp"}`, the timestamp in
 * milliseconds, integers with all their digits.
 */
export function encodeJson(category: Category, point: Point): string {
  const { measurement, tags, fields, timestamp } = point
  const values = Object.entries(fields).map(([key, value]) => `${JSON.stringify(key)}:${fieldJson(value)}`)
  const head = JSON.stringify({ category, measurement, tags }).slice(0, -1)
  return `${head},"fields":{${values.join(',')}},"timestamp":${Math.floor(timestamp)}}`
}

function fieldJson(value: FieldValue): string {
  if (typeof value === 'bigint') return String(value)
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}
