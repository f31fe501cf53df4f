import { FUNCTION_SORTS } from '../../model/function-health.ts'
import { oneOf, optionals, ref, SET_ID, text, whole } from '../schema.ts'
import type { Operations } from './operation.ts'

export const DATA_OPERATIONS = {
  queryObjects: {
    ...{ method: 'POST', path: '/api/objects/query', role: 'viewer', reads: true },
    summary: 'Newest objects, e.g. one for each Lambda function: filtered, sorted, by page',
    body: ref('ObjectQuery'),
    answer: ref('ObjectPage'),
  },
  getObject: {
    ...{ method: 'GET', path: '/api/objects/{id}', role: 'viewer' },
    summary: 'One object',
    params: { id: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
    answer: ref('StoredObject'),
  },
  listObjectTags: {
    ...{ method: 'POST', path: '/api/objects/tags', role: 'viewer', reads: true },
    summary: 'Tags of objects',
    body: ref('TagScope'),
    answer: ref('TagKeys'),
  },
  listObjectTagValues: {
    ...{ method: 'POST', path: '/api/objects/tag-values', role: 'viewer', reads: true },
    summary: 'Values of one tag of objects, for a filter',
    body: ref('TagValuesQuery'),
    answer: ref('TagValues'),
  },
  listFunctions: {
    ...{ method: 'GET', path: '/api/functions', role: 'viewer' },
    summary: 'How Lambda functions are, those in trouble first, compared with the range before',
    query: optionals({
      minutes: { ...whole(20, 20_160, 'Length of the range'), default: 60 },
      name: text('Part of the name, in whatever case', 200),
      sort: { ...oneOf(FUNCTION_SORTS, 'The worst or the most first'), default: 'trouble' },
      limit: { ...whole(1, 20_000, 'Functions at most'), default: 100 },
    }),
    answer: ref('FunctionsHealth'),
  },
  listMeasurements: {
    ...{ method: 'GET', path: '/api/measurements', role: 'viewer' },
    summary: 'What the local store holds',
    answer: ref('Measurements'),
  },
  listFields: {
    ...{ method: 'GET', path: '/api/measurements/{measurement}/fields', role: 'viewer' },
    summary: 'Fields of a measurement, with units',
    params: { measurement: text(undefined, 256) },
    answer: ref('Fields'),
  },
  listSeriesTags: {
    ...{ method: 'POST', path: '/api/series/tags', role: 'viewer', reads: true },
    summary: 'Tags of series',
    body: ref('TagScope'),
    answer: ref('TagKeys'),
  },
  listSeriesTagValues: {
    ...{ method: 'POST', path: '/api/series/tag-values', role: 'viewer', reads: true },
    summary: 'Values of one tag of series, for a filter',
    body: ref('TagValuesQuery'),
    answer: ref('TagValues'),
  },
  queryMetrics: {
    ...{ method: 'POST', path: '/api/metrics/query', role: 'viewer', reads: true },
    summary: 'Points as series: aggregated, grouped and down-sampled in the store',
    body: ref('MetricsQuery'),
    answer: ref('MetricsResult'),
  },
  queryEvents: {
    ...{ method: 'POST', path: '/api/events/query', role: 'viewer', reads: true },
    summary: 'Log events in the local store, the newest first',
    body: ref('EventsQuery'),
    answer: ref('Events'),
  },
  listDashboards: {
    ...{ method: 'GET', path: '/api/dashboards', role: 'viewer' },
    summary: 'Dashboards that come with installed script sets',
    answer: ref('Dashboards'),
  },
  getDashboard: {
    ...{ method: 'GET', path: '/api/dashboards/{set}/{id}', role: 'viewer' },
    summary: 'One dashboard',
    params: { set: SET_ID, id: { type: 'string', pattern: '^[a-z0-9-]{1,60}$' } },
    answer: ref('Dashboard'),
  },
} as const satisfies Operations
