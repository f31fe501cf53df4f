/** Asks AWS whether it would let a collection do what it needs: one harmless call for each right. */

import { codeOf, messageOf } from '../errors.ts'
import type { LocalText } from '../local-text.ts'
import type { PermissionStatus } from '../model/outcomes.ts'
import type { AwsAccount, AwsClients, AwsTarget } from '../script.ts'
import { MINUTE_MS } from '../time.ts'
import { homeRegion, OPEN_HOMES } from './regions.ts'

/** A right as manifests name it. */
export interface NeededPermission {
  /** IAM action, e.g. `lambda:ListFunctions`. */
  readonly action: string
  readonly feature: LocalText
  readonly lost: LocalText
  readonly optional?: boolean
}

/**
 * `failed`: AWS could not be asked, or answered neither yes nor no. `unused`: this config does not need it.
 * `unchecked`: no harmless call is known that would show it.
 */
export interface PermissionResult extends NeededPermission {
  readonly status: PermissionStatus
  readonly message: string | null
  readonly region: string | null
}

export interface AccountRegion {
  readonly id: string
  readonly status: 'enabled' | 'disabled' | 'unknown'
}

export interface AccessReport {
  readonly identity: { readonly account: string; readonly arn: string } | null
  /** Why the credentials cannot be used; no right is asked for then. */
  readonly credentialsError: { readonly code: string; readonly message: string; readonly todo: string } | null
  /** Of the account; empty when they cannot be listed. */
  readonly regions: readonly AccountRegion[]
  readonly permissions: readonly PermissionResult[]
  /** Milliseconds by which this machine's clock is ahead of that of AWS. @default {not known} */
  readonly clockAheadMs?: number
}

export interface AccessQuestion {
  readonly aws: AwsClients
  readonly account: AwsAccount
  readonly regions: 'ALL' | readonly string[]
  readonly permissions: readonly NeededPermission[]
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly signal: AbortSignal
}

type Call = (target: AwsTarget, question: AccessQuestion) => Promise<unknown>

/** Reads only. Two of them cost something: GetMetricData a hundred-thousandth of a dollar. */
const CALLS: Readonly<Record<string, Call>> = {
  'account:ListRegions': (target, { aws, signal }) =>
    aws.account(target).listRegions({ MaxResults: 1 }, { abortSignal: signal }),
  'cloudwatch:GetMetricData': (target, { aws, now, signal }) =>
    aws.cloudwatch(target).getMetricData(oneMetric(now), { abortSignal: signal }),
  'cloudwatch:ListMetrics': (target, { aws, signal }) =>
    aws
      .cloudwatch(target)
      .listMetrics({ Namespace: 'AWS/Lambda', RecentlyActive: 'PT3H' }, { abortSignal: signal }),
  'lambda:GetFunctionUrlConfig': (target, { aws, signal }) =>
    aws.lambda(target).getFunctionUrlConfig({ FunctionName: 'funcbox-check' }, { abortSignal: signal }),
  'lambda:ListEventSourceMappings': (target, { aws, signal }) =>
    aws.lambda(target).listEventSourceMappings({ MaxItems: 1 }, { abortSignal: signal }),
  'lambda:ListFunctions': (target, { aws, signal }) =>
    aws.lambda(target).listFunctions({ MaxItems: 1 }, { abortSignal: signal }),
  'logs:DescribeLogGroups': (target, { aws, signal }) =>
    aws.logs(target).describeLogGroups({ limit: 1 }, { abortSignal: signal }),
  'logs:FilterLogEvents': (target, { aws, now, signal }) =>
    aws
      .logs(target)
      .filterLogEvents(
        { logGroupName: '/aws/lambda/funcbox-check', startTime: now - MINUTE_MS, limit: 1 },
        { abortSignal: signal },
      ),
  'tag:GetResources': (target, { aws, signal }) =>
    aws.tagging(target).getResources({ ResourcesPerPage: 1 }, { abortSignal: signal }),
}

/** Of the account, not of a region. */
const GLOBAL = ['account:ListRegions', 'sts:AssumeRole']
const WORST_FIRST = ['denied', 'failed', 'unchecked', 'unused', 'allowed'] as const

const FOREIGN = ['FUNC_ERR_AWS_CREDENTIALS_INVALID', 'FUNC_ERR_AWS_REGION_DISABLED']
const DENIED = ['FUNC_ERR_AWS_ACCESS_DENIED']
/** Rights are looked at before the resource is. */
const ANSWERED = ['FUNC_ERR_AWS_NOT_FOUND', 'FUNC_ERR_AWS_REQUEST_INVALID']

/** Never rejects for what AWS says; only when the signal is aborted. */
export async function checkAccess(question: AccessQuestion): Promise<AccessReport> {
  const { account, regions, permissions, signal } = question
  const homes = homesOf(regions)
  const known = await identify(homes, question)
  signal.throwIfAborted()
  if ('error' in known) {
    return { identity: null, credentialsError: known.error, regions: [], permissions: [] }
  }
  const found = await listRegions({ account, region: known.region }, question)
  const wanted = regionsAsked(regions, found, known.region)
  const asked = await Promise.all(permissions.map((permission) => askIn(wanted, permission, question)))
  signal.throwIfAborted()
  return { identity: known.identity, credentialsError: null, regions: found, permissions: asked }
}

