/** Who asks, and whether they may. */
import type { FastifyRequest } from 'fastify'
import { FuncError } from '../../errors.ts'
import type { Store } from '../../home/types.ts'
import { ROLES, type Role } from '../../model/access.ts'
import { type Clock, HOUR_MS, MINUTE_MS } from '../../time.ts'
import type { Operation } from '../operations/operation.ts'
import { csrfTokenOf, sameText, tokenSha256 } from './tokens.ts'

export const SESSION_COOKIE = 'funcbox_session'
export const KEY_PREFIX = 'fbx_'
/** A session ends after so long a time without a request. */
const IDLE_MS = 12 * HOUR_MS
/** How often the use of a session or key is noted. */
const NOTE_MS = MINUTE_MS

/** A person or a program that has shown who it is. */
export interface Actor {
  readonly name: string
  readonly role: Role
  readonly kind: 'user' | 'key'
  /** Of a person's session. */
  readonly sessionToken?: string
}

type AuthStore = Pick<Store, 'sessions' | 'accessKeys'>

export interface AuthOptions {
  readonly store: AuthStore
  readonly clock: Clock
}

/** Undefined when the request carries nothing that is good. A key goes before a cookie. */
export async function authenticate(
  request: FastifyRequest,
  options: AuthOptions,
): Promise<Actor | undefined> {
  const { authorization } = request.headers
  if (authorization !== undefined) return keyActor(authorization, options)
  const token = request.cookies[SESSION_COOKIE]
  return token === undefined ? undefined : sessionActor(token, options)
}

async function keyActor(authorization: string, { store, clock }: AuthOptions): Promise<Actor | undefined> {
  const token = /^Bearer (fbx_[\w-]{43})$/i.exec(authorization)?.[1]
  const key = token === undefined ? undefined : await store.accessKeys.find(tokenSha256(token))
  if (key === undefined) return undefined
  if (isStale(key.lastUsedAt, clock)) await store.accessKeys.used(key.id)
  return { name: key.name, role: key.role, kind: 'key' }
}

async function sessionActor(token: string, { store, clock }: AuthOptions): Promise<Actor | undefined> {
  const digest = tokenSha256(token)
  const session = await store.sessions.find(digest, new Date(clock().getTime() - IDLE_MS))
  if (session === undefined) return undefined
  if (isStale(session.seenAt, clock)) await store.sessions.touch(digest)
  return { name: session.user.name, role: session.user.role, kind: 'user', sessionToken: token }
}

function isStale(noted: Date | null, clock: Clock): boolean {
  return noted === null || clock().getTime() - noted.getTime() > NOTE_MS
}

/** @throws FUNC_ERR_HTTP_UNAUTHENTICATED, FUNC_ERR_HTTP_FORBIDDEN, FUNC_ERR_HTTP_CSRF */
export function authorize(request: FastifyRequest, operation: Operation, actor: Actor | undefined): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignPage(request)
  if (operation.role === 'public') return
  if (actor === undefined) {
    throw new FuncError(
      'FUNC_ERR_HTTP_UNAUTHENTICATED',
      'Cannot answer as the request carries no good session or key',
    )
  }
  if (ROLES.indexOf(actor.role) < ROLES.indexOf(operation.role)) {
    const message = `Cannot do this with role '${actor.role}': wanted ${operation.role}`
    throw new FuncError('FUNC_ERR_HTTP_FORBIDDEN', message)
  }
  if (operation.method !== 'GET' && actor.sessionToken !== undefined) requireCsrf(request, actor.sessionToken)
}

function requireCsrf(request: FastifyRequest, sessionToken: string): void {
  const given = request.headers['x-csrf-token']
  if (typeof given === 'string' && sameText(given, csrfTokenOf(sessionToken))) return
  throw new FuncError('FUNC_ERR_HTTP_CSRF', 'Cannot do this as the header x-csrf-token is missing or wrong')
}

/** Browsers say where a request comes from; programs say nothing. */
function refuseForeignPage({ headers }: FastifyRequest): void {
  const { origin, host } = headers
  const isForeign = origin !== undefined && originHost(origin) !== host
  if (!isForeign && headers['sec-fetch-site'] !== 'cross-site') return
  throw new FuncError('FUNC_ERR_HTTP_CSRF', 'Cannot do this for a page of another site')
}

function originHost(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
