/**
 * What CloudWatch is asked for where only metrics are wanted: any of these terms. A term is part of a message, case
 * matters. One pattern serves text and JSON, as terms with `?` mix with nothing else. It may let through what is no
 * metric line; what it holds back is lost.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import type { Config } from '../config.gen.ts'

/** Own metrics: MONITORING lines, `{"m","v","e","t"}`, also within a text of JSON, and the embedded metric format. */
const CUSTOM = ['MONITORING|', '"m":', '\\"m\\":', '_aws']
/** `REPORT` is part of INIT_REPORT and RESTORE_REPORT too. */
const REPORTS = [
  'REPORT',
  'platform.report',
  'platform.initReport',
  'platform.restoreReport',
  'platform.runtimeDone',
]
/** Lines about timeouts, errors, and memory that ran out. */
const INCIDENTS = [
  ...['Task timed out', 'Task failed', 'Runtime exited', 'Process exited', 'Error: Runtime', 'Extension.'],
  ...['[ERROR]', 'Invoke Error', 'Uncaught Exception', 'Unhandled Promise Rejection', 'Sandbox.'],
  ...['out of memory', 'OutOfMemory', 'MemoryError', 'allocate memory', 'signal: killed'],
  // Java and .NET, Go and Ruby, Rust.
  ...['Exception', '.java:', 'errorType', 'panicked at', 'lambda_runtime'],
]

/** @returns undefined when nothing is to be read. */
export function metricsPattern({
  custom,
  enhanced,
}: Pick<Config, 'custom' | 'enhanced'>): string | undefined {
  const terms = [...(custom ? CUSTOM : []), ...(enhanced ? [...REPORTS, ...INCIDENTS] : [])]
  if (terms.length === 0) return undefined
  return terms.map((term) => `?"${term.replace(/["\\]/g, '\\$&')}"`).join(' ')
}