/** With `ALL`, a region that is named besides shows the partition. */
function homesOf(regions: AccessQuestion['regions']): readonly string[] {
  if (regions === 'ALL') return OPEN_HOMES
  if (!regions.includes('ALL')) return regions
  const named = regions.find((region) => region !== 'ALL')?.replace(/^-/, '')
  return named === undefined ? OPEN_HOMES : [homeRegion(named)]
}

/** Where a run would ask: a policy, or what is not enabled, may differ from region to region. */
function regionsAsked(
  regions: AccessQuestion['regions'],
  found: readonly AccountRegion[],
  home: string,
): readonly string[] {
  const named = [regions].flat()
  const enabled = found.filter(({ id, status }) => status === 'enabled' && !named.includes(`-${id}`))
  const wanted = named.includes('ALL')
    ? enabled.map(({ id }) => id)
    : named.filter((region) => !region.startsWith('-'))
  return wanted.length === 0 ? [home] : [...new Set(wanted)]
}

/** What AWS does not allow somewhere counts, with the first region where that is so. */
async function askIn(
  regions: readonly string[],
  permission: NeededPermission,
  question: AccessQuestion,
): Promise<PermissionResult> {
  const { account } = question
  const isGlobal = GLOBAL.includes(permission.action)
  const places = isGlobal ? [homeRegion(regions[0] ?? '')] : regions
  const answers = await Promise.all(places.map((region) => ask(permission, { account, region }, question)))
  const worst = WORST_FIRST.flatMap((status) => answers.filter((answer) => answer.status === status))
  return worst[0] ?? { ...permission, status: 'failed', message: null, region: null }
}

type Identified =
  | { readonly region: string; readonly identity: NonNullable<AccessReport['identity']> }
  | { readonly error: NonNullable<AccessReport['credentialsError']> }

/** The first region that knows the keys. GetCallerIdentity needs no right at all. */
async function identify(regions: readonly string[], question: AccessQuestion): Promise<Identified> {
  let failure: unknown
  for (const region of regions) {
    try {
      const sts = question.aws.sts({ account: question.account, region })
      const { Account = '', Arn = '' } = await sts.getCallerIdentity({}, { abortSignal: question.signal })
      return { region, identity: { account: Account, arn: Arn } }
    } catch (error) {
      failure ??= error
      if (!FOREIGN.includes(codeOf(error) ?? '')) break
    }
  }
  return { error: { code: codeOf(failure) ?? '', message: messageOf(failure), todo: todoOf(failure) } }
}

async function ask(
  permission: NeededPermission,
  target: AwsTarget,
  question: AccessQuestion,
): Promise<PermissionResult> {
  const place = { ...permission, region: target.region }
  if (permission.action === 'sts:AssumeRole') return { ...permission, ...assumed(question), region: null }
  const call = CALLS[permission.action]
  if (call === undefined) return { ...place, status: 'unchecked', message: null, region: null }
  try {
    await call(target, question)
    return { ...place, status: 'allowed', message: null }
  } catch (error) {
    return { ...place, ...judge(error) }
  }
}

/** That roles can be assumed is proved by the identity. */
function assumed({ account }: AccessQuestion): Pick<PermissionResult, 'status' | 'message'> {
  if (account.role_arn !== undefined) return { status: 'allowed', message: null }
  return { status: 'unused', message: 'No role is configured' }
}

function judge(error: unknown): Pick<PermissionResult, 'status' | 'message'> {
  const code = codeOf(error) ?? ''
  if (ANSWERED.includes(code)) return { status: 'allowed', message: null }
  return { status: DENIED.includes(code) ? 'denied' : 'failed', message: messageOf(error) }
}

async function listRegions(target: AwsTarget, { aws, signal }: AccessQuestion): Promise<AccountRegion[]> {
  const client = aws.account(target)
  const regions: AccountRegion[] = []
  let token: string | undefined
  try {
    do {
      const page = { MaxResults: 50, ...(token === undefined ? {} : { NextToken: token }) }
      const { Regions = [], NextToken } = await client.listRegions(page, { abortSignal: signal })
      regions.push(
        ...Regions.map(({ RegionName = '', RegionOptStatus = '' }) => regionOf(RegionName, RegionOptStatus)),
      )
      token = NextToken
    } while (token !== undefined)
  } catch {
    return []
  }
  return regions.sort((a, b) => (a.id < b.id ? -1 : 1))
}

function regionOf(id: string, status: string): AccountRegion {
  if (status.startsWith('ENABLED')) return { id, status: 'enabled' }
  return { id, status: status.startsWith('DISABL') ? 'disabled' : 'unknown' }
}

function oneMetric(now: number) {
  const end = Math.floor(now / MINUTE_MS) * MINUTE_MS
  const Metric = { Namespace: 'AWS/Lambda', MetricName: 'Invocations' }
  return {
    StartTime: new Date(end - 5 * MINUTE_MS),
    EndTime: new Date(end),
    MetricDataQueries: [{ Id: 'q0', MetricStat: { Metric, Period: 300, Stat: 'Sum' } }],
  }
}

function todoOf(error: unknown): string {
  const todo = error instanceof Error && 'todo' in error ? error.todo : undefined
  return typeof todo === 'string' ? todo : ''
}
