import type { AnyPoint, FieldValue, RowPoint } from '../script.ts'

/** The one form in which sinks and stores read points. */
export function toRowPoint(point: AnyPoint): RowPoint {
  if ('names' in point) return point
  const { fields, ...others } = point
  return { ...others, names: Object.keys(fields), values: Object.values(fields) }
}

/** Whether a place of a row holds a value: a number that is not finite stands for none. */
export function isValue(value: FieldValue | undefined): value is FieldValue {
  return typeof value === 'number' ? Number.isFinite(value) : value !== undefined
}
