import { letters } from '../hash.ts'
import { partitionOf, regionStatuses } from '../regions.ts'
import { AwsError, escapeXml } from '../wire/aws-error.ts'
import { type Call, text } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'

/** STS, IAM and Account: who calls, as whom, and where. */
export function getCallerIdentity(call: Call): string {
  const { userId, account } = call.principal
  const arn = call.principal.arn.replace(/^arn:[^:]+/, `arn:${partitionOf(call.region)}`)
  return result(call, 'GetCallerIdentity', tag('Arn', arn) + tag('UserId', userId) + tag('Account', account))
}

export function assumeRole(call: Call): string {
  const arn = text(call, 'RoleArn') ?? ''
  const session = text(call, 'RoleSessionName') ?? ''
  const seconds = durationOf(call)
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    throw invalid(`Value '${session}' at 'roleSessionName' is not valid`)
  const [, account, path] = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? []
  if (account === undefined || path === undefined) throw invalid(`${arn} is invalid`)
  const role = call.roles.find((known) => known.arn === arn)
  if (role === undefined || (role.externalId !== undefined && role.externalId !== text(call, 'ExternalId'))) {
    throw refused(call, arn)
  }
  const roleId = `AROA${letters(call.seed, Number(account.slice(-6)), 17).toUpperCase()}:${session}`
  const assumed = `arn:${partitionOf(call.region)}:sts::${account}:assumed-role/${path.split('/').at(-1)}/${session}`
  const key = call.keys.issue({ account, arn: assumed, userId: roleId, session: true }, seconds)
  const credentials =
    tag('AccessKeyId', key.accessKeyId) +
    tag('SecretAccessKey', key.secretAccessKey) +
    tag('SessionToken', key.sessionToken) +
    tag('Expiration', key.expires.toISOString())
  const user = tag('AssumedRoleId', roleId) + tag('Arn', assumed)
  return result(
    call,
    'AssumeRole',
    `<AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials>`,
  )
}

export function listAccountAliases(call: Call): string {
  const members = `<member>${escapeXml(call.accountAlias)}</member>`
  return result(
    call,
    'ListAccountAliases',
    `<IsTruncated>false</IsTruncated><AccountAliases>${members}</AccountAliases>`,
  )
}

const REGIONS_A_PAGE = 50

export function listRegions(call: Call): unknown {
  const wanted = (call.input.RegionOptStatusContains ?? []) as readonly string[]
  const size = Number(call.input.MaxResults ?? REGIONS_A_PAGE)
  if (size < 1 || size > REGIONS_A_PAGE) throw badAccountRequest('MaxResults must be between 1 and 50')
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

const CHAINED_SECONDS = 3600

function durationOf(call: Call): number {
  const seconds = Number(text(call, 'DurationSeconds') ?? CHAINED_SECONDS)
  if (!(seconds >= 900 && seconds <= 43_200)) {
    throw invalid(`Value '${seconds}' at 'durationSeconds' must be between 900 and 43200`)
  }
  if (call.principal.session && seconds > CHAINED_SECONDS) {
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  return seconds
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

function tag(name: string, value: string): string {
  return `<${name}>${escapeXml(value)}</${name}>`
}

function result(call: Call, operation: string, inner: string): string {
  const metadata = `<ResponseMetadata><RequestId>${call.requestId}</RequestId></ResponseMetadata>`
  return `<${operation}Response><${operation}Result>${inner}</${operation}Result>${metadata}</${operation}Response>`
}
