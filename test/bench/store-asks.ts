/** What the console asks of the API: single queries, and the dashboard of guance_aws_lambda as its page does. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { MetricsQuery } from '#func/model/queries.ts'
import { type DashboardFile, panelQueries } from '../../web/src/dashboards/dashboard-file.ts'
import type { Ask } from './store-client.ts'
import { accountOf, FIELDS, functionName } from './store-data.ts'

const HOUR_MS = 3_600_000
const DASHBOARD = resolve(import.meta.dirname, '../../scripts/guance_aws_lambda/dashboards/aws-lambda.json')

/** By name. @param end where the windows end */
export function singleAsks(end: number): Readonly<Record<string, Ask>> {
  const metrics = Object.entries(metricsQueries(end)).map(([name, query]) => [name, toAsk(query)])
  return {
    'objects: first page': { path: '/api/objects/query', body: {} },
    'objects: search': { path: '/api/objects/query', body: { search: 'function-0123' } },
    'objects: two tags': {
      path: '/api/objects/query',
      body: { where: [is('account_name', accountOf(3)), is('Runtime', 'go')] },
    },
    'objects: sorted by a field': {
      path: '/api/objects/query',
      body: { sort: { kind: 'field', name: 'CodeSize', descending: true }, fields: [] },
    },
    'pickers: tags of objects': { path: '/api/objects/tags', body: {} },
    'pickers: values of a tag': {
      path: '/api/series/tag-values',
      body: { tag: 'FunctionName', contains: '-0042' },
    },
    ...Object.fromEntries(metrics),
  }
}

export function toAsk(query: MetricsQuery): Ask {
  return { path: '/api/metrics/query', body: query }
}

function is(tag: string, value: string) {
  return { tag, operator: 'in' as const, values: [value] }
}

/** "day" is 24 hours of all functions. */
export function metricsQueries(end: number): Readonly<Record<string, MetricsQuery>> {
  const day = { measurement: 'aws_lambda', from: end - 24 * HOUR_MS, to: end }
  const hour = { ...day, from: end - HOUR_MS }
  const account = { ...day, where: [is('account_name', accountOf(3))] }
  const top = { groupBy: ['FunctionName'], top: { count: 10 } }
  return {
    'day: sum': { ...day, ...fields('Invocations_Sum') },
    'day: maximum': { ...day, ...fields('Duration_Maximum') },
    'day: weighted average': { ...day, ...fields('Duration_Average') },
    'day: error rate': { ...day, columns: [{ expression: '100 * Errors_Sum / Invocations_Sum' }] },
    'day: sum by region': { ...day, ...fields('Invocations_Sum'), groupBy: ['RegionId'] },
    'day: average by runtime': { ...day, ...fields('Duration_Average'), groupBy: ['Runtime'] },
    'day: top 10 functions by errors': { ...day, ...fields('Errors_Sum'), ...top },
    'day: top 10 functions by duration': { ...day, ...fields('Duration_Average'), ...top },
    'day: sum of one account': { ...account, ...fields('Invocations_Sum') },
    'day: five columns of one function': {
      ...day,
      ...fields(...['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'].map((name) => `Duration_${name}`)),
      where: [is('FunctionName', functionName(4_321))],
    },
    'hour, by minute: sum': { ...hour, ...fields('Invocations_Sum') },
    'hour, by minute: weighted average': { ...hour, ...fields('Duration_Average') },
    'hour, by minute: p95 of points': {
      ...hour,
      columns: [{ field: 'Duration_Average', aggregation: 'p95' }],
    },
    'day, from minutes: maximum of sums': {
      ...day,
      columns: [{ field: 'Invocations_Sum', aggregation: 'max' }],
    },
    'day, from minutes: p95 of points of one account': {
      ...account,
      columns: [{ field: 'Duration_Average', aggregation: 'p95' }],
    },
  }
}

function fields(...names: readonly string[]) {
  return { columns: names.map((field) => ({ field })) }
}

/**
 * All panels of the dashboard, as its page asks for them. Fields that the store lacks are taken for others of their kind
 * that it has, so that every panel has something to read.
 */
export function dashboardQueries(end: number, hours: number, account?: string): MetricsQuery[] {
  const file = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as DashboardFile
  const window = { from: end - hours * HOUR_MS, to: end }
  const where = account === undefined ? [] : [is('account_name', account)]
  return file.panels.flatMap((panel) =>
    panelQueries(file, panel, where, window).map((query) => ({
      ...(query as MetricsQuery),
      columns: query.columns.map((column) =>
        column.field === undefined ? column : { ...column, field: knownField(column.field) },
      ) as MetricsQuery['columns'],
    })),
  )
}

function knownField(field: string): string {
  if (FIELDS.includes(field)) return field
  const kind = /_(Sum|SampleCount|Minimum|Maximum|Average)$/.exec(field)?.[1]
  if (kind !== undefined) return `AsyncEventAge_${kind}`
  return /_p\d+$/.test(field) ? 'ConcurrentExecutions_Maximum' : 'AsyncEventAge_Sum'
}
