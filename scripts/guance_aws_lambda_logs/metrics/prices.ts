/**
 * What Lambda costs: list prices of on-demand functions, as of November 2026, first tier, without the free tier
 * (1 million requests and 400,000 GB-s a month), savings plans, provisioned concurrency, ephemeral storage beyond
 * 512 MB and SnapStart caching. So an estimate is an upper bound of what duration and requests cost.
 *
 * Tiers: AWS bills less from 6 billion GB-s a month on (x86_64) or 7.5 billion (arm64), per architecture, region
 * and organization; a single account cannot know where it stands.
 * @see https://aws.amazon.com/lambda/pricing/
 */

export interface LambdaPrice {
  readonly currency: 'USD' | 'CNY'
  /** Of one GB-second: memory size times billed duration. */
  readonly x86_64: number
  readonly arm64: number
  readonly request: number
}

/** All regions not named below, us-east-1 among them. */
const DEFAULT: LambdaPrice = {
  currency: 'USD',
  x86_64: 0.0000166667,
  arm64: 0.0000133334,
  request: 0.0000002,
}

/** China bills in CNY, and prices for arm64 there and in ap-northeast-3 are four fifths of x86_64, as elsewhere. */
const CHINA: LambdaPrice = { currency: 'CNY', x86_64: 0.0001136, arm64: 0.00009088, request: 0.00000136 }

const REGIONS: Readonly<Record<string, LambdaPrice>> = {
  'af-south-1': { currency: 'USD', x86_64: 0.0000221, arm64: 0.00001768, request: 0.00000027 },
  'ap-east-1': { currency: 'USD', x86_64: 0.00002292, arm64: 0.0000183, request: 0.00000028 },
  // Known per millisecond of 128 MB only: 2.7e-9.
  'ap-northeast-3': { currency: 'USD', x86_64: 0.0000216, arm64: 0.00001728, request: 0.0000002 },
  'eu-south-1': { currency: 'USD', x86_64: 0.0000195172, arm64: 0.0000156138, request: 0.00000023 },
  'me-central-1': { currency: 'USD', x86_64: 0.0000206667, arm64: 0.0000165334, request: 0.00000025 },
  'me-south-1': { currency: 'USD', x86_64: 0.0000206667, arm64: 0.0000165334, request: 0.00000025 },
  'cn-north-1': CHINA,
  'cn-northwest-1': CHINA,
}

export function priceOf(region: string): LambdaPrice {
  return Object.hasOwn(REGIONS, region) ? (REGIONS[region] ?? DEFAULT) : DEFAULT
}

export interface BilledInvocation {
  readonly region: string
  /** `arm64`, or `x86_64`, which is also taken where none is known: it is Lambda's default. */
  readonly architecture: string | undefined
  readonly billedDurationMs: number
  readonly memorySizeMb: number
}

/** Of one invocation, in the currency of its region. */
export function costOf(invocation: BilledInvocation): number {
  const price = priceOf(invocation.region)
  const rate = invocation.architecture === 'arm64' ? price.arm64 : price.x86_64
  return price.request + (invocation.billedDurationMs / 1000) * (invocation.memorySizeMb / 1024) * rate
}
