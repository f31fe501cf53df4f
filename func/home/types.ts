/** The home's database: its repositories, through which the rest of the host reaches it. Types only. */
import type {
  AccessKey,
  AuditEntry,
  AuditFilter,
  IdempotentRequest,
  IdempotentState,
  NewSession,
  NewUser,
  SessionUser,
  User,
  UserChange,
} from '../model/access.ts'
import type { SinkRecord } from '../model/sink.ts'
import type {
  ClaimResult,
  LogEntry,
  NewTask,
  StoredLogEntry,
  Task,
  TaskEnd,
  TaskFigures,
  TaskFilter,
} from '../model/task.ts'
import type { Trigger, TriggerChange } from '../model/trigger.ts'
import type { Json } from '../script.ts'

export type * from '../model/queries.ts'

export interface Triggers {
  list(): Promise<Trigger[]>
  get(name: string): Promise<Trigger | undefined>
  /** Creates or replaces the trigger together with all its secrets, in one transaction; keeps `createdAt`. */
  deploy(trigger: Trigger, secrets: Readonly<Record<string, string>>): Promise<void>
  /** @throws {FuncError} FUNC_ERR_TRIGGER_UNKNOWN */
  change(name: string, change: TriggerChange): Promise<void>
  /** Removes the trigger with its secrets and its state; its task records stay. */
  remove(name: string): Promise<void>
}

/**
 * Encrypted at rest with AES-256-GCM, bound to their name and owner. Names look like `PROD_AK_SECRET`. The owner is
 * the name of a trigger, or `sink:<name>`; different owners may use the same name.
 */
export interface Secrets {
  names(owner?: string): Promise<string[]>
  /**
   * The value in clear; undefined when there is none. Without an owner the name must be unique.
   * @throws {FuncError} FUNC_ERR_SECRET_UNREADABLE (wrong key, or tampered with), FUNC_ERR_SECRET_AMBIGUOUS
   */
  get(name: string, owner?: string): Promise<string | undefined>
  set(name: string, value: string, owner: string): Promise<void>
  /** Every secret without its value, by owner and name. */
  list(): Promise<SecretEntry[]>
  /** False when there was none. */
  remove(name: string, owner: string): Promise<boolean>
  removeOf(owner: string): Promise<void>
}

export interface SecretEntry {
  readonly owner: string
  readonly name: string
  readonly updatedAt: Date
}

export interface Tasks {
  /** Undefined when a scheduled slot (trigger, planned time) has a task already. */
  enqueue(task: NewTask): Promise<Task | undefined>
  /**
   * waiting → running by this process. `skipped` (recorded) when another task of the trigger is running;
   * `gone` when the task is no longer waiting.
   */
  claim(id: string, process: string): Promise<ClaimResult>
  /**
   * Only a waiting or running task can end, and only once; false when it had ended already. Undefined leaves
   * version, figures and error as they are.
   */
  finish(id: string, end: TaskEnd): Promise<boolean>
  saveFigures(id: string, figures: TaskFigures): Promise<void>
  /** A waiting task ends as `stopped` at once; false when the task has ended already. */
  requestStop(id: string): Promise<boolean>
  waiting(): Promise<Task[]>
  running(): Promise<Task[]>
  /** Running tasks of this process that somebody asked to stop. */
  stopRequests(process: string): Promise<string[]>
  get(id: string): Promise<Task | undefined>
  /** @throws {FuncError} FUNC_ERR_TASK_UNKNOWN */
  require(id: string): Promise<Task>
  list(filter?: TaskFilter): Promise<Task[]>
  /** The task of the trigger that was created last. */
  lastOf(trigger: string): Promise<Task | undefined>
  /** The one of them that really ran and has ended: neither skipped nor still going. */
  lastRunOf(trigger: string): Promise<Task | undefined>
  /** @throws {FuncError} FUNC_ERR_TASK_UNKNOWN */
  appendLog(id: string, entries: readonly LogEntry[]): Promise<void>
  /** Entries after the given number. First and last part are kept when a log is huge; what was cut is reported. */
  log(id: string, options?: { readonly after?: number; readonly limit?: number }): Promise<StoredLogEntry[]>
  /** Ends running tasks of processes that are dead as `lost`; gives them back. */
  markLost(deadProcesses: readonly string[]): Promise<Task[]>
  /**
   * Deletes finished tasks beyond count per trigger or age, with their logs. The newest task and the newest
   * scheduled task of a trigger always stay. Gives the number deleted.
   */
  prune(keep: { readonly perTrigger: number; readonly before: Date }): Promise<number>
}

/** Committed state of one startup script, by key. */
export interface StateStore {
  get(owner: string, key: string): Promise<Json | undefined>
  /**
   * @param task The running one that commits.
   * @throws FUNC_ERR_TASK_OVER when it does not run any more: its trigger was removed, or it was declared lost
   */
  commit(owner: string, values: Readonly<Record<string, Json>>, task?: string): Promise<void>
  all(owner: string): Promise<Record<string, Json>>
}

/** One process on this home: proof of life for leases. */
export interface ProcessRecord {
  readonly id: string
  readonly pid: number
  readonly host: string
  /** Start time of the process as the system reports it, so that a reused pid is not taken for it. */
  readonly bootMark: string
  readonly kind: 'serve' | 'cli'
  readonly startedAt: Date
  readonly heartbeatAt: Date
}

export interface Processes {
  register(record: Omit<ProcessRecord, 'startedAt' | 'heartbeatAt'>): Promise<void>
  heartbeat(id: string): Promise<void>
  list(): Promise<ProcessRecord[]>
  remove(id: string): Promise<void>
  /** Takes the one `serve` place of this home; gives the holder when it is taken by a record not in `dead`. */
  acquireServe(id: string, dead: readonly string[]): Promise<ProcessRecord | undefined>
}

export interface SinkConfigs {
  list(): Promise<SinkRecord[]>
  get(name: string): Promise<SinkRecord | undefined>
  save(record: SinkRecord, secrets: Readonly<Record<string, string>>): Promise<void>
  remove(name: string): Promise<void>
}

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

/** Sessions end when they expire, when their user is changed, and after too long a time unused. */
export interface Sessions {
  add(session: NewSession): Promise<void>
  /** Of a living session whose user is not disabled, used since `usedSince`. */
  find(tokenSha256: string, usedSince: Date): Promise<SessionUser | undefined>
  touch(tokenSha256: string): Promise<void>
  remove(tokenSha256: string): Promise<void>
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

export interface Audit {
  add(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>
  list(filter?: AuditFilter): Promise<AuditEntry[]>
  prune(before: Date): Promise<number>
}

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

/** The home's database: everything but points. */
export interface Store extends AccessStore {
  readonly triggers: Triggers
  readonly secrets: Secrets
  readonly tasks: Tasks
  readonly state: StateStore
  readonly processes: Processes
  readonly sinks: SinkConfigs
  /** The database's own check and foreign facts (secrets that cannot be decrypted …); empty when sound. */
  check(): Promise<string[]>
  close(): Promise<void>
}
