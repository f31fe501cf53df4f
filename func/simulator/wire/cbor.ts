/** CloudWatch's rpc-v2-cbor, which the SDKs for Go and Java speak. */
import { cbor, tag } from '@smithy/core/cbor'

export const CBOR_PROTOCOL = 'rpc-v2-cbor'
const EPOCH_SECONDS = 1

/** The members of an input; times as seconds since the epoch, as in JSON. @throws if it is no CBOR */
export function decodeCbor(body: Buffer): unknown {
  return body.length === 0 ? {} : withoutTags(cbor.deserialize(body))
}

function withoutTags(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutTags)
  if ('tag' in value && 'value' in value) return value.value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutTags(member)]))
}

/** A result as CBOR, times among its members as such. */
export function encodeCbor(result: unknown): Uint8Array {
  return cbor.serialize(withTimes(result))
}

function withTimes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withTimes)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, memberWithTime(name, member)]),
  )
}

function memberWithTime(name: string, member: unknown): unknown {
  if (name === 'Timestamp' && typeof member === 'number') return time(member)
  if (name === 'Timestamps' && Array.isArray(member)) return member.map(time)
  return withTimes(member)
}

function time(seconds: number): object {
  return tag({ tag: EPOCH_SECONDS, value: seconds })
}
