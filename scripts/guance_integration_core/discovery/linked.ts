/**
 * Accounts that are linked to the one that is asked, which CloudWatch calls a monitoring account.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
 */
import type { ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch'
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import { CollectError } from '../collect-error.ts'
import type { LinkedAccounts } from '../types.ts'

export interface Linked {
  /** The account that is asked. */
  readonly own: string
  /** Account ids. */
  readonly wanted: 'all' | readonly string[]
}

export function wantsLinked(wanted: LinkedAccounts | undefined): wanted is true | readonly string[] {
  return wanted === true || (Array.isArray(wanted) && wanted.length > 0)
}

/**
 * CloudWatch names the owner of each metric, but not which of them is asked: STS names it, and everybody may ask.
 * @returns undefined when linked accounts are not wanted
 * @throws What `sts:GetCallerIdentity` throws.
 */
export async function linkedOf(
  wanted: LinkedAccounts | undefined,
  target: AwsTarget,
  { aws, signal }: ScriptContext,
): Promise<Linked | undefined> {
  if (!wantsLinked(wanted)) return undefined
  const { Account: own } = await aws.sts(target).getCallerIdentity({}, { abortSignal: signal })
  if (own === undefined) {
    const message =
      'Cannot distinguish linked accounts from the own one as sts:GetCallerIdentity named no account'
    throw new CollectError('FUNC_ERR_AWS_SERVICE_ERROR', message)
  }
  if (wanted === true || wanted.includes('ALL')) return { own, wanted: 'all' }
  return { own, wanted: [...new Set(wanted)].filter((account) => account !== own) }
}

/** What ListMetrics has to be asked: the account's own metrics and those of one linked account after another. */
export function listingsOf({ wanted }: Linked): Partial<ListMetricsCommandInput>[] {
  if (wanted === 'all') return [{ IncludeLinkedAccounts: true }]
  return [{}, ...wanted.map((account) => ({ IncludeLinkedAccounts: true, OwningAccount: account }))]
}

/** Tags of a linked account's points: it has a name of its own. */
export function linkedTags(
  account: string,
  tags: Readonly<Record<string, string>>,
  names: Readonly<Record<string, string>>,
): Record<string, string> {
  const name = Object.hasOwn(names, account) ? names[account] : undefined
  return { ...tags, AccountId: account, account_name: name ?? account }
}
