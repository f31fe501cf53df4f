/** What the store keeps, and the repositories through which the rest of the host reaches it. Types only. */
import type { Category, Json, Point } from '../script.ts'
import type { AccessStore } from './access-types.ts'

export type * from '../model/queries.ts'

export type Clock = () => Date

/** What one deploy wrote: the schedule of one startup script and how it was made. */
export interface Trigger {
  /** Name of the trigger and of its startup script, `home/startup/<name>.ts`. */
  readonly name: string
  readonly title: string
  readonly scriptSet: string
  readonly cron: string
  readonly timezone: string
  readonly jitterSeconds: number
  readonly timeoutSeconds: number
  readonly enabled: boolean
  readonly pausedUntil: Date | null
  /** SHA-256 of the startup script as deploy wrote it: tells a hand-edited file from a generated one. */
  readonly generatedSha256: string
  /** Version of the script set whose manifest rendered it. */
  readonly generatedVersion: string
  /** The parameters of the deploy form, without secrets. */
  readonly parameters: Json
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type TriggerChange = Partial<
  Pick<
    Trigger,
    'title' | 'cron' | 'timezone' | 'jitterSeconds' | 'timeoutSeconds' | 'enabled' | 'pausedUntil'
  >
>

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

export const TASK_STATUSES = [
  'waiting',
  'running',
  'success',
  'failure',
  'timeout',
  'stopped',
  'skipped',
  'lost',
] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

export interface TaskError {
  readonly code: string
  readonly message: string
  readonly todo: string
  /** Failed units, when the others finished. */
  readonly failures?: readonly { readonly unit: string; readonly code: string; readonly message: string }[]
  /** True when at least one unit succeeded: exit status 3. */
  readonly partial?: boolean
}

/** What a task used and did. Counters are by name, e.g. `apiCalls['cloudwatch:GetMetricData']`. */
export interface TaskFigures {
  readonly apiCalls: Readonly<Record<string, number>>
  readonly apiErrors: Readonly<Record<string, number>>
  readonly throttles: number
  readonly retries: number
  /** MetricDataQueries sent. */
  readonly queries: number
  /** By AWS's rule: up to five statistics of one metric in one request are one billed metric. */
  readonly billedMetrics: number
  /** Estimate in US dollars at list prices, of the API calls of this task. */
  readonly estimatedDollars: number
  /** Points handed over by the script, by category. */
  readonly points: Readonly<Partial<Record<Category, number>>>
  readonly sinks: Readonly<Record<string, SinkFigures>>
  readonly progress: Readonly<Record<string, { readonly done: number; readonly total: number }>>
  /** Figures that the script set names itself, e.g. `revised`; absent in records of older versions. */
  readonly counts?: Readonly<Record<string, number>>
  /** Milliseconds from start to end. */
  readonly durationMs: number
}

export interface SinkFigures {
  readonly acknowledged: number
  /** Refused by the receiver, found by bisecting. */
  readonly rejected: number
  /** Dropped before sending because a limit of the receiver cannot be met. */
  readonly dropped: number
  /** Cut to a limit of the receiver, and sent. */
  readonly trimmed: number
  readonly bytes: number
  readonly requests: number
  readonly retries: number
}

/** What a task was asked to do other than its usual run. */
export interface TaskRequest {
  /** Read this stretch of the past again, half-open. */
  readonly window: { readonly from: Date; readonly to: Date }
}

export type TaskOrigin = 'schedule' | 'manual'

export interface Task {
  readonly id: string
  readonly trigger: string
  readonly scriptSet: string
  readonly version: string | null
  readonly origin: TaskOrigin
  /** Who asked: `scheduler`, `cli`, later a console user or an access key. */
  readonly requestedBy: string
  /** Null for a usual run. */
  readonly request: TaskRequest | null
  readonly plannedAt: Date
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly status: TaskStatus
  /** Id of the process that runs it. */
  readonly process: string | null
  readonly stopRequested: boolean
  readonly figures: TaskFigures | null
  readonly error: TaskError | null
}

export interface NewTask {
  readonly trigger: string
  readonly scriptSet: string
  readonly origin: TaskOrigin
  readonly requestedBy: string
  readonly plannedAt: Date
  /** @default {a usual run} */
  readonly request?: TaskRequest | null
}

export interface TaskFilter {
  readonly trigger?: string
  readonly status?: readonly TaskStatus[]
  /** Created then or later. */
  readonly since?: Date
  /** @default {50} */
  readonly limit?: number
  /** Id of the last task of the page before; newest first. */
  readonly before?: string
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogEntry {
  readonly time: Date
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A stored log entry with its number, from 1. */
export interface StoredLogEntry extends LogEntry {
  readonly seq: number
}

export type ClaimResult = 'running' | 'skipped' | 'gone'

export interface TaskEnd {
  readonly status: Exclude<TaskStatus, 'waiting' | 'running'>
  readonly version?: string | null
  readonly figures?: TaskFigures | null
  readonly error?: TaskError | null
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
  list(filter?: TaskFilter): Promise<Task[]>
  /** The task of the trigger that was created last. */
  lastOf(trigger: string): Promise<Task | undefined>
  /** @throws {FuncError} FUNC_ERR_TASK_UNKNOWN */
  appendLog(id: string, entries: readonly LogEntry[]): Promise<void>
  /** Entries after the given number. First and last part are kept when a log is huge; what was cut is told. */
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
  commit(owner: string, values: Readonly<Record<string, Json>>): Promise<void>
  all(owner: string): Promise<Record<string, Json>>
}

/** One process on this home: proof of life for leases. */
export interface ProcessRecord {
  readonly id: string
  readonly pid: number
  readonly host: string
  /** Start time of the process as the system tells it, so that a reused pid is not taken for it. */
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

/** A configured sink, as `funcbox sinks add` stores it. Secret options live in `Secrets` under owner `sink:<name>`. */
export interface SinkRecord {
  readonly name: string
  readonly type: string
  /** Options of the type, without secrets. */
  readonly options: Readonly<Record<string, Json>>
  /** A required sink holds back state until it has acknowledged. */
  readonly required: boolean
  readonly createdAt: Date
}

export interface SinkConfigs {
  list(): Promise<SinkRecord[]>
  get(name: string): Promise<SinkRecord | undefined>
  save(record: SinkRecord, secrets: Readonly<Record<string, string>>): Promise<void>
  remove(name: string): Promise<void>
}

export interface ObjectFilter {
  readonly measurement?: string
  /** Tag name to glob (`*` wildcard); the tag must be there. */
  readonly tags?: Readonly<Record<string, string>>
  /** Last written then or later. */
  readonly since?: Date
  /** @default {1000} */
  readonly limit?: number
  readonly offset?: number
}

/** An integer field beyond ±(2^53 − 1) is a bigint, others are numbers. */
export interface StoredObject extends Point {
  /** When it was first and last written, milliseconds since the epoch. */
  readonly firstSeen: number
  readonly lastSeen: number
}

export interface PointFilter {
  readonly measurement: string
  readonly category?: Category
  /** Field names, `*` wildcard allowed; all when empty. */
  readonly fields?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
  /** Points with since ≤ timestamp < until. */
  readonly since: Date
  readonly until: Date
  /** Points in all, series by series. @default {100000} */
  readonly limit?: number
}

export interface SeriesData {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  /**
   * Time ascending; timestamps in milliseconds. An integer beyond ±(2^53 − 1), which only a bigint can be, is given
   * as its decimal digits in a string.
   */
  readonly points: readonly { readonly timestamp: number; readonly fields: Readonly<Record<string, Json>> }[]
}

/** The embedded point store: newest objects, and points by series and time. Writes are one transaction each. */
export interface PointStore {
  /**
   * Metrics: fields of one series and time are merged, the later value wins, as InfluxDB does. Logging: events of
   * one series and time with other fields stay apart. Objects: the newest by identity (measurement and the tags
   * `name`, `account_name`, `RegionId`, `cloud_provider`); an older timestamp never replaces a newer one.
   * Numbers that are not finite are left out.
   */
  write(category: Category, points: readonly Point[]): Promise<void>
  objects(filter?: ObjectFilter): Promise<StoredObject[]>
  series(filter: PointFilter): Promise<SeriesData[]>
  measurements(): Promise<
    { readonly measurement: string; readonly category: Category; readonly series: number }[]
  >
  counts(): Promise<{ readonly objects: number; readonly series: number; readonly points: number }>
  /**
   * Deletes points older than this, and series that have none left; gives the number of points deleted. Metrics on
   * whole minutes go by whole hours: those of the hour that `before` lies in stay.
   */
  prune(before: Date): Promise<number>
  /** Deletes the oldest hours until the points and objects take at most so many bytes; gives the points deleted. */
  pruneToSize(bytes: number): Promise<number>
  /** The database's own check; empty when sound. */
  check(): Promise<string[]>
  close(): Promise<void>
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
