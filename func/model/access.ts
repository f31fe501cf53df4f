/** People and programs that use the API, and what they changed. */
import type { Json } from '../script.ts'

/** What a person or a program may do; each role may do all that the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const

export type Role = (typeof ROLES)[number]

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

export const ACTOR_KINDS = ['user', 'key', 'setup', 'cli'] as const

export type ActorKind = (typeof ACTOR_KINDS)[number]

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
