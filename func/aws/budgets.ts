/** The rate limits of the AWS APIs in use, per account, region and API, shared by all that share their memory. */
import { HOUR_MS } from '../time.ts'
import { type Budget, type BudgetOptions, createBudget } from './budget.ts'
import { type BudgetMemory, cellsOf, createBudgetMemory } from './budget-memory.ts'
import type { Asked } from './usage.ts'

export type AwsService = 'cloudwatch' | 'logs' | 'lambda' | 'tagging' | 'sts' | 'account'

interface Limit {
  readonly perSecond: number
  readonly ceiling?: number
  /** Where a region differs. */
  readonly regions?: Readonly<Record<string, number>>
}

/** People and other tools of the account read logs too, from quotas that AWS does not raise. */
const SHARE_OF_LOGS = 0.8

/** Limits by API, else of the whole service: Lambda's control plane shares one. */
export type Limits = Readonly<Record<string, Limit>>

/** Values of the last three hours that GetMetricData gives in a second; of an account and region. */
export const RECENT_VALUES_PER_SECOND = 180_000

/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const DEFAULT_LIMITS: Limits = {
  // AWS's pages name 50 and 500 requests a second: begin at the lower one and let AWS show which holds.
  'cloudwatch:GetMetricData': { perSecond: 50, ceiling: 500 },
  'cloudwatch:ListMetrics': { perSecond: 25 },
  'logs:FilterLogEvents': {
    perSecond: 10 * SHARE_OF_LOGS,
    regions: {
      'us-east-1': 25 * SHARE_OF_LOGS,
      'ap-northeast-3': 5 * SHARE_OF_LOGS,
      'ap-southeast-3': 5 * SHARE_OF_LOGS,
      'ca-west-1': 5 * SHARE_OF_LOGS,
      'eu-central-1': 5 * SHARE_OF_LOGS,
      'il-central-1': 5 * SHARE_OF_LOGS,
    },
  },
  'logs:DescribeLogGroups': { perSecond: 10 * SHARE_OF_LOGS },
  'logs:DescribeLogStreams': { perSecond: 25 * SHARE_OF_LOGS },
  lambda: { perSecond: 15 },
  // No quota is published for GetResources.
  tagging: { perSecond: 5, ceiling: 20 },
  sts: { perSecond: 20 },
  account: { perSecond: 5 },
  // Values a second, counted as queries × range ÷ period, whether they exist or not.
  'values:recent': { perSecond: RECENT_VALUES_PER_SECOND },
  'values:older': { perSecond: 396_000 },
}

const RECENT_MS = 3 * HOUR_MS

export interface Budgets {
  /** All budgets that one call of this API uses. */
  forCall(account: string, region: string, service: AwsService, operation: string, asked: Asked): Charge[]
}

export interface Charge {
  readonly budget: Budget
  readonly units: number
}

export interface BudgetsOptions extends Pick<BudgetOptions, 'sleep'> {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Milliseconds, any origin, the same for all threads; must never go back. */
  readonly clock: () => number
  readonly limits?: Limits
  /** Shared with all that use the same accounts. @default {new memory of its own} */
  readonly memory?: BudgetMemory
}

export function createBudgets(options: BudgetsOptions): Budgets {
  const { clock, sleep, memory = createBudgetMemory() } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const budgets = new Map<string, Budget>()
  const budgetOf = (account: string, region: string, api: string): Budget | undefined => {
    const limit = limits[api]
    if (limit === undefined) return undefined
    const key = `${account} ${region} ${api}`
    const known = budgets.get(key)
    if (known !== undefined) return known
    const perSecond = limit.regions?.[region] ?? limit.perSecond
    const budget = createBudget({ ...limit, perSecond, now: clock, sleep, cells: cellsOf(memory, key) })
    budgets.set(key, budget)
    return budget
  }
  return {
    forCall(account, region, service, operation, asked) {
      const calls = budgetOf(account, region, `${service}:${operation}`) ?? budgetOf(account, region, service)
      const charges = calls === undefined ? [] : [{ budget: calls, units: 1 }]
      if (operation !== 'GetMetricData') return charges
      const isOlder = options.now() - asked.start > RECENT_MS
      const values = budgetOf(account, region, isOlder ? 'values:older' : 'values:recent')
      return values === undefined ? charges : [...charges, { budget: values, units: asked.values }]
    },
  }
}
