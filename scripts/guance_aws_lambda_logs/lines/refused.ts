/** A line that was meant as a metric and is none. Pure. */
import type { Refusal, RefusedLine } from './types.ts'

const LONGEST_SAMPLE = 200

export function refused(reason: Refusal, text: string): RefusedLine {
  return { kind: 'refused', reason, sample: text.slice(0, LONGEST_SAMPLE).trim().toWellFormed() }
}
