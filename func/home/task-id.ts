import { randomBytes } from 'node:crypto'
import type { Clock } from '../time.ts'

/** Crockford's base 32: sorts like the number, no letters that look like digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_LENGTH = 9
const RANDOM_LENGTH = 6
const RANDOM_BYTES = 4
const RANDOM_RANGE = 32 ** RANDOM_LENGTH

/**
 * Makes ids such as `t-1hf8k2m9a0b7q2x`: nine digits of milliseconds, six random ones. They sort by time, within
 * one millisecond of one process by order of creation, also when the clock is set back.
 */
export function createTaskIds(clock: Clock): () => string {
  let time = 0
  let random = 0
  return () => {
    const now = clock().getTime()
    random = now > time ? randomBytes(RANDOM_BYTES).readUInt32BE() % (RANDOM_RANGE / 2) : random + 1
    time = Math.max(now, time)
    return `t-${base32(time, TIME_LENGTH)}${base32(random, RANDOM_LENGTH)}`
  }
}

function base32(value: number, length: number): string {
  let digits = ''
  let rest = value
  for (let at = 0; at < length; at++) {
    digits = ALPHABET.charAt(rest % 32) + digits
    rest = Math.floor(rest / 32)
  }
  return digits
}
