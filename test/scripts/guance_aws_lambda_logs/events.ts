/** Events and points of one function, for the tests of this set. */
import type { Point } from '#func/script.ts'
import type { FunctionFacts, LogEvent } from '../../../scripts/guance_aws_lambda_logs/lines/types.ts'

/** 2026-08-01T12:00:07.500Z */
export const AT = Date.parse('2026-08-01T12:00:07.500Z')
export const MINUTE = Date.parse('2026-08-01T12:00:00Z')
/** Its second, in seconds and milliseconds. */
export const S = Math.floor(AT / 1000)
export const SECOND = S * 1000

export const ORDERS: FunctionFacts = {
  name: 'orders',
  runtime: 'nodejs22.x',
  architecture: 'x86_64',
  region: 'us-east-1',
  tags: { account_name: 'prod' },
}

const STREAM = '2026/08/01/[7]0123456789abcdef0123456789abcdef'

let made = 0

/** @param change Beside the message. */
export function eventOf(message: string, change: Partial<LogEvent> = {}): LogEvent {
  made += 1
  const timestamp = change.timestamp ?? AT
  return {
    id: String(made).padStart(56, '0'),
    ingestionTime: timestamp + 900,
    message,
    logStream: STREAM,
    logGroup: '/aws/lambda/orders',
    function: ORDERS,
    ...change,
    timestamp,
  }
}

export const CUSTOM_TAGS = {
  RegionId: 'us-east-1',
  account_name: 'prod',
  cloud_provider: 'aws',
  function_name: 'orders',
}

/** A whole point of custom metrics. */
export function custom(fields: Point['fields'], tags: Point['tags'] = {}, timestamp = SECOND): Point {
  return { measurement: 'aws_lambda_custom', tags: { ...CUSTOM_TAGS, ...tags }, fields, timestamp }
}

export function check(name: string, status: number, text: string, tags: Point['tags'] = {}): Point {
  const fields = { status, status_text: text }
  const all = { ...CUSTOM_TAGS, ...tags, check: name }
  return { measurement: 'aws_lambda_check', tags: all, fields, timestamp: SECOND }
}

/** The fields of a histogram of one value. */
export function single(name: string, value: number): Record<string, number> {
  const names = ['avg', 'max', 'min', 'median', '95percentile']
  const same = Object.fromEntries(names.map((suffix) => [`${name}.${suffix}`, value]))
  return { ...same, [`${name}.count`]: 1 }
}

export const ENHANCED_TAGS = {
  Architecture: 'x86_64',
  ExecutedVersion: '7',
  FunctionName: 'orders',
  RegionId: 'us-east-1',
  account_name: 'prod',
  cloud_provider: 'aws',
}

export interface OneReport {
  readonly duration: number
  readonly billed?: number
  readonly memory?: number
  readonly used?: number
  readonly init?: number
  readonly restore?: number
  readonly cost?: number
  readonly errors?: number
  readonly timeouts?: number
  readonly outOfMemory?: number
}

/** The whole point of a minute with one invocation. */
export function invocation(one: OneReport, timestamp = MINUTE): Point {
  const isCold = one.init !== undefined || one.restore !== undefined
  const memory = one.memory === undefined ? {} : { MemorySize: String(one.memory) }
  const utilization =
    one.used === undefined || one.memory === undefined ? undefined : (one.used / one.memory) * 100
  return enhanced(
    {
      enhanced_invocations: 1,
      enhanced_errors: one.errors ?? 0,
      enhanced_timeouts: one.timeouts ?? 0,
      enhanced_out_of_memory: one.outOfMemory ?? 0,
      ...same('duration', one.duration, ['Average', 'Maximum', 'Minimum', 'Sum', 'p50', 'p95', 'p99']),
      ...same('billed_duration', one.billed, ['Average', 'Maximum', 'Sum']),
      ...phase('init_duration', one.init),
      ...phase('restore_duration', one.restore),
      ...same('max_memory_used', one.used, ['Average', 'Maximum']),
      ...same('memory_utilization', utilization, ['Average', 'Maximum']),
      ...(one.cost !== undefined && { enhanced_estimated_cost: one.cost }),
    },
    { cold_start: String(isCold), ...memory },
    timestamp,
  )
}

export function enhanced(fields: Point['fields'], tags: Point['tags'] = {}, timestamp = MINUTE): Point {
  return { measurement: 'aws_lambda', tags: { ...ENHANCED_TAGS, ...tags }, fields, timestamp }
}

export function errorOfType(type: string, tags: Point['tags'], timestamp = MINUTE): Point {
  return enhanced({ enhanced_errors_by_type: 1 }, { ...tags, error_type: type }, timestamp)
}

/** Of INIT_REPORT and the like. */
export function phase(name: string, value: number | undefined): Record<string, number> {
  const fields = same(name, value, ['Average', 'Maximum', 'Minimum', 'Sum'])
  return value === undefined ? {} : { ...fields, [`enhanced_${name}_SampleCount`]: 1 }
}

function same(name: string, value: number | undefined, statistics: readonly string[]) {
  if (value === undefined) return {}
  return Object.fromEntries(statistics.map((statistic) => [`enhanced_${name}_${statistic}`, value]))
}

/** Points in one order, so that sets of them can be compared. */
export function sorted(points: readonly Point[]): Point[] {
  const key = ({ measurement, tags, timestamp }: Point) =>
    JSON.stringify([timestamp, measurement, Object.entries(tags).toSorted()])
  return points.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
