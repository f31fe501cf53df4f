/** What the caller may not do, and how AWS says so. */
import type { Principal } from './credentials.ts'

/** The kind of policy that denies. */
export type PolicyKind = 'identity' | 'resource' | 'scp' | 'rcp' | 'boundary' | 'session' | 'vpc-endpoint'

export interface Denial {
  /** As IAM names it, `cloudwatch:GetMetricData`, or `kms:Decrypt` of what an operation has to read. @default all */
  readonly action?: string
  /** @default all */
  readonly region?: string
  /** Of the caller. @default all */
  readonly account?: string
  /** An ARN, or the name in it of a log group or function. @default all */
  readonly resource?: string
  /** @default 'identity' */
  readonly policy?: PolicyKind
  /** Whether a statement denies; otherwise none allows. @default false */
  readonly explicit?: boolean
}

/** One thing that somebody wants to do. */
export interface Access {
  readonly principal: Principal
  readonly region: string
  readonly action: string
  /** The ARN that AWS names when it denies; some services name none. */
  readonly resource?: string
}

/** `us-east-1`, `cloudwatch:GetMetricData`, `eu-west-1/lambda:ListFunctions`; an account's id may stand in front. */
export function parseDenial(denial: string | Denial): Denial {
  if (typeof denial !== 'string') return denial
  const parts = denial.split('/').map((part) => {
    if (/^\d{12}$/.test(part)) return { account: part }
    return part.includes(':') ? { action: part } : { region: part }
  })
  return Object.assign({}, ...parts)
}

export function findDenial(denials: readonly (string | Denial)[], access: Access): Denial | undefined {
  return denials.map(parseDenial).find((denial) => matches(denial, access))
}

function matches(denial: Denial, { principal, region, action, resource = '' }: Access): boolean {
  const wanted = [
    [denial.action, action],
    [denial.region, region],
    [denial.account, principal.account],
  ]
  if (wanted.some(([denied, asked]) => denied !== undefined && denied !== asked)) return false
  const { resource: name } = denial
  return name === undefined || name === resource || resource.split(':').includes(name)
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function denialMessage(denial: Denial, { principal, action, resource }: Access): string {
  const on = resource === undefined ? '' : ` on resource: ${resource}`
  const policy = POLICIES[denial.policy ?? 'identity']
  const why =
    denial.explicit === true
      ? `with an explicit deny in ${policy.startsWith('identity') ? 'an' : 'a'} ${policy}`
      : `because no ${policy} allows the ${action} action`
  return `User: ${principal.arn} is not authorized to perform: ${action}${on} ${why}`
}

const POLICIES: Readonly<Record<PolicyKind, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  'vpc-endpoint': 'VPC endpoint policy',
}
