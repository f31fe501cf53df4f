import { MINUTE_MS } from '../../../time.ts'
import { partitionOf } from '../../regions.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { decodeToken, encodeToken } from '../../wire/paging.ts'
import type { SimAlias, SimFunction } from '../functions.ts'
import { isThere } from '../life.ts'
import { resolveQualifier } from '../versions.ts'

/** A function, and which of its versions a request means. */
export interface Requested {
  readonly fn: SimFunction
  /** As the request has it; undefined for the function itself. */
  readonly qualifier: string | undefined
  readonly version: string
  readonly alias?: SimAlias
}

/** The functions that are there now. */
export function functionsNow({ fleet, now }: Pick<Call, 'fleet' | 'now'>): readonly SimFunction[] {
  const minute = Math.floor(now.getTime() / MINUTE_MS)
  return fleet.functions.filter(({ traffic }) => isThere(traffic.life, minute))
}

/** The function that the request names: by name, by ARN or by part of it, with a qualifier or without. @throws {AwsError} */
export function requestedFunction(call: Call): Requested {
  const { name, qualifier: own } = partsOf(call, text(call, 'FunctionName') ?? '')
  const asked = text(call, 'Qualifier')
  if (own !== undefined && asked !== undefined && own !== asked) {
    throw invalidValue('The derived qualifier from the function name does not match the specified qualifier.')
  }
  const qualifier = asked ?? own
  const fn = call.fleet.byName.get(name)
  const isKnown = fn !== undefined && isThere(fn.traffic.life, Math.floor(call.now.getTime() / MINUTE_MS))
  const resolved = isKnown ? resolveQualifier(fn, qualifier) : undefined
  if (fn !== undefined && resolved !== undefined) return { fn, qualifier, ...resolved }
  const place = `arn:${partitionOf(call.region)}:lambda:${call.region}:${call.principal.account}`
  const full = qualifier === undefined ? name : `${name}:${qualifier}`
  throw notFound(`Function not found: ${place}:function:${full}`)
}

interface Parts {
  readonly name: string
  readonly qualifier: string | undefined
}

/** @throws {AwsError} if the function is of another region or account */
export function partsOf(call: Call, identifier: string): Parts {
  const parts = identifier.split(':')
  const at = parts.indexOf('function')
  const [name = identifier, qualifier] = at < 0 ? parts : parts.slice(at + 1)
  const region = parts[0] === 'arn' ? parts[3] : undefined
  if (region !== undefined && region !== call.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${call.region}')`)
  }
  const account = at < 1 ? undefined : parts[at - 1]
  if (account !== undefined && account !== call.principal.account) throw otherAccount(call, identifier)
  return { name, qualifier }
}

function otherAccount({ principal }: Call, resource: string): AwsError {
  const why = 'because no resource-based policy allows the action'
  return new AwsError(
    'AccessDeniedException',
    `User: ${principal.arn} is not authorized on ${resource} ${why}`,
    {
      status: 403,
    },
  )
}

/** The ARN of what was asked for. */
export function qualifiedArn({ fn, qualifier }: Requested): string {
  return qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`
}

/** A page of a list with the marker of the next one, in the form of the wire. @throws {AwsError} */
export function paged<T>(
  call: Call,
  all: readonly T[],
  most: number,
  name: string,
  describe: (item: T) => unknown,
): Record<string, unknown> {
  const { Marker: token, MaxItems: wanted = most, ...rest } = call.input
  const request = JSON.stringify(rest)
  const position = token === undefined ? [0] : decodeToken(request, String(token))
  if (position === undefined) throw invalidValue('The pagination marker is invalid.')
  const start = position[0] ?? 0
  const end = start + Math.min(Number(wanted), most)
  const items = { [name]: all.slice(start, end).map(describe) }
  return end < all.length ? { ...items, NextMarker: encodeToken(request, [end]) } : items
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { members: { Type: 'User' } })
}

export function notFound(message: string): AwsError {
  const members = { Type: 'User' }
  return new AwsError('ResourceNotFoundException', message, {
    status: 404,
    messageMember: 'Message',
    members,
  })
}
