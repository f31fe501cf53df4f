import { availableParallelism } from 'node:os'
import type { PointQueries } from '../../types.ts'
import type { QueryHandler } from '../query-handler.ts'
import type { QueryWorkerData } from './query-messages.ts'
import { QueryPool } from './query-pool.ts'

/** Each has a memory of its own, see hour-aggregates.ts. */
const MOST_THREADS = 2

/** Opens `home/points.db` for reading, in threads that start when they are needed. */
export function openPointQueries({ home }: QueryWorkerData): PointQueries {
  const pool = new QueryPool({ home }, Math.min(MOST_THREADS, availableParallelism()))
  const ask =
    <Name extends Exclude<keyof QueryHandler, 'warm'>>(name: Name) =>
    (query: unknown, signal?: AbortSignal) =>
      pool.ask(name, query, signal) as ReturnType<PointQueries[Name]>
  return {
    objects: ask('objects'),
    object: ask('object'),
    objectTags: ask('objectTags'),
    objectTagValues: ask('objectTagValues'),
    measurements: (signal) => ask('measurements')(undefined, signal),
    fields: ask('fields'),
    seriesTags: ask('seriesTags'),
    seriesTagValues: ask('seriesTagValues'),
    metrics: ask('metrics'),
    events: ask('events'),
    freshness: ask('freshness'),
    warm: () => pool.warm(),
    close: () => pool.close(),
  }
}
