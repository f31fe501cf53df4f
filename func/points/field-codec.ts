/**
 * Fields as JSON text in the database. Integers beyond ±(2^53 − 1) keep all their digits: a bigint is written as
 * its digits, a float of that size with an exponent, so that the two are distinguished when read.
 */
import { isValue } from '../model/row-point.ts'
import type { FieldValue, RowPoint } from '../script.ts'

/**
 * Leaves numbers out that are not finite: they have no place in JSON, nor in any sink.
 * @param keyOf the key under which a field is stored
 */
export function encodeFields(
  { names, values }: Pick<RowPoint, 'names' | 'values'>,
  keyOf: (name: string) => string,
): string {
  const stored: Record<string, FieldValue> = {}
  let isPlain = true
  for (const [index, name] of names.entries()) {
    const value = values[index]
    if (!isValue(value)) continue
    isPlain &&= !needsCare(value)
    stored[keyOf(name)] = value
  }
  return isPlain ? JSON.stringify(stored) : encodeCarefully(stored)
}

/** JSON knows no bigint, and would write a large float like one. */
function needsCare(value: FieldValue): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value)
  return typeof value === 'bigint'
}

function encodeCarefully(stored: Readonly<Record<string, FieldValue>>): string {
  const members = Object.entries(stored).map(([key, value]) => `${JSON.stringify(key)}:${encodeValue(value)}`)
  return `{${members.join(',')}}`
}

function encodeValue(value: FieldValue): string {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' && needsCare(value) ? value.toExponential() : JSON.stringify(value)
}

/** Many digits after a colon and before the end of a value: rare enough to look closer. */
const MAYBE_BIG = /:-?\d{16,}[,}]/
const INTEGER = /^-?\d+$/

export function decodeFields(json: string): Record<string, FieldValue> {
  if (!MAYBE_BIG.test(json)) return JSON.parse(json)
  return JSON.parse(json, (_key, value, context?: { readonly source?: string }) => {
    const source = context?.source ?? ''
    const isBig = typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(source)
    return isBig ? BigInt(source) : value
  })
}
