import type { AwsAccount, ScriptContext } from '#func/script.ts'
import { codeOf } from '../collect-error.ts'
import { pages } from '../concurrency.ts'

/** One region of each partition that answers for its account; keys of one are unknown to the others. */
const HOMES: readonly (readonly [partition: string, region: string, form: RegExp])[] = [
  ['aws-cn', 'cn-northwest-1', /^cn-/],
  ['aws-us-gov', 'us-gov-west-1', /^us-gov-/],
  ['aws-eusc', 'eusc-de-east-1', /^eusc-/],
  ['aws-iso', 'us-iso-east-1', /^us-iso-/],
  ['aws-iso-b', 'us-isob-east-1', /^us-isob-/],
  ['aws-iso-e', 'eu-isoe-west-1', /^[a-z]{2}-isoe-/],
  ['aws-iso-f', 'us-isof-south-1', /^us-isof-/],
  ['aws', 'us-east-1', /^/],
]
/** The isolated ones have no way to the others. */
const OPEN = ['us-east-1', 'cn-northwest-1', 'us-gov-west-1', 'eusc-de-east-1']
const EXCEPT = '-'

/**
 * The regions of a configuration, each once; for `ALL` those that are enabled for the account, without those that
 * the list names with a `-` before them.
 * @throws What `account:ListRegions` throws.
 */
export async function accountRegions(
  account: AwsAccount,
  regions: 'ALL' | readonly string[],
  context: ScriptContext,
): Promise<string[]> {
  const named = [regions].flat().filter((region) => region !== 'ALL')
  const excepted = named
    .filter((region) => region.startsWith(EXCEPT))
    .map((region) => region.slice(EXCEPT.length))
  const wanted = named.filter((region) => !region.startsWith(EXCEPT))
  const isAll = regions === 'ALL' || regions.includes('ALL')
  const found = isAll
    ? await enabledInAccount(homesOf(account, [...wanted, ...excepted]), account, context)
    : wanted
  return [...new Set(found)].filter((region) => !excepted.includes(region))
}

async function enabledInAccount(
  homes: readonly string[],
  account: AwsAccount,
  context: ScriptContext,
): Promise<string[]> {
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

/** A role, or a region that is named besides, shows the partition. */
function homesOf({ role_arn }: AwsAccount, named: readonly string[]): readonly string[] {
  const partition = [role_arn].flat().at(-1)?.split(':')[1]
  const [first] = named
  const known =
    HOMES.find(([name]) => name === partition) ??
    (first === undefined ? undefined : HOMES.find(([, , form]) => form.test(first)))
  return known === undefined ? OPEN : [known[1]]
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
