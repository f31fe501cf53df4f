import { Buffer } from 'node:buffer'

/** The members of a JSON object; none when the bytes are anything else: the SDK tells what is wrong with them. */
export function parseMembers(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()))
  } catch {
    return {}
  }
}

export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null
}
