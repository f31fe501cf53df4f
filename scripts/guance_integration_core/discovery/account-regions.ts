import type { AwsAccount, ScriptContext } from '#func/script.ts'
import { codeOf } from '../collect-error.ts'
import { pages } from '../concurrency.ts'

/** One region of each partition that answers for its account; keys of one are unknown to the others. */
const HOMES = { aws: 'us-east-1', 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' } as const

/**
 * The regions of a configuration, each once; for `ALL` those that are enabled for the account.
 * @throws What `account:ListRegions` throws.
 */
export async function accountRegions(
  account: AwsAccount,
  regions: 'ALL' | readonly string[],
  context: ScriptContext,
): Promise<string[]> {
  if (regions !== 'ALL' && !regions.includes('ALL')) return [...new Set(regions)]
  const homes = homesOf(account)
  for (const [index, region] of homes.entries()) {
    try {
      return await enabledRegions({ account, region }, context)
    } catch (error) {
      const maybeElsewhere = codeOf(error) === 'FUNC_ERR_AWS_CREDENTIALS_INVALID'
      if (!maybeElsewhere || index === homes.length - 1) throw error
    }
  }
  return []
}

function homesOf({ role_arn }: AwsAccount): string[] {
  const partition = [role_arn].flat().at(-1)?.split(':')[1]
  const known = Object.entries(HOMES).find(([name]) => name === partition)
  return known === undefined ? Object.values(HOMES) : [known[1]]
}

async function enabledRegions(
  target: { readonly account: AwsAccount; readonly region: string },
  { aws, signal }: ScriptContext,
): Promise<string[]> {
  const client = aws.account(target)
  const listing = pages(
    (token) =>
      client.listRegions(
        {
          RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
          MaxResults: 50,
          ...(token === undefined ? {} : { NextToken: token }),
        },
        { abortSignal: signal },
      ),
    ({ NextToken }) => NextToken,
  )
  const names: string[] = []
  for await (const { Regions = [] } of listing) {
    names.push(...Regions.map(({ RegionName = '' }) => RegionName).filter((name) => name !== ''))
  }
  return names.sort()
}
