import { hex } from '../../hash.ts'
import { partitionOf } from '../../regions.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { decodeToken, encodeToken } from '../../wire/paging.ts'
import type { LogGroup } from '../log-groups.ts'

const GROUPS_A_PAGE = 50

export function describeLogGroups(call: Call): unknown {
  const prefix = text(call, 'logGroupNamePrefix')
  const pattern = text(call, 'logGroupNamePattern')
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  }
  const groups = [...call.fleet.logGroups.values()].filter(
    ({ name }) => name.startsWith(prefix ?? '') && name.includes(pattern ?? ''),
  )
  const { items, nextToken } = page(call, groups, GROUPS_A_PAGE)
  return { logGroups: items.map((group) => described(call, group)), ...nextToken }
}

function described(call: Call, { name, createdMs }: LogGroup): Record<string, unknown> {
  const arn = groupArn(call, name)
  return {
    logGroupName: name,
    creationTime: createdMs,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: Number.parseInt(hex(createdMs % 1_000_003, 260, 6), 16),
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
  }
}

export function groupArn(call: Call, name: string): string {
  return `arn:${partitionOf(call.region)}:logs:${call.region}:${call.principal.account}:log-group:${name}`
}

/** The group that a request names, by name or by the identifier that may be its ARN. @throws {AwsError} */
export function requestedGroup(call: Call): LogGroup {
  const name = text(call, 'logGroupName')
  const identifier = text(call, 'logGroupIdentifier')
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be given.')
  }
  const group = call.fleet.logGroups.get(name ?? nameIn(call, identifier ?? ''))
  if (group !== undefined) return group
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
}

function nameIn(call: Call, identifier: string): string {
  const prefix = groupArn(call, '')
  return identifier.startsWith(prefix) ? identifier.slice(prefix.length).replace(/:\*$/, '') : identifier
}

/** A page of a list, with the token that continues it. @throws {AwsError} InvalidParameterException */
export function page<T>(
  call: Call,
  all: readonly T[],
  most: number,
): { items: readonly T[]; nextToken: { readonly nextToken?: string } } {
  const { nextToken: token, ...rest } = call.input
  const limit = Number(call.input.limit ?? most)
  if (!(limit >= 1 && limit <= most)) throw invalidParameter(`limit must be between 1 and ${most}`)
  const request = JSON.stringify(rest)
  const start = token === undefined ? 0 : decodeToken(request, String(token))?.[0]
  if (start === undefined) throw invalidToken()
  const end = start + limit
  const nextToken = end < all.length ? { nextToken: encodeToken(request, [end]) } : {}
  return { items: all.slice(start, end), nextToken }
}

export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.')
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
