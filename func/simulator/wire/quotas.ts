/** How much AWS lets an account do in a region and second. */
export interface Quota {
  /** Calls, or values, a second. */
  readonly perSecond: number
  /** Where a region differs. */
  readonly regions?: Readonly<Record<string, number>>
  /** What shares it: IAM actions, or all others of a service, `lambda:*`. None: something else than calls. */
  readonly actions: readonly string[]
  readonly source: string
  /** AWS publishes none. */
  readonly isEstimate?: boolean
}

const CLOUDWATCH = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html'
const LOGS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html'
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'
const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'
const ACCOUNT = 'https://docs.aws.amazon.com/accounts/latest/reference/quotas.html'
/** The rate at which people have seen throttling. */
const TAGGING = 'https://github.com/nerdswords/yet-another-cloudwatch-exporter/issues/154'

function regionally(perSecond: number, regions: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(regions.map((region) => [region, perSecond]))
}

const SLOW_REGIONS = ['ap-northeast-3', 'ap-southeast-3', 'ca-west-1', 'eu-central-1', 'il-central-1']

/** By name: tests and commands switch them off by it. */
export const QUOTAS = {
  // Pages of other years name 500.
  'cloudwatch:GetMetricData': call('cloudwatch:GetMetricData', 50, CLOUDWATCH),
  'cloudwatch:values-recent': { perSecond: 180_000, actions: [], source: CLOUDWATCH },
  'cloudwatch:values-older': { perSecond: 396_000, actions: [], source: CLOUDWATCH },
  'cloudwatch:GetMetricStatistics': call('cloudwatch:GetMetricStatistics', 400, CLOUDWATCH),
  'cloudwatch:ListMetrics': call('cloudwatch:ListMetrics', 25, CLOUDWATCH),
  'lambda:control-plane': { perSecond: 15, actions: ['lambda:*'], source: LAMBDA },
  'lambda:GetFunction': call('lambda:GetFunction', 100, LAMBDA),
  'logs:FilterLogEvents': {
    ...call('logs:FilterLogEvents', 10, LOGS),
    regions: { 'us-east-1': 25, ...regionally(5, SLOW_REGIONS) },
  },
  'logs:DescribeLogGroups': call('logs:DescribeLogGroups', 10, LOGS),
  'logs:DescribeLogStreams': call('logs:DescribeLogStreams', 25, LOGS),
  'logs:CreateLogStream': call('logs:CreateLogStream', 50, LOGS),
  'logs:PutLogEvents': call('logs:PutLogEvents', 5000, LOGS),
  'tag:GetResources': { ...call('tag:GetResources', 15, TAGGING), isEstimate: true },
  sts: { perSecond: 600, actions: ['sts:*'], source: IAM },
  'account:ListRegions': call('account:ListRegions', 5, ACCOUNT),
} as const satisfies Readonly<Record<string, Quota>>

function call(action: string, perSecond: number, source: string): Quota {
  return { perSecond, actions: [action], source }
}

export type QuotaName = keyof typeof QUOTAS

/** All off; or single ones off, or of another height. */
export type Quotas = 'none' | { readonly [Name in QuotaName]?: number | false }

/** The quotas that an operation uses. */
export function quotaNamesOf(action: string): readonly QuotaName[] {
  return NAMES_BY_ACTION.get(action) ?? NAMES_BY_ACTION.get(`${action.split(':')[0]}:*`) ?? []
}

const NAMES_BY_ACTION: ReadonlyMap<string, readonly QuotaName[]> = new Map(
  Object.entries(QUOTAS).flatMap(([name, { actions }]) =>
    actions.map((action) => [action, [name as QuotaName]]),
  ),
)

/** The height of a quota; undefined when it is off. @param changes the first to name it counts */
export function perSecondOf(
  name: QuotaName,
  region: string,
  changes: readonly (Quotas | undefined)[],
): number | undefined {
  for (const change of changes) {
    if (change === 'none') return undefined
    const height = change?.[name]
    if (height !== undefined) return height === false ? undefined : height
  }
  const quota: Quota = QUOTAS[name]
  return quota.regions?.[region] ?? quota.perSecond
}

interface Bucket {
  tokens: number
  filledMs: number
}

/** Token buckets that hold what a second gives. */
export class QuotaGuard {
  readonly #buckets = new Map<string, Bucket>()
  readonly #uptimeMs: () => number

  /** @param uptimeMs real milliseconds from any start: callers pace themselves by real time, whatever day is simulated */
  constructor(uptimeMs: () => number) {
    this.#uptimeMs = uptimeMs
  }

  /** Takes so much of a kind, unless there has been too much. */
  allows(kind: string, perSecond: number | undefined, amount = 1): boolean {
    if (perSecond === undefined) return true
    const nowMs = this.#uptimeMs()
    const bucket = this.#buckets.get(kind) ?? { tokens: perSecond, filledMs: nowMs }
    this.#buckets.set(kind, bucket)
    const grown = bucket.tokens + ((nowMs - bucket.filledMs) * perSecond) / 1000
    bucket.tokens = Math.min(perSecond, grown)
    bucket.filledMs = nowMs
    const taken = Math.min(amount, perSecond)
    if (bucket.tokens < taken) return false
    bucket.tokens -= taken
    return true
  }
}
