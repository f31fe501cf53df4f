/**
 * What CloudWatch is asked for where only metrics are wanted: any of these terms. A term is part of a message, case
 * matters. One pattern serves text and JSON, as terms with `?` mix with nothing else.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import type { Config } from './config.gen.ts'

/** Own metrics: legacy lines, `{"m","v","e","t"}` and the embedded metric format. */
const CUSTOM = ['MONITORING', '"\\"m\\":"', '"\\\\\\"m\\\\\\":"', 'CloudWatchMetrics']
/** Reports, what comes before and beside them: timeouts, want of memory. `REPORT` is part of INIT_REPORT too. */
const ENHANCED = [
  ...['REPORT', '"platform.report"', '"platform.initReport"', '"platform.restoreReport"'],
  ...['"platform.runtimeDone"', '"Task timed out"', '"out of memory"', 'OutOfMemory', 'MemoryError'],
  ...['"Runtime exited"', '"signal: killed"', '"Process exited"'],
]

/** @returns undefined when nothing is to be read. */
export function metricsPattern({
  custom,
  enhanced,
}: Pick<Config, 'custom' | 'enhanced'>): string | undefined {
  const terms = [...(custom ? CUSTOM : []), ...(enhanced ? ENHANCED : [])]
  return terms.length === 0 ? undefined : terms.map((term) => `?${term}`).join(' ')
}
