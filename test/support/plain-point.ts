import { isValue } from '#func/model/row-point.ts'
import type { AnyPoint, Point } from '#func/script.ts'

/** What a point says, whichever way it is written. */
export function toPlainPoint(point: AnyPoint): Point {
  if (!('names' in point)) return point
  const { names, values, ...others } = point
  const entries = names.map((name, index) => [name, values[index]] as const)
  return {
    ...others,
    fields: Object.fromEntries(entries.filter(([, value]) => isValue(value))) as Point['fields'],
  }
}
