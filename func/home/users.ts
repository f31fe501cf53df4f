import type { Kysely } from 'kysely'
import { FuncError } from '../errors.ts'
import type { NewUser, User, UserChange } from '../model/access.ts'
import type { Clock } from '../time.ts'
import type { HomeTables, UserRow } from './tables.ts'
import type { Users } from './types.ts'

export function createUsers(db: Kysely<HomeTables>, clock: Clock): Users {
  const now = () => clock().getTime()
  return {
    async list() {
      return (await db.selectFrom('users').selectAll().orderBy('name').execute()).map(toUser)
    },
    get: (name) => find(db, name),
    async add(user) {
      const added = await insert(db, user, now())
      if (added !== undefined) return added
      throw new FuncError(
        'FUNC_ERR_USER_TAKEN',
        `Cannot add user '${user.name}' as there is one of this name`,
      )
    },
    addFirst: (user) =>
      db.transaction().execute(async (trx) => {
        const any = await trx.selectFrom('users').select('name').limit(1).executeTakeFirst()
        return any === undefined ? insert(trx, user, now()) : undefined
      }),
    change: (name, change) => db.transaction().execute((trx) => changeUser(trx, name, change, now())),
    remove: (name) => db.transaction().execute((trx) => removeUser(trx, name)),
    async signedIn(name) {
      await db.updateTable('users').set({ last_sign_in_at: now() }).where('name', '=', name).execute()
    },
  }
}

async function insert(db: Kysely<HomeTables>, user: NewUser, now: number): Promise<User | undefined> {
  const { name, role, passwordHash: password_hash } = user
  const row = await db
    .insertInto('users')
    .values({ name, role, password_hash, disabled: 0, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toUser(row)
}

async function changeUser(
  trx: Kysely<HomeTables>,
  name: string,
  change: UserChange,
  now: number,
): Promise<User> {
  const before = await require(trx, name, 'change')
  const after = { ...before, ...change, updatedAt: new Date(now) }
  if (isAdmin(before) && !isAdmin(after)) await refuseLastAdmin(trx, name, 'change')
  await trx
    .updateTable('users')
    .set({
      role: after.role,
      password_hash: after.passwordHash,
      disabled: Number(after.disabled),
      updated_at: now,
    })
    .where('name', '=', name)
    .execute()
  await trx.deleteFrom('sessions').where('user_name', '=', name).execute()
  return after
}

async function removeUser(trx: Kysely<HomeTables>, name: string): Promise<void> {
  if (isAdmin(await require(trx, name, 'remove'))) await refuseLastAdmin(trx, name, 'remove')
  await trx.deleteFrom('users').where('name', '=', name).execute()
}

function isAdmin({ role, disabled }: User): boolean {
  return role === 'admin' && !disabled
}

async function refuseLastAdmin(trx: Kysely<HomeTables>, name: string, action: string): Promise<void> {
  const other = await trx
    .selectFrom('users')
    .select('name')
    .where('role', '=', 'admin')
    .where('disabled', '=', 0)
    .where('name', '!=', name)
    .executeTakeFirst()
  if (other !== undefined) return
  const message = `Cannot ${action} user '${name}' as no other admin would be left who may sign in`
  throw new FuncError('FUNC_ERR_USER_LAST_ADMIN', message)
}

async function find(db: Kysely<HomeTables>, name: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst()
  return row && toUser(row)
}

async function require(db: Kysely<HomeTables>, name: string, action: string): Promise<User> {
  const user = await find(db, name)
  if (user !== undefined) return user
  throw new FuncError(
    'FUNC_ERR_USER_UNKNOWN',
    `Cannot ${action} user '${name}' as there is none of this name`,
  )
}

export function toUser(row: UserRow): User {
  return {
    name: row.name,
    role: row.role,
    passwordHash: row.password_hash,
    disabled: row.disabled === 1,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    lastSignInAt: row.last_sign_in_at === null ? null : new Date(row.last_sign_in_at),
  }
}
