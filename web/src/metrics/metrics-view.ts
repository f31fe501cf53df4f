/** The state of the explorer, kept in the address, and the question that it makes. Pure. */
import { AGGREGATIONS } from '#func/model/queries.ts'
import type { Aggregation, MetricsQuery, TagCondition } from '../api/types.gen.ts'
import type { TimeWindow } from '../time/time-range.ts'

export interface MetricsView {
  readonly measurement: string | null
  readonly fields: readonly string[]
  readonly aggregation: Aggregation
  readonly groupBy: readonly string[]
  readonly where: Readonly<Record<string, readonly string[]>>
  /** Tags that a series must have, must not have: AWS publishes one metric under several sets of dimensions. */
  readonly having: readonly string[] | null
  readonly lacking: readonly string[] | null
  readonly top: number
  readonly stacked: boolean
}

const WHERE = 'where.'

export function readMetricsView(params: URLSearchParams): MetricsView {
  const names = [...new Set([...params.keys()].filter((key) => key.startsWith(WHERE)))]
  return {
    measurement: params.get('m'),
    fields: params.getAll('f'),
    aggregation: AGGREGATIONS.find((one) => one === params.get('agg')) ?? 'default',
    groupBy: params.getAll('by'),
    where: Object.fromEntries(names.map((key) => [key.slice(WHERE.length), params.getAll(key)])),
    having: params.has('with') ? params.getAll('with').filter(Boolean) : null,
    lacking: params.has('without') ? params.getAll('without').filter(Boolean) : null,
    top: Number(params.get('top')) || 10,
    stacked: params.get('stacked') === '1',
  }
}

/** Keeps what else is in the address, the range of time. */
export function writeMetricsView(before: URLSearchParams, view: MetricsView): URLSearchParams {
  const params = new URLSearchParams([...before].filter(([key]) => ['range', 'from', 'to'].includes(key)))
  if (view.measurement !== null) params.set('m', view.measurement)
  for (const field of view.fields) params.append('f', field)
  if (view.aggregation !== 'default') params.set('agg', view.aggregation)
  for (const tag of view.groupBy) params.append('by', tag)
  for (const [tag, values] of Object.entries(view.where))
    for (const value of values) params.append(WHERE + tag, value)
  for (const tag of orNone(view.having)) params.append('with', tag)
  for (const tag of orNone(view.lacking)) params.append('without', tag)
  if (view.top !== 10) params.set('top', String(view.top))
  if (view.stacked) params.set('stacked', '1')
  return params
}

/** An empty choice differs from none made. */
function orNone(tags: readonly string[] | null): readonly string[] {
  return tags === null ? [] : tags.length === 0 ? [''] : tags
}

/** Dimensions by which AWS publishes the same events once more: leaving them out counts each event once. */
const FINER = ['Resource', 'ExecutedVersion', 'EventSourceMappingUUID']

/** What a view means where nothing was chosen yet. */
export function completed(
  view: MetricsView,
  tags: readonly string[],
  fields: readonly string[],
): MetricsView {
  const preferred =
    ['Invocations_Sum', 'Duration_Average'].find((field) => fields.includes(field)) ?? fields[0]
  return {
    ...view,
    fields: view.fields.length === 0 && preferred !== undefined ? [preferred] : view.fields,
    having: view.having ?? tags.filter((tag) => tag === 'FunctionName'),
    lacking: view.lacking ?? tags.filter((tag) => FINER.includes(tag)),
  }
}

export function metricsQuery(
  view: MetricsView,
  measurement: string,
  window: TimeWindow,
  points: number,
): MetricsQuery {
  return {
    measurement,
    columns: view.fields.map((field) => ({ field, aggregation: view.aggregation })),
    where: [
      ...conditions(view.where),
      ...(view.having ?? []).map((tag) => exists(tag, false)),
      ...(view.lacking ?? []).map((tag) => exists(tag, true)),
    ],
    groupBy: [...view.groupBy],
    ...window,
    points,
    top: { count: view.top },
  }
}

export function conditions(where: MetricsView['where']): TagCondition[] {
  return Object.entries(where)
    .filter(([, values]) => values.length > 0)
    .map(([tag, values]) => ({ tag, operator: 'in', values: [...values] }))
}

function exists(tag: string, negate: boolean): TagCondition {
  return { tag, operator: 'exists', negate }
}
