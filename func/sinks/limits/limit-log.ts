import type { Logger } from '../../script.ts'
import type { LimitFinding } from './limit-notes.ts'
import { LIMIT_REASONS, type LimitReason } from './receiver-limits.ts'

/** Logs each reason once a run: with thousands of points the same reason comes thousands of times. */
export function createLimitLog(sink: string, log: Logger): (findings: readonly LimitFinding[]) => void {
  const logged = new Set<LimitReason>()
  return (findings) => {
    for (const { reason, count, measurement, key } of findings) {
      if (logged.has(reason)) continue
      logged.add(reason)
      log.warn(
        { sink, reason, meaning: LIMIT_REASONS[reason], count, measurement, key },
        'Points do not fit the limits of the receiver; further ones for this reason are only counted',
      )
    }
  }
}
