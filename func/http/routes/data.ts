import { FuncError } from '../../errors.ts'
import type { ObjectItem, TagValues } from '../../model/queries.ts'
import type * as api from '../api.gen.ts'
import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { createGate } from '../gate.ts'

/** A few threads answer; a page of charts asks for dozens at once. */
const QUERIES = { running: 8, waiting: 100 }

type Ids =
  | ('queryObjects' | 'getObject' | 'listObjectTags' | 'listObjectTagValues')
  | ('listMeasurements' | 'listFields' | 'listSeriesTags' | 'listSeriesTagValues')
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
      const described = await fieldFacts(measurement, deps)
      return {
        items: fields.map((field) => ({ ...field, types: [...field.types], ...described(field.field) })),
      }
    },
    listSeriesTags: async ({ body, signal }) => ({
      items: await gate(() => queries.seriesTags(body, signal)),
    }),
    listSeriesTagValues: async ({ body, signal }) =>
      valuesView(await gate(() => queries.seriesTagValues(body, signal))),
    queryMetrics: ({ body, signal }) =>
      gate(() => queries.metrics(body, signal)) as Promise<unknown> as Promise<api.MetricsResult>,
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

/** What the manifests of installed sets say about the fields of a measurement. */
async function fieldFacts(
  measurement: string,
  { market }: ApiDependencies,
): Promise<(field: string) => FieldFacts> {
  const sets = await market.installed()
  const written = sets
    .flatMap(({ manifest }) => manifest.measurements ?? [])
    .filter(({ name }) => name === measurement)
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
