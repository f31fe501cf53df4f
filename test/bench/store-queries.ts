/** `npm run bench -- --store`: what the console's queries take in a large local store, and what writing takes. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openPointQueries } from '#func/store/point-queries.ts'
import { openPointStore } from '#func/store/point-store.ts'
import type { MetricsQuery, PointQueries } from '#func/store/types.ts'
import type { BenchOptions } from './options.ts'
import { accountOf, functionName, metricPoints, minutesOf, prepareStore, START } from './store-data.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const REPEATS = 20
/** What a run writes: so many minutes of every function, in parcels of the size that sinks are given. */
const MINUTES_A_RUN = 15
const FUNCTIONS_A_PARCEL = 333

export interface QueryFigures {
  readonly name: string
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
}

export interface StoreFigures {
  readonly queries: readonly QueryFigures[]
  readonly writes: readonly QueryFigures[]
  readonly pointsPerSecond: number
  readonly fileMb: number
  readonly rssMb: number
  /** The longest that the asking thread was held up while queries ran. */
  readonly loopDelayMs: number
}

type Ask = (queries: PointQueries) => Promise<unknown>

export async function storeBench(options: BenchOptions, print: (text: string) => void): Promise<void> {
  const home = await prepareStore(options.store, print)
  const end = START + minutesOf(options.store) * MINUTE_MS
  const queries = openPointQueries({ home })
  await queries.measurements()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const measured: QueryFigures[] = []
  for (const [name, ask] of Object.entries(asks(end))) measured.push(await measure(name, () => ask(queries)))
  delay.disable()
  await queries.close()
  const written = await measureWrites(home, options)
  const figures: StoreFigures = {
    queries: measured,
    ...written,
    fileMb: sizeOf(home),
    rssMb: process.memoryUsage().rss / 2 ** 20,
    loopDelayMs: delay.max / 1e6,
  }
  print(options.json ? JSON.stringify(figures) : printFigures(figures, options))
}

function asks(end: number): Record<string, Ask> {
  const objects: Record<string, Parameters<PointQueries['objects']>[0]> = {
    'objects: first page': {},
    'objects: search': { search: 'function-0123' },
    'objects: two tags': { where: [is('account_name', accountOf(3)), is('Runtime', 'go')] },
    'objects: sorted by a field': { sort: { kind: 'field', name: 'CodeSize', descending: true }, fields: [] },
  }
  return {
    ...Object.fromEntries(
      Object.entries(objects).map(([name, query]): [string, Ask] => [name, ({ objects: ask }) => ask(query)]),
    ),
    'pickers: tags of objects': ({ objectTags }) => objectTags({}),
    'pickers: values of a tag': ({ seriesTagValues }) =>
      seriesTagValues({ tag: 'FunctionName', contains: '-0042' }),
    ...Object.fromEntries(
      Object.entries(panels(end)).map(([name, query]): [string, Ask] => [
        name,
        ({ metrics: ask }) => ask(query),
      ]),
    ),
    'dashboard: 12 panels, the last of them': ({ metrics: ask }) =>
      Promise.all(Object.values(dashboard(end)).map((query) => ask(query))),
    'dashboard: 12 panels of one account': ({ metrics: ask }) =>
      Promise.all(
        Object.values(dashboard(end)).map((query) =>
          ask({ ...query, where: [is('account_name', accountOf(3))] }),
        ),
      ),
  }
}

function is(tag: string, value: string) {
  return { tag, operator: 'in', values: [value] } as const
}

/** All functions over 24 hours. */
function dashboard(end: number): Record<string, MetricsQuery> {
  const day = { measurement: 'aws_lambda', from: end - 24 * HOUR_MS, to: end }
  const field = (name: string) => ({ columns: [{ field: name }] })
  return {
    'day: sum': { ...day, ...field('Invocations_Sum') },
    'day: errors': { ...day, ...field('Errors_Sum') },
    'day: throttles': { ...day, ...field('Throttles_Sum') },
    'day: weighted average': { ...day, ...field('Duration_Average') },
    'day: maximum': { ...day, ...field('Duration_Maximum') },
    'day: error rate': { ...day, columns: [{ expression: '100 * Errors_Sum / Invocations_Sum' }] },
    'day: sum by region': { ...day, ...field('Invocations_Sum'), groupBy: ['RegionId'] },
    'day: sum by account': { ...day, ...field('Errors_Sum'), groupBy: ['account_name'] },
    'day: average by runtime': { ...day, ...field('Duration_Average'), groupBy: ['Runtime'] },
    'day: top 10 functions by errors': {
      ...day,
      ...field('Errors_Sum'),
      groupBy: ['FunctionName'],
      top: { count: 10 },
    },
    'day: top 10 functions by duration': {
      ...day,
      ...field('Duration_Average'),
      groupBy: ['FunctionName'],
      top: { count: 10 },
    },
    'day: concurrency': { ...day, ...field('ConcurrentExecutions_Maximum') },
  }
}

