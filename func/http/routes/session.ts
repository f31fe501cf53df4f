import type { FastifyReply } from 'fastify'
import { FuncError } from '../../errors.ts'
import type { User } from '../../model/access.ts'
import { DAY_MS } from '../../time.ts'
import { type Actor, SESSION_COOKIE } from '../access/auth.ts'
import type { Passwords } from '../access/passwords.ts'
import { createSignInLimits } from '../access/sign-in-limits.ts'
import { csrfTokenOf, newToken, sameText, tokenSha256 } from '../access/tokens.ts'
import type * as api from '../api.gen.ts'
import type { Call, Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { openApi } from '../openapi.ts'

/** A session ends then, however much it is used. */
const SESSION_MS = 7 * DAY_MS

type Ids = 'getHealth' | 'getOpenApi' | 'getSession' | 'signIn' | 'signOut' | 'setUp' | 'changePassword'

export function sessionHandlers(deps: ApiDependencies, passwords: Passwords): Handlers<Ids> {
  const { store } = deps
  const limits = createSignInLimits(deps.clock)
  const document = openApi() as Record<string, unknown>
  return {
    getHealth: async () => ({ done: true }),
    getOpenApi: async () => document,
    getSession: async ({ visitor }) => sessionOf(visitor, deps),
    async signIn({ body, request, reply, audit }) {
      const name = body.name.trim().toLowerCase()
      limits.assertAllowed(request.ip, name)
      const user = await store.users.get(name)
      const isRight = await passwords.verify(body.password, user?.passwordHash)
      if (user === undefined || !isRight || user.disabled) {
        limits.failed(request.ip, name)
        throw new FuncError('FUNC_ERR_HTTP_SIGN_IN', 'Cannot sign in: name or password is wrong')
      }
      limits.succeeded(name)
      await audit({ action: 'session.begin', target: `user/${name}`, actor: { name, kind: 'user' } })
      return begin(user, reply, deps)
    },
    async signOut({ actor, reply }) {
      if (actor.sessionToken !== undefined) await store.sessions.remove(tokenSha256(actor.sessionToken))
      reply.clearCookie(SESSION_COOKIE, cookieOptions(deps))
      return { done: true }
    },
    async setUp({ body, request, reply, audit }) {
      limits.assertAllowed(request.ip, 'setup')
      const isRight = sameText(body.token, deps.access.setupToken)
      if (!isRight) limits.failed(request.ip, 'setup')
      const first = { name: body.name, role: 'admin' as const }
      const passwordHash = isRight ? await passwords.hash(body.password) : ''
      const user = isRight ? await store.users.addFirst({ ...first, passwordHash }) : undefined
      if (user === undefined) {
        throw new FuncError('FUNC_ERR_HTTP_SETUP', 'Cannot set up: the link is wrong or has been used')
      }
      await audit({
        ...{ action: 'user.create', target: `user/${body.name}`, after: first },
        actor: { name: 'setup', kind: 'setup' },
      })
      return begin(user, reply, deps)
    },
    changePassword: (call) => changePassword(call, deps, passwords),
  }
}

async function changePassword(
  { body, actor, reply, audit }: Call<'changePassword'>,
  deps: ApiDependencies,
  passwords: Passwords,
): Promise<api.Done> {
  const user = actor.kind === 'user' ? await deps.store.users.get(actor.name) : undefined
  if (user === undefined)
    throw new FuncError('FUNC_ERR_HTTP_FORBIDDEN', 'Cannot change the password of an access key')
  if (!(await passwords.verify(body.current, user.passwordHash))) {
    throw new FuncError('FUNC_ERR_HTTP_SIGN_IN', 'Cannot change the password: the current one is wrong')
  }
  const changed = await deps.store.users.change(user.name, { passwordHash: await passwords.hash(body.next) })
  await begin(changed, reply, deps)
  await audit({ action: 'user.password', target: `user/${user.name}` })
  return { done: true }
}

async function begin(user: User, reply: FastifyReply, deps: ApiDependencies): Promise<api.Session> {
  const token = newToken()
  const expiresAt = new Date(deps.clock().getTime() + SESSION_MS)
  await deps.store.sessions.add({ tokenSha256: tokenSha256(token), user: user.name, expiresAt })
  await deps.store.users.signedIn(user.name)
  reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(deps), expires: expiresAt })
  return sessionOf({ name: user.name, role: user.role, kind: 'user', sessionToken: token }, deps)
}

function cookieOptions({ tls }: ApiDependencies) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: tls !== undefined } as const
}

async function sessionOf(
  actor: Actor | undefined,
  { store, version }: ApiDependencies,
): Promise<api.Session> {
  if (actor === undefined) {
    const needsSetup = (await store.users.list()).length === 0
    return { user: null, needsSetup, csrfToken: null, version: null }
  }
  const { name, role, kind, sessionToken } = actor
  const csrfToken = sessionToken === undefined ? null : csrfTokenOf(sessionToken)
  return { user: { name, role, kind }, needsSetup: false, csrfToken, version }
}
