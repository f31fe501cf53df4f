/** People and programs that use the API, and what they changed. Types only. */
import type { Json } from '../script.ts'

export type Role = 'viewer' | 'operator' | 'admin'

/** A person who may sign in. */
export interface User {
  /** Lower case. */
  readonly name: string
  readonly role: Role
  /** As `hashPassword` of the API made it; the store only keeps it. */
  readonly passwordHash: string
  readonly disabled: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastSignInAt: Date | null
}

export type NewUser = Pick<User, 'name' | 'role' | 'passwordHash'>
export type UserChange = Partial<Pick<User, 'role' | 'passwordHash' | 'disabled'>>

export interface Users {
  list(): Promise<User[]>
  get(name: string): Promise<User | undefined>
  /** @throws {FuncError} FUNC_ERR_USER_TAKEN */
  add(user: NewUser): Promise<User>
  /** The first user of a home; undefined when there is one already, also when asked twice at once. */
  addFirst(user: NewUser): Promise<User | undefined>
  /** Ends the sessions of the user as well. @throws {FuncError} FUNC_ERR_USER_UNKNOWN, FUNC_ERR_USER_LAST_ADMIN */
  change(name: string, change: UserChange): Promise<User>
  /** @throws {FuncError} FUNC_ERR_USER_UNKNOWN, FUNC_ERR_USER_LAST_ADMIN */
  remove(name: string): Promise<void>
  signedIn(name: string): Promise<void>
}

export interface NewSession {
  /** SHA-256 of the token in the cookie: who reads the database cannot sign in with it. */
  readonly tokenSha256: string
  readonly user: string
  readonly expiresAt: Date
}

export interface SessionUser {
  readonly user: User
  readonly seenAt: Date
}

/** Sessions end when they expire, when their user is changed, and after too long a time unused. */
export interface Sessions {
  add(session: NewSession): Promise<void>
  /** Of a living session whose user is not disabled, used since `usedSince`. */
  find(tokenSha256: string, usedSince: Date): Promise<SessionUser | undefined>
  touch(tokenSha256: string): Promise<void>
  remove(tokenSha256: string): Promise<void>
}

/** What a program signs in with. */
export interface AccessKey {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
}

export interface AccessKeys {
  list(): Promise<AccessKey[]>
  add(key: Omit<AccessKey, 'createdAt' | 'lastUsedAt'>, tokenSha256: string): Promise<AccessKey>
  /** Of a key that has not expired. */
  find(tokenSha256: string): Promise<AccessKey | undefined>
  used(id: string): Promise<void>
  /** The key that was removed. @throws {FuncError} FUNC_ERR_ACCESS_KEY_UNKNOWN */
  remove(id: string): Promise<AccessKey>
}

export type ActorKind = 'user' | 'key' | 'setup' | 'cli'

/** One change: who, what, before, after; never with a secret. */
export interface AuditEntry {
  /** Sorts by time. */
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly actorKind: ActorKind
  /** e.g. `trigger.change` */
  readonly action: string
  /** e.g. `trigger/prod` */
  readonly target: string
  readonly before: Json
  readonly after: Json
  readonly requestId: string | null
}

export interface AuditFilter {
  readonly actor?: string
  /** Exact, or what comes before the dot. */
  readonly action?: string
  /** Exact, or what comes before the slash. */
  readonly target?: string
  readonly since?: Date
  /** @default {50} */
  readonly limit?: number
  /** Id of the last entry of the page before; newest first. */
  readonly before?: string
}

export interface Audit {
  add(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>
  list(filter?: AuditFilter): Promise<AuditEntry[]>
  prune(before: Date): Promise<number>
}

/** One request that must not be done twice. */
export interface IdempotentRequest {
  readonly actor: string
  readonly key: string
  /** Of method, path and body: the same key with another request is a mistake. */
  readonly fingerprint: string
}

export type IdempotentState =
  /** Nobody did it: the caller does, and then calls `finish` or `forget`. */
  | { readonly state: 'new' }
  | { readonly state: 'running' }
  | { readonly state: 'other' }
  | { readonly state: 'done'; readonly status: number; readonly answer: Json }

export interface Idempotency {
  begin(request: IdempotentRequest): Promise<IdempotentState>
  finish(request: IdempotentRequest, status: number, answer: Json): Promise<void>
  /** It failed: it may be tried again. */
  forget(request: IdempotentRequest): Promise<void>
  /** Removes what is older; also requests whose server died on them. */
  prune(before: Date): Promise<void>
}

/** The part of the home's database that the API signs in and records with. */
export interface AccessStore {
  readonly users: Users
  readonly sessions: Sessions
  readonly accessKeys: AccessKeys
  readonly audit: Audit
  readonly idempotency: Idempotency
}
