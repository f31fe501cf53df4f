/** Answers queries on one connection, synchronously: what the worker of point-queries.ts does. */
import type { DatabaseSync } from 'node:sqlite'
import type { FieldInfo, MeasurementInfo, TagScope } from '../../model/queries.ts'
import { fieldAggregation } from '../field-aggregation.ts'
import type { PointQueries } from '../types.ts'
import { createEventReader } from './event-reader.ts'
import { createFreshness } from './freshness.ts'
import { createMetricsReader } from './metrics-reader.ts'
import { createObjectQueries } from './object-queries.ts'
import { createSeriesCatalog } from './plan/series-catalog.ts'
import { createTagMatch } from './tag-conditions.ts'
import { compare, conditionsOnOthers, countTags, countValues } from './tag-pickers.ts'

type QueryName = Exclude<keyof PointQueries, 'close' | 'warm'>

/** The same as PointQueries, but for waiting; `checkpoint` throws when the query was given up. */
export type QueryHandler = {
  readonly [Name in QueryName]: (
    query: Parameters<PointQueries[Name]>[0],
    checkpoint: () => void,
  ) => Awaited<ReturnType<PointQueries[Name]>>
} & {
  /** Reads what every query needs. */
  readonly warm: () => void
}

export function createQueryHandler(connection: DatabaseSync): QueryHandler {
  const catalog = createSeriesCatalog(connection)
  const objects = createObjectQueries(connection)
  const seriesTags = ({ measurement, category, where }: TagScope) => {
    const matches = createTagMatch(where)
    const all = catalog().filter(
      (each) =>
        (measurement === undefined || each.measurement === measurement) &&
        (category === undefined || each.category === category) &&
        matches(each.tags),
    )
    return all.map(({ tags }) => tags)
  }
  const objectTags = (scope: TagScope) => objects.matching(scope).map(({ tags }) => tags)
  return {
    objects: objects.page,
    object: objects.one,
    objectTags: (scope) => countTags(objectTags(scope)),
    objectTagValues: (query) =>
      countValues(objectTags({ ...query, where: conditionsOnOthers(query) }), query),
    measurements: () => readMeasurements(connection),
    fields: createFieldsReader(connection),
    seriesTags: (scope) => countTags(seriesTags(scope)),
    seriesTagValues: (query) =>
      countValues(seriesTags({ ...query, where: conditionsOnOthers(query) }), query),
    metrics: createMetricsReader(connection, catalog),
    events: createEventReader(connection, catalog),
    freshness: createFreshness(connection, catalog),
    warm: () => void catalog(),
  }
}

function readMeasurements(connection: DatabaseSync): MeasurementInfo[] {
  const rows = connection
    .prepare(
      `select measurement, category, count(*) as count from series group by measurement, category
      union all select measurement, 'custom_object', count(*) from objects group by measurement
      order by measurement, category`,
    )
    .all()
  return rows.map(({ measurement, category, count }) => ({
    measurement: String(measurement),
    category: category === 'logging' || category === 'custom_object' ? category : 'metric',
    count: Number(count),
  }))
}

function createFieldsReader(connection: DatabaseSync): (measurement: string) => FieldInfo[] {
  const select = connection.prepare(
    'select distinct field, type from measurement_fields where measurement = ?',
  )
  return (measurement) => {
    const byField = Map.groupBy(select.all(measurement), ({ field }) => String(field))
    return [...byField]
      .map(([field, rows]) => {
        const { aggregation, weight } = fieldAggregation(field)
        return {
          field,
          types: rows.map(({ type }) => toType(type)).sort(compare),
          aggregation,
          ...(weight !== undefined && byField.has(weight) ? { weight } : {}),
        }
      })
      .sort((a, b) => compare(a.field, b.field))
  }
}

function toType(type: unknown): FieldInfo['types'][number] {
  return type === 'string' || type === 'boolean' ? type : 'number'
}
