/** Calls a second and region, of operations that AWS limits so, by IAM action; others are not limited. */
export type Quotas = Readonly<Record<string, number>>

const SLOW_REGIONS = ['ap-northeast-3', 'ap-southeast-3', 'ca-west-1', 'eu-central-1', 'il-central-1']

/** What the CloudWatch Logs quotas page grants in a region. */
export function documentedQuotas(region: string): Quotas {
  return {
    'logs:FilterLogEvents': filterQuota(region),
    'logs:DescribeLogGroups': 10,
    'logs:DescribeLogStreams': 25,
  }
}

function filterQuota(region: string): number {
  if (region === 'us-east-1') return 25
  return SLOW_REGIONS.includes(region) ? 5 : 10
}

interface Bucket {
  tokens: number
  filledMs: number
}

/** Token buckets that hold a second's worth of calls. */
export class QuotaGuard {
  readonly #buckets = new Map<string, Bucket>()
  readonly #uptimeMs: () => number

  /** @param uptimeMs real milliseconds from any start: callers pace themselves by real time, whatever day is simulated */
  constructor(uptimeMs: () => number) {
    this.#uptimeMs = uptimeMs
  }

  /** Takes a call of one kind, unless there have been too many. */
  allows(kind: string, perSecond: number | undefined): boolean {
    if (perSecond === undefined) return true
    const nowMs = this.#uptimeMs()
    const bucket = this.#buckets.get(kind) ?? { tokens: perSecond, filledMs: nowMs }
    this.#buckets.set(kind, bucket)
    const grown = bucket.tokens + ((nowMs - bucket.filledMs) * perSecond) / 1000
    bucket.tokens = Math.min(perSecond, grown)
    bucket.filledMs = nowMs
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}
