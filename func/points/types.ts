/** The embedded point store. Types only. */
import type {
  EventsQuery,
  FieldInfo,
  Freshness,
  MeasurementInfo,
  MetricsQuery,
  MetricsResult,
  ObjectItem,
  ObjectPage,
  ObjectQuery,
  StoredEvent,
  TagKey,
  TagScope,
  TagValues,
  TagValuesQuery,
} from '../model/queries.ts'
import type { AnyPoint, Category, Json, Point } from '../script.ts'

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
   * `name`, `AccountId`, `account_name`, `RegionId`, `cloud_provider`); an older timestamp never replaces a newer one.
   * Numbers that are not finite are left out.
   */
  write(category: Category, points: readonly AnyPoint[]): Promise<void>
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

/**
 * `openPointQueries({ home })` of point-queries.ts: reads of the local store that may be heavy, in worker threads of
 * their own that start when they are needed. Every call may be aborted: it then rejects with the signal's reason.
 * @throws {FuncError} FUNC_ERR_STORE_QUERY_INVALID when a query makes no sense, FUNC_ERR_STORE_*
 */
export interface PointQueries {
  objects(query: ObjectQuery, signal?: AbortSignal): Promise<ObjectPage>
  object(id: number, signal?: AbortSignal): Promise<ObjectItem | undefined>
  /** Tags in use, by name. */
  objectTags(scope: TagScope, signal?: AbortSignal): Promise<TagKey[]>
  objectTagValues(query: TagValuesQuery, signal?: AbortSignal): Promise<TagValues>
  measurements(signal?: AbortSignal): Promise<MeasurementInfo[]>
  /** Fields that points (or objects) of the measurement have, by name. */
  fields(measurement: string, signal?: AbortSignal): Promise<FieldInfo[]>
  seriesTags(scope: TagScope, signal?: AbortSignal): Promise<TagKey[]>
  seriesTagValues(query: TagValuesQuery, signal?: AbortSignal): Promise<TagValues>
  metrics(query: MetricsQuery, signal?: AbortSignal): Promise<MetricsResult>
  /** Log events, the newest first. */
  events(query: EventsQuery, signal?: AbortSignal): Promise<StoredEvent[]>
  /** Of metrics, by measurement and the values of these tags. */
  freshness(groupBy: readonly string[], signal?: AbortSignal): Promise<Freshness[]>
  /** Gets ready for the first query, behind the caller's back. */
  warm(): void
  close(): Promise<void>
}
