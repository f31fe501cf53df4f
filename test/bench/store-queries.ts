/** `npm run bench -- --store`: what the console's queries take in a large local store, and what writing takes. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { MetricsQuery } from '#func/model/queries.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { PointStore } from '#func/points/types.ts'
import type { BenchOptions } from './options.ts'
import { dashboardQueries, metricsQueries, singleAsks, toAsk } from './store-asks.ts'
import { type StoreClient, startServer } from './store-client.ts'
import { accountOf, metricPoints, minutesOf, prepareStore, START, type StoreSize } from './store-data.ts'
import type { ServerFigures } from './store-server.ts'

const MINUTE_MS = 60_000
const REPEATS = 20
const SETTLE_MS = 50
const STARTS = 5
/** What a run writes: so many minutes of every function, in parcels of the size that sinks are given. */
const MINUTES_A_RUN = 15
const FUNCTIONS_A_PARCEL = 333

export interface QueryFigures {
  readonly name: string
  /** By the first server or thread that is asked, the median of some. */
  readonly firstMs: number | undefined
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
}

export interface StoreFigures {
  readonly queries: readonly QueryFigures[]
  readonly writes: readonly QueryFigures[]
  readonly pointsPerSecond: number
  readonly fileMb: number
  readonly before: ServerFigures
  readonly after: ServerFigures
}

interface Bench {
  readonly home: string
  readonly end: number
  readonly client: StoreClient
  /** Writes a value into the newest hour: what was read from it is not true any more. */
  readonly change: () => Promise<void>
  /** Writes the last minute before this time of all functions, as a collector does. */
  readonly collect: (to: number) => Promise<void>
}

export async function storeBench(options: BenchOptions, print: (text: string) => void): Promise<void> {
  const home = await prepareStore(options.store, print)
  const end = START + minutesOf(options.store) * MINUTE_MS
  const store = await openPointStore({ home, clock: () => new Date(START) })
  const client = await startServer(home)
  const { change, collect } = createChanges(store, options.store)
  const bench = { home, end, client, change, collect }
  const before = await client.figures()
  const queries = [...(await measureSingles(bench)), ...(await measureDashboards(bench))]
  const after = await client.figures()
  await client.close()
  const written = await measureWrites(store, options.store)
  await store.close()
  const figures: StoreFigures = { queries, ...written, fileMb: sizeOf(home), before, after }
  print(options.json ? JSON.stringify(figures) : printFigures(figures, options))
}

function createChanges(store: PointStore, size: StoreSize): Pick<Bench, 'change' | 'collect'> {
  const last = minutesOf(size) - 1
  let seed = 0
  return {
    change: () =>
      store.write('metric', metricPoints({ first: 0, end: 1, from: last, to: last + 1, seed: ++seed })),
    async collect(to) {
      const from = (to - START) / MINUTE_MS - 1
      for (let first = 0; first < size.objects; first += FUNCTIONS_A_PARCEL) {
        const end = Math.min(size.objects, first + FUNCTIONS_A_PARCEL)
        await store.write('metric', metricPoints({ first, end, from, to: from + 1, seed: ++seed }))
      }
      // Connections that the server has closed meanwhile are noticed before they are used.
      await wait(SETTLE_MS)
    },
  }
}

/** Each query by itself; the window moves by a minute each time, as pages do. */
async function measureSingles({ home, end, client, change }: Bench): Promise<QueryFigures[]> {
  const figures: QueryFigures[] = []
  for (const name of Object.keys(singleAsks(end))) {
    const times: number[] = []
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
      const ask = singleAsks(end - (REPEATS - repeat) * MINUTE_MS)[name]
      await change()
      if (ask !== undefined) times.push(await timeOf(() => client.ask(ask)))
    }
    const query = metricsQueries(end)[name]
    const firstMs = query === undefined ? undefined : await firstTime(home, query)
    figures.push({ ...summarize(name, times.slice(1)), firstMs })
  }
  return figures
}

/** Of threads that have just been started: nothing is remembered, not even the series. */
async function firstTime(home: string, query: MetricsQuery): Promise<number> {
  const times: number[] = []
  for (let start = 0; start < STARTS; start++) {
    const queries = openPointQueries({ home })
    await queries.measurements()
    times.push(await timeOf(() => queries.metrics(query)))
    await queries.close()
  }
  return summarize('', times).p50Ms
}

