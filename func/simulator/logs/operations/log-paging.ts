import { DAY_SECONDS } from '../../../time.ts'
import type { AwsError } from '../../wire/aws-error.ts'
import type { Call } from '../../wire/call.ts'
import { decodeToken, encodeToken } from '../../wire/paging.ts'
import { invalidParameter } from './requested-group.ts'

const TOKEN_SECONDS = DAY_SECONDS

/** A page of a list, with the token that continues it. @param most unless the request limits it @throws {AwsError} */
export function page<T>(
  call: Call,
  all: readonly T[],
  most: number,
): { items: readonly T[]; nextToken: { readonly nextToken?: string } } {
  const { nextToken: token, limit = most, ...rest } = call.input
  const request = JSON.stringify(rest)
  const start = token === undefined ? 0 : tokenPosition(call, request, String(token))[0]
  if (start === undefined) throw invalidToken()
  const end = start + Number(limit)
  const nextToken = end < all.length ? { nextToken: makeToken(call, request, [end]) } : {}
  return { items: all.slice(start, end), nextToken }
}

/** A token lives a day, and continues only the request that it came from. */
export function makeToken(call: Call, request: string, position: readonly number[]): string {
  return encodeToken(request, [Math.floor(call.now.getTime() / 1000), ...position])
}

/** @throws {AwsError} if the token is old, or of another request */
export function tokenPosition(call: Call, request: string, token: string): readonly number[] {
  const [issued = 0, ...position] = decodeToken(request, token) ?? []
  if (call.now.getTime() / 1000 - issued > TOKEN_SECONDS) throw invalidToken()
  return position
}

export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.')
}
