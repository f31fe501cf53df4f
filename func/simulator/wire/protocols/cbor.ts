/** rpc-v2-cbor, which the newer SDKs speak to CloudWatch and to the tagging API. */
import { cbor, tag } from '@smithy/core/cbor'
import { AwsTime } from '../aws-time.ts'

export const CBOR_PROTOCOL = 'rpc-v2-cbor'
const EPOCH_SECONDS = 1

/** The members of an input; times as dates. @throws if it is no CBOR */
export function decodeCbor(body: Buffer): unknown {
  return body.length === 0 ? {} : plain(cbor.deserialize(body))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  if ('tag' in value && 'value' in value) {
    return Number(value.tag) === EPOCH_SECONDS ? new Date(Number(value.value) * 1000) : value
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

/** A result as CBOR, times among its members as such. */
export function encodeCbor(result: unknown): Uint8Array {
  return cbor.serialize(withTimes(result))
}

function withTimes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof AwsTime) return time(value.toJSON())
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