/** All panels at once, as the page asks for them. */
async function measureDashboards({ home, end, client, change, collect }: Bench): Promise<QueryFigures[]> {
  const figures: QueryFigures[] = []
  for (const [name, hours, account, write] of [
    ['all functions, 3 hours', 3, undefined, change],
    ['all functions, 24 hours', 24, undefined, change],
    ['one account, 24 hours', 24, accountOf(3), change],
    ['all collected, 3 hours', 3, undefined, collect],
    ['all collected, 24 hours', 24, undefined, collect],
  ] as const) {
    const load = (server: StoreClient, to: number) => loadOnce(server, dashboardQueries(to, hours, account))
    const loads: number[][] = []
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
      const to = end - (REPEATS - repeat) * MINUTE_MS
      await write(to)
      loads.push(await load(client, to))
    }
    const first = write === change ? await firstLoads(home, (server) => load(server, end)) : []
    const again = loads.slice(1)
    const last = (times: readonly number[]) => Math.max(...times)
    figures.push(
      { ...summarize(`dashboard, ${name}: each panel`, again.flat()), firstMs: middle(first.flat()) },
      {
        ...summarize(`dashboard, ${name}: the last panel`, again.map(last)),
        firstMs: middle(first.map(last)),
      },
    )
  }
  return figures
}

function loadOnce(server: StoreClient, queries: readonly MetricsQuery[]): Promise<number[]> {
  return Promise.all(queries.map((query) => timeOf(() => server.ask(toAsk(query)))))
}

async function firstLoads(
  home: string,
  load: (server: StoreClient) => Promise<number[]>,
): Promise<number[][]> {
  const loads: number[][] = []
  for (let start = 0; start < STARTS; start++) {
    const server = await startServer(home)
    loads.push(await load(server))
    await server.close()
  }
  return loads
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function middle(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : summarize('', times).p50Ms
}

function summarize(name: string, times: readonly number[]): QueryFigures {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0
  return { name, firstMs: undefined, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
}

/** Ten minutes again with other values, and five new ones. */
async function measureWrites(store: PointStore, size: StoreSize) {
  const from = minutesOf(size) - 10
  let points = 0
  const times: number[] = []
  for (let first = 0; first < size.objects; first += FUNCTIONS_A_PARCEL) {
    const end = Math.min(size.objects, first + FUNCTIONS_A_PARCEL)
    const parcel = metricPoints({ first, end, from, to: from + MINUTES_A_RUN, seed: Date.now() })
    times.push(await timeOf(() => store.write('metric', parcel)))
    points += parcel.length
  }
  const totalMs = times.reduce((sum, time) => sum + time, 0)
  const writes = [summarize(`write of ${FUNCTIONS_A_PARCEL * MINUTES_A_RUN} points`, times)]
  return { writes, pointsPerSecond: (points / totalMs) * 1000 }
}

function sizeOf(home: string): number {
  return readdirSync(home).reduce((sum, name) => sum + statSync(join(home, name)).size, 0) / 2 ** 20
}

function printFigures({ before, after, ...figures }: StoreFigures, { store }: BenchOptions): string {
  const cell = (ms: number | undefined) => (ms === undefined ? '' : ms.toFixed(0)).padStart(7)
  const line = ({ name, firstMs, p50Ms, p95Ms, maxMs }: QueryFigures) =>
    `  ${name.padEnd(52)}${[firstMs, p50Ms, p95Ms, maxMs].map(cell).join('')}`
  const server = ({ ownMb }: ServerFigures) => `${ownMb.toFixed(0)} MiB`
  return [
    `${`${store.objects} objects, ${store.points} points`.padEnd(56)}first    p50    p95    max  ms`,
    ...[...figures.queries, ...figures.writes].map(line),
    `  points written a second  ${figures.pointsPerSecond.toFixed(0)}`,
    `  file ${figures.fileMb.toFixed(0)} MiB; server before ${server(before)}, after ${server(after)}, held up at most ${after.loopDelayMs.toFixed(0)} ms`,
  ].join('\n')
}
