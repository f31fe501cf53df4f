import { randomBytes } from 'node:crypto'
import { FuncError } from '../../errors.ts'
import type { AccessKey, User } from '../../model/access.ts'
import { KEY_PREFIX } from '../access/auth.ts'
import type { Passwords } from '../access/passwords.ts'
import { newToken, tokenSha256 } from '../access/tokens.ts'
import type * as api from '../api.gen.ts'
import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { assertMatch, etagOf } from '../etag.ts'
import { toInstant } from '../instant.ts'
import type { Locks } from '../locks.ts'

type Ids =
  | ('listUsers' | 'getUser' | 'createUser' | 'changeUser' | 'removeUser')
  | ('listAccessKeys' | 'createAccessKey' | 'removeAccessKey')
  | ('listSecrets' | 'setSecret' | 'removeSecret')

export function accessHandlers(deps: ApiDependencies, passwords: Passwords, locks: Locks): Handlers<Ids> {
  return { ...userHandlers(deps, passwords, locks), ...keyHandlers(deps), ...secretHandlers(deps) }
}

function userHandlers(
  { store }: ApiDependencies,
  passwords: Passwords,
  locks: Locks,
): Handlers<'listUsers' | 'getUser' | 'createUser' | 'changeUser' | 'removeUser'> {
  return {
    listUsers: async () => ({ items: (await store.users.list()).map(userView) }),
    async getUser({ params, reply }) {
      const user = await requireUser(params.name, store)
      reply.header('etag', userTag(user))
      return userView(user)
    },
    async createUser({ body: { name, role, password }, audit }) {
      const user = await store.users.add({ name, role, passwordHash: await passwords.hash(password) })
      await audit({ action: 'user.create', target: `user/${name}`, after: { name, role } })
      return userView(user)
    },
    changeUser: ({ params: { name }, body, ifMatch, reply, audit }) =>
      locks(`user ${name}`, async () => {
        const before = await requireUser(name, store)
        assertMatch(ifMatch, userTag(before), `user '${name}'`)
        const { password, ...change } = body
        const passwordHash = password === undefined ? {} : { passwordHash: await passwords.hash(password) }
        const after = await store.users.change(name, { ...change, ...passwordHash })
        await audit({
          ...{ action: 'user.change', target: `user/${name}`, before: userRecord(before) },
          after: { ...userRecord(after), ...(password === undefined ? {} : { newPassword: true }) },
        })
        reply.header('etag', userTag(after))
        return userView(after)
      }),
    async removeUser({ params: { name }, audit }) {
      const before = await requireUser(name, store)
      await store.users.remove(name)
      await audit({ action: 'user.remove', target: `user/${name}`, before: userRecord(before) })
      return { done: true }
    },
  }
}

async function requireUser(name: string, store: ApiDependencies['store']): Promise<User> {
  const user = await store.users.get(name)
  if (user !== undefined) return user
  throw new FuncError('FUNC_ERR_USER_UNKNOWN', `Cannot find user '${name}'`)
}

function userView({ name, role, disabled, createdAt, lastSignInAt }: User): api.User {
  return { name, role, disabled, createdAt, lastSignInAt }
}

function userRecord({ name, role, disabled }: User): object {
  return { name, role, disabled }
}

/** Of the hash only a digest of a digest leaves the server: enough to notice another password. */
function userTag(user: User): string {
  return etagOf([userRecord(user), user.updatedAt])
}

function keyHandlers({
  store,
}: ApiDependencies): Handlers<'listAccessKeys' | 'createAccessKey' | 'removeAccessKey'> {
  return {
    listAccessKeys: async () => ({ items: await store.accessKeys.list() }),
    async createAccessKey({ body, actor, audit }) {
      const token = `${KEY_PREFIX}${newToken()}`
      const { name, role, expiresAt } = body
      const fresh = { id: randomBytes(8).toString('hex'), name, role, createdBy: actor.name }
      const key = await store.accessKeys.add({ ...fresh, expiresAt: toDate(expiresAt) }, tokenSha256(token))
      await audit({ action: 'access-key.create', target: `access-key/${key.id}`, after: keyRecord(key) })
      return { key, token }
    },
    async removeAccessKey({ params, audit }) {
      const key = await store.accessKeys.remove(params.id)
      await audit({ action: 'access-key.remove', target: `access-key/${key.id}`, before: keyRecord(key) })
      return { done: true }
    },
  }
}

function keyRecord({ name, role, expiresAt }: AccessKey): object {
  return { name, role, expiresAt }
}

function toDate(time: Date | string | null | undefined): Date | null {
  return time === undefined || time === null ? null : toInstant(time)
}

function secretHandlers({
  store,
  masker,
}: ApiDependencies): Handlers<'listSecrets' | 'setSecret' | 'removeSecret'> {
  return {
    listSecrets: async () => ({ items: await store.secrets.list() }),
    async setSecret({ params: { owner, name }, body, audit }) {
      await requireOwner(owner, store)
      masker.add(body.value)
      await store.secrets.set(name, body.value, owner)
      await audit({ action: 'secret.set', target: `secret/${owner}/${name}` })
      const entry = (await store.secrets.list()).find((each) => each.owner === owner && each.name === name)
      if (entry === undefined) throw unknownSecret(owner, name)
      return entry
    },
    async removeSecret({ params: { owner, name }, audit }) {
      if (!(await store.secrets.remove(name, owner))) throw unknownSecret(owner, name)
      await audit({ action: 'secret.remove', target: `secret/${owner}/${name}` })
      return { done: true }
    },
  }
}

/** A secret without an owner would never be used, and never be removed. */
async function requireOwner(owner: string, { triggers, sinks }: ApiDependencies['store']): Promise<void> {
  const sink = /^sink:(.*)$/.exec(owner)?.[1]
  const found = sink === undefined ? await triggers.get(owner) : await sinks.get(sink)
  if (found !== undefined) return
  const wanted = sink === undefined ? 'startup script' : 'sink'
  throw new FuncError(
    'FUNC_ERR_SECRET_OWNER_UNKNOWN',
    `Cannot store a secret for '${owner}': no such ${wanted}`,
  )
}

function unknownSecret(owner: string, name: string): FuncError {
  return new FuncError('FUNC_ERR_SECRET_UNKNOWN', `Cannot find secret '${name}' of '${owner}'`)
}
