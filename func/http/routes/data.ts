import { FuncError } from '../../errors.ts'
import type { Measurement } from '../../market/manifest.ts'
import { ruleOf } from '../../model/field-rules.ts'
import type { FieldRule, ObjectItem, TagValues } from '../../model/queries.ts'
import type * as api from '../api.gen.ts'
import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { createGate } from '../gate.ts'

/** A few threads answer; a page of charts asks for dozens at once. */
const QUERIES = { running: 8, waiting: 100 }

type Ids =
  | ('queryObjects' | 'getObject' | 'listObjectTags' | 'listObjectTagValues')
  | ('listMeasurements' | 'listFields' | 'listSeriesTags' | 'listSeriesTagValues')
  | 'queryEvents'
  | ('queryMetrics' | 'listDashboards' | 'getDashboard')

export function dataHandlers(deps: ApiDependencies): Handlers<Ids> {
  const { queries } = deps
  const gate = createGate(QUERIES)
  return {
    async queryObjects({ body, signal }) {
      const { objects, total, next } = await gate(() => queries.objects(body, signal))
      return { items: objects.map(objectView), total, nextCursor: next ?? null }
    },
    async getObject({ params, signal }) {
      const object = await gate(() => queries.object(params.id, signal))
      if (object !== undefined) return objectView(object)
      throw new FuncError('FUNC_ERR_OBJECT_UNKNOWN', `Cannot find object ${params.id}`)
    },
    listObjectTags: async ({ body, signal }) => ({
      items: await gate(() => queries.objectTags(body, signal)),
    }),
    listObjectTagValues: async ({ body, signal }) =>
      valuesView(await gate(() => queries.objectTagValues(body, signal))),
    listMeasurements: async ({ signal }) => ({ items: await gate(() => queries.measurements(signal)) }),
    async listFields({ params: { measurement }, signal }) {
      const fields = await gate(() => queries.fields(measurement, signal))
      const measurements = await writtenMeasurements(deps)
      const described = fieldFacts(measurement, measurements)
      const rules = fieldRules(measurement, measurements)
      const names = new Set(fields.map(({ field }) => field))
      return {
        items: fields.map(({ types, ...field }) => ({
          ...{ ...field, types: [...types], ...described(field.field) },
          ...aggregationIn(field.field, rules, names),
        })),
      }
    },
    listSeriesTags: async ({ body, signal }) => ({
      items: await gate(() => queries.seriesTags(body, signal)),
    }),
    listSeriesTagValues: async ({ body, signal }) =>
      valuesView(await gate(() => queries.seriesTagValues(body, signal))),
    async queryMetrics({ body, signal }) {
      const rules = fieldRules(body.measurement, await writtenMeasurements(deps))
      const query = { ...body, fieldRules: rules }
      return gate(() => queries.metrics(query, signal)) as Promise<unknown> as Promise<api.MetricsResult>
    },
    async queryEvents({ body, signal }) {
      const events = await gate(() => queries.events(body, signal))
      const items = events.map(({ timestamp, ...event }) => ({ ...event, timestamp: new Date(timestamp) }))
      return { items }
    },
    ...dashboardHandlers(deps),
  }
}

function objectView({ timestamp, firstSeen, lastSeen, ...object }: ObjectItem): api.StoredObject {
  return {
    ...object,
    timestamp: new Date(timestamp),
    firstSeen: new Date(firstSeen),
    lastSeen: new Date(lastSeen),
  }
}

function valuesView({ values, total }: TagValues): api.TagValues {
  return { items: [...values], total }
}

interface FieldFacts {
  readonly unit: string | null
  readonly description: api.LocalText | null
}

async function writtenMeasurements({ market }: ApiDependencies): Promise<readonly Measurement[]> {
  const sets = await market.installed()
  return sets.flatMap(({ manifest }) => manifest.measurements ?? [])
}

/** A measurement that no manifest knows has been renamed: its fields are those of the others. */
function fieldRules(measurement: string, all: readonly Measurement[]): FieldRule[] {
  const named = all.filter(({ name }) => name === measurement)
  const fields = (named.length > 0 ? named : all).flatMap(({ fields = [] }) => fields)
  return fields.flatMap(({ name: field, aggregation, weight, absent }) =>
    aggregation === undefined
      ? []
      : [{ field, aggregation, ...(weight && { weight }), ...(absent === 0 && { absent }) }],
  )
}

/** The rule of a field, with the weight only where it is written. */
function aggregationIn(field: string, rules: readonly FieldRule[], written: ReadonlySet<string>): object {
  const rule = ruleOf(field, rules)
  if (rule === undefined) return {}
  const { aggregation, weight } = rule
  return { aggregation, ...(weight !== undefined && written.has(weight) ? { weight } : {}) }
}

/** What the manifests of installed sets say about the fields of a measurement. */
function fieldFacts(measurement: string, all: readonly Measurement[]): (field: string) => FieldFacts {
  const written = all.filter(({ name }) => name === measurement)
  const fields = new Map(
    written.flatMap(({ fields = [] }) => fields.map((field) => [field.name, field] as const)),
  )
  const metrics = new Map(
    written.flatMap(({ metrics = [] }) => metrics.map((metric) => [metric.name, metric] as const)),
  )
  return (field) => {
    const own = fields.get(field)
    if (own !== undefined) return { unit: own.unit ?? null, description: own.description }
    const metric = metrics.get(field.slice(0, field.lastIndexOf('_')))
    return { unit: metric?.unit ?? null, description: metric?.description ?? null }
  }
}

function dashboardHandlers({ market }: ApiDependencies): Handlers<'listDashboards' | 'getDashboard'> {
  return {
    async listDashboards() {
      const found = await market.dashboards()
      const items = found.map(({ scriptSet, dashboard }) => ({
        ...{ scriptSet, id: dashboard.id, title: dashboard.title },
        ...{ description: dashboard.description ?? null, panels: dashboard.panels.length },
      }))
      return { items }
    },
    async getDashboard({ params: { set, id } }) {
      const all = await market.dashboards()
      const found = all.find(({ scriptSet, dashboard }) => scriptSet === set && dashboard.id === id)
      if (found !== undefined) return { scriptSet: set, id, dashboard: { ...found.dashboard } }
      throw new FuncError('FUNC_ERR_DASHBOARD_UNKNOWN', `Cannot find dashboard '${id}' of '${set}'`)
    },
  }
}
