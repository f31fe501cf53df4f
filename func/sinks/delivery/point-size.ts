import type { Point } from '../../script.ts'

const BYTES_OF_NUMBER_FIELD = 30

/** About how many bytes points take as text: enough to bound buffers, and cheap. */
export function estimateBytes(points: readonly Point[]): number {
  let bytes = 0
  for (const point of points) {
    bytes += point.measurement.length + 16
    for (const key in point.tags) bytes += key.length + (point.tags[key]?.length ?? 0) + 2
    bytes +=
      point.row === undefined ? fieldBytes(point.fields) : point.row.names.length * BYTES_OF_NUMBER_FIELD
  }
  return bytes
}

function fieldBytes(fields: Point['fields']): number {
  let bytes = 0
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    bytes += key.length + (typeof value === 'string' ? value.length : 10)
  }
  return bytes
}
