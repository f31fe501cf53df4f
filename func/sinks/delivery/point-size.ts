import type { AnyPoint, FieldValue } from '../../script.ts'

const BYTES_OF_HEAD = 16
const BYTES_OF_NUMBER = 10
/** A field with its name. */
const BYTES_OF_NUMBER_FIELD = 30

/** About how many bytes points take as text: enough to bound buffers, and cheap. */
export function estimateBytes(points: readonly AnyPoint[]): number {
  let bytes = 0
  let lastTags: AnyPoint['tags'] = {}
  let tagBytes = 0
  for (const point of points) {
    // Points of one series mostly share their tags.
    if (point.tags !== lastTags) tagBytes = bytesOfTags(point.tags)
    lastTags = point.tags
    bytes += point.measurement.length + BYTES_OF_HEAD + tagBytes
    bytes += 'names' in point ? bytesOfRow(point.values) : bytesOfFields(point.fields)
  }
  return bytes
}

function bytesOfTags(tags: AnyPoint['tags']): number {
  let bytes = 0
  for (const key in tags) bytes += key.length + (tags[key]?.length ?? 0) + 2
  return bytes
}

function bytesOfRow(values: readonly FieldValue[]): number {
  let bytes = values.length * BYTES_OF_NUMBER_FIELD
  for (const value of values) if (typeof value === 'string') bytes += value.length
  return bytes
}

function bytesOfFields(fields: Readonly<Record<string, FieldValue>>): number {
  let bytes = 0
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    bytes += key.length + (typeof value === 'string' ? value.length : BYTES_OF_NUMBER)
  }
  return bytes
}