function panels(end: number): Record<string, MetricsQuery> {
  const day = { measurement: 'aws_lambda', from: end - 24 * HOUR_MS, to: end }
  const hour = { ...day, from: end - HOUR_MS }
  const one = [is('FunctionName', functionName(4_321))]
  return {
    ...dashboard(end),
    'day: sum of one account': {
      ...day,
      columns: [{ field: 'Invocations_Sum' }],
      where: [is('account_name', accountOf(3))],
    },
    'day: five columns of one function': {
      ...day,
      columns: ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'].map((name) => ({
        field: `Duration_${name}`,
      })),
      where: one,
    },
    'hour, by minute: sum': { ...hour, columns: [{ field: 'Invocations_Sum' }] },
    'hour, by minute: weighted average': { ...hour, columns: [{ field: 'Duration_Average' }] },
    'hour, by minute: p95 of points': {
      ...hour,
      columns: [{ field: 'Duration_Average', aggregation: 'p95' }],
    },
    'day, from minutes: maximum of sums': {
      ...day,
      columns: [{ field: 'Invocations_Sum', aggregation: 'max' }],
    },
    'day, from minutes: p95 of points of one account': {
      ...day,
      columns: [{ field: 'Duration_Average', aggregation: 'p95' }],
      where: [is('account_name', accountOf(3))],
    },
  }
}

async function measure(name: string, work: () => Promise<unknown>, repeats = REPEATS): Promise<QueryFigures> {
  const times: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.ceil(part * times.length) - 1)] ?? 0
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
}

/** Ten minutes again with other values, and five new ones. */
async function measureWrites(home: string, { store: size }: BenchOptions) {
  const store = await openPointStore({ home, clock: () => new Date(START) })
  const from = minutesOf(size) - 10
  let total = 0
  let points = 0
  const times: number[] = []
  for (let first = 0; first < size.objects; first += FUNCTIONS_A_PARCEL) {
    const end = Math.min(size.objects, first + FUNCTIONS_A_PARCEL)
    const parcel = metricPoints({ first, end, from, to: from + MINUTES_A_RUN, seed: Date.now() })
    const start = performance.now()
    await store.write('metric', parcel)
    times.push(performance.now() - start)
    total += times.at(-1) ?? 0
    points += parcel.length
  }
  await store.close()
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.ceil(part * times.length) - 1] ?? 0
  const writes = [
    {
      name: `write of ${FUNCTIONS_A_PARCEL * MINUTES_A_RUN} points`,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      maxMs: at(1),
    },
  ]
  return { writes, pointsPerSecond: (points / total) * 1000 }
}

function sizeOf(home: string): number {
  return readdirSync(home).reduce((sum, name) => sum + statSync(join(home, name)).size, 0) / 2 ** 20
}

function printFigures(figures: StoreFigures, { store }: BenchOptions): string {
  const line = ({ name, p50Ms, p95Ms, maxMs }: QueryFigures) =>
    `  ${name.padEnd(52)}${[p50Ms, p95Ms, maxMs].map((ms) => ms.toFixed(0).padStart(7)).join('')}`
  return [
    `${store.objects} objects, ${store.points} points${' '.repeat(26)}p50    p95    max  ms`,
    ...[...figures.queries, ...figures.writes].map(line),
    `  points written a second  ${figures.pointsPerSecond.toFixed(0)}`,
    `  file ${figures.fileMb.toFixed(0)} MiB, memory ${figures.rssMb.toFixed(0)} MiB, asking thread held up at most ${figures.loopDelayMs.toFixed(0)} ms`,
  ].join('\n')
}
