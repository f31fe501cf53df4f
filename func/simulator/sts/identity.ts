import { HOUR_SECONDS } from '../../time.ts'
import { letters } from '../hash.ts'
import { partitionOf, regionStatuses } from '../regions.ts'
import { AwsError } from '../wire/aws-error.ts'
import { AwsTime } from '../wire/aws-time.ts'
import { type Call, type SimRole, text } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'

/** STS, IAM and Account: who calls, as whom, and where. */
export function getCallerIdentity(call: Call): unknown {
  const { userId, account } = call.principal
  const arn = call.principal.arn.replace(/^arn:[^:]+/, `arn:${partitionOf(call.region)}`)
  return { Arn: arn, UserId: userId, Account: account }
}

export function assumeRole(call: Call): unknown {
  const arn = text(call, 'RoleArn') ?? ''
  const session = text(call, 'RoleSessionName') ?? ''
  const [, account, path] = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? []
  if (account === undefined || path === undefined) throw invalid(`${arn} is invalid`)
  const role = call.roles.find((known) => known.arn === arn)
  if (role === undefined || (role.externalId !== undefined && role.externalId !== text(call, 'ExternalId'))) {
    throw refused(call, arn)
  }
  const seconds = durationOf(call, role)
  const roleId = `AROA${letters(call.seed, Number(account.slice(-6)), 17).toUpperCase()}:${session}`
  const assumed = `arn:${partitionOf(call.region)}:sts::${account}:assumed-role/${path.split('/').at(-1)}/${session}`
  const key = call.keys.issue({ account, arn: assumed, userId: roleId, session: true }, seconds)
  return {
    AssumedRoleUser: { AssumedRoleId: roleId, Arn: assumed },
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new AwsTime(key.expires.getTime()),
    },
  }
}

/** The only one is on the first page: no page has ever named a marker. */
export function listAccountAliases(call: Call): unknown {
  if (call.input.Marker !== undefined) throw invalid('Invalid Marker.')
  return { IsTruncated: false, AccountAliases: [call.accountAlias] }
}

const REGIONS_A_PAGE = 50

export function listRegions(call: Call): unknown {
  const wanted = (call.input.RegionOptStatusContains ?? []) as readonly string[]
  const size = Number(call.input.MaxResults ?? REGIONS_A_PAGE)
  const request = JSON.stringify(wanted)
  const token = text(call, 'NextToken')
  const start = token === undefined ? 0 : decodeToken(request, token)?.[0]
  if (start === undefined) throw badAccountRequest('NextToken is not valid')
  const all = regionStatuses(partitionOf(call.region), call.enabledRegions).filter(
    (region) => wanted.length === 0 || wanted.includes(region.RegionOptStatus),
  )
  const end = start + size
  return {
    Regions: all.slice(start, end),
    ...(end < all.length ? { NextToken: encodeToken(request, [end]) } : {}),
  }
}

function durationOf(call: Call, { maxSessionSeconds = HOUR_SECONDS }: SimRole): number {
  const seconds = Number(call.input.DurationSeconds ?? HOUR_SECONDS)
  if (call.principal.session && seconds > HOUR_SECONDS) {
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  if (seconds <= maxSessionSeconds) return seconds
  throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
}

function refused(call: Call, role: string): AwsError {
  const message = `User: ${call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`
  return new AwsError('AccessDenied', message, { status: 403 })
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

function badAccountRequest(message: string): AwsError {
  return new AwsError('ValidationException', message, { members: { reason: 'fieldValidationFailed' } })
}
