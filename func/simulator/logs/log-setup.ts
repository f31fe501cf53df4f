import { pick, unit } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'

export const LEVELS = ['DEBUG', 'INFO', 'WARN'] as const
export type Level = (typeof LEVELS)[number]

/** How the environments of a function come up; the names are those of `initializationType`. */
export type Initialization =
  | 'on-demand'
  | 'provisioned-concurrency'
  | 'snap-start'
  | 'lambda-managed-instances'

/**
 * How a function prints custom metrics: `raw` lines, `prefixed` by the runtime's console, with `milliseconds` instead
 * of seconds, several in one event (`batch`), the later JSON lines (`successor`), or the `workshop` dialect of
 * MONITORING lines, which means something else and must not be taken for metrics.
 */
export const METRIC_FORMS = ['raw', 'prefixed', 'milliseconds', 'batch', 'successor', 'workshop'] as const
export type MetricForm = (typeof METRIC_FORMS)[number]

/** How a function logs. */
export interface LogSetup {
  readonly format: 'Text' | 'JSON'
  /** Of JSON functions: what of the platform's events reaches CloudWatch. */
  readonly systemLevel: Level
  readonly applicationLevel: Level
  readonly group: string
  /** The usual `/aws/lambda/<name>`; only then do stream names lack the function. */
  readonly defaultGroup: boolean
  readonly traced: boolean
  readonly metricForm: MetricForm | undefined
  /** Timeouts show as `Status: timeout` in the report, as a line of their own, or as both. */
  readonly timeoutForm: 'status' | 'line' | 'both'
}

/** Salts 41 to 63 belong to the configuration, which shares them where both show the same. */
const SALT = {
  tracing: 45,
  format: 64,
  system: 65,
  group: 66,
  owner: 67,
  metrics: 68,
  form: 69,
  timeout: 70,
  application: 71,
}
const SHARED_OWNERS = ['payments', 'platform', 'data']
const PRINTING_SHARE = 0.35

export function logSetupOf(fn: SimFunction): LogSetup {
  const seed = fn.traffic.hash
  const managed = isManaged(fn)
  const json = managed || unit(seed, SALT.format) >= 0.7
  const group = groupOf(fn)
  return {
    format: json ? 'JSON' : 'Text',
    systemLevel: managed ? 'INFO' : systemLevelOf(seed),
    applicationLevel: unit(seed, SALT.application) < 0.2 ? 'DEBUG' : 'INFO',
    group,
    defaultGroup: group === `/aws/lambda/${fn.name}`,
    traced: unit(seed, SALT.tracing) < 0.3,
    metricForm: metricFormOf(fn),
    timeoutForm: pick(['status', 'line', 'both'], seed, SALT.timeout),
  }
}

/** Functions that read Kafka run on managed instances, several invocations at once in each environment. */
export function isManaged(fn: SimFunction): boolean {
  return fn.kind === 'kafka'
}

export function initializationOf(fn: SimFunction, version: string): Initialization {
  if (isManaged(fn)) return 'lambda-managed-instances'
  if (version === '$LATEST') return 'on-demand'
  if (fn.kind === 'provisioned') return 'provisioned-concurrency'
  return fn.runtime === 'java21' ? 'snap-start' : 'on-demand'
}

/** Most keep the default; with WARN the reports of good runs never reach CloudWatch. */
function systemLevelOf(seed: number): Level {
  const dice = unit(seed, SALT.system)
  if (dice < 0.1) return 'WARN'
  return dice < 0.2 ? 'DEBUG' : 'INFO'
}

function groupOf(fn: SimFunction): string {
  const dice = unit(fn.traffic.hash, SALT.group)
  if (dice < 0.05) return `/apps/${fn.tags.env ?? 'prod'}/${fn.name}`
  if (dice < 0.15) return `/shared/${fn.tags.team ?? pick(SHARED_OWNERS, fn.traffic.hash, SALT.owner)}`
  return `/aws/lambda/${fn.name}`
}

/** The failing function of each region always prints plain lines, so that a small fleet has some too. */
function metricFormOf(fn: SimFunction): MetricForm | undefined {
  const seed = fn.traffic.hash
  if (fn.name === 'checkoutPayment') return 'raw'
  return unit(seed, SALT.metrics) < PRINTING_SHARE ? pick(METRIC_FORMS, seed, SALT.form) : undefined
}
