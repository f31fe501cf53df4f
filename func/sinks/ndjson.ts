import { isValue } from '../model/row-point.ts'
import type { Category, FieldValue, RowPoint } from '../script.ts'

/**
 * One point as one line of JSON: `{"category","measurement","tags","fields","timestamp"}`, the timestamp in
 * milliseconds, integers with all their digits.
 */
export function encodeJson(category: Category, point: RowPoint): string {
  const { measurement, tags, names, values, timestamp } = point
  const members = names.flatMap((name, index) => {
    const value = values[index]
    return isValue(value) ? `${JSON.stringify(name)}:${fieldJson(value)}` : []
  })
  const head = JSON.stringify({ category, measurement, tags }).slice(0, -1)
  return `${head},"fields":{${members.join(',')}},"timestamp":${Math.floor(timestamp)}}`
}

function fieldJson(value: FieldValue): string {
  if (typeof value === 'bigint') return String(value)
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}
