/** Collects one namespace of one region: the unit whose progress is kept by a watermark. */
import type { Json, ScriptContext } from '#func/script.ts'
import { readAnswer } from './answers.ts'
import { CollectError } from './collect-error.ts'
import type { Collection } from './collection.ts'
import { forEachConcurrently } from './concurrency.ts'
import { discoverSets, pointTags } from './discover.ts'
import { parseDuration } from './durations.ts'
import { dimensionsKey, fillZeros, metricPoints, zeroPoints } from './points.ts'
import { AWS_LIMITS, BILLED_TOGETHER, countQueries, type PlannedQuery, planRequests } from './queries.ts'
import { metricSelector } from './selection.ts'
import { regionTags } from './tags.ts'
import type { CollectConfig, MetricSet, Resources } from './types.ts'
import { cutWindow, floorTo, type Piece, planWindow, type Window } from './window.ts'

const REQUESTS_AT_ONCE = 4
const RECENT_MS = 3 * 3600 * 1000
/** Values of one piece: few enough that a long catch-up keeps what it has done when its time runs out. */
const VALUES_PER_PIECE = 10_000_000
const FEWEST_VALUES_PER_SERIES = 180
/** GetMetricData, us-east-1 list price per metric requested. */
const DOLLARS_PER_METRIC = 0.00001

interface UnitOfWork {
  readonly region: string
  readonly namespace: string
  readonly config: CollectConfig
  readonly context: ScriptContext
}

export interface NamespaceUnit extends Omit<UnitOfWork, 'config'> {
  readonly collection: Collection
  readonly resources: Resources | undefined
  /** Milliseconds; undefined on the very first run. */
  readonly watermark: number | undefined
}

/**
 * Reads the watermark. On the very first run there is none: then keeps where the first window begins, so that a
 * run that is killed before it has a watermark loses nothing.
 */
export async function markFirstRun(unit: UnitOfWork): Promise<number | undefined> {
  const watermark = await readWatermark(unit)
  if (watermark !== undefined) return watermark
  const { start } = windowOf(unit.config, unit.context, undefined)
  unit.context.state.set(watermarkKey(unit), new Date(start).toISOString())
  return undefined
}

export async function collectNamespace(unit: NamespaceUnit): Promise<void> {
  const { region, namespace, context, collection, watermark } = unit
  const { config } = collection
  const window = windowOf(config, context, watermark)
  const sets = await discover(unit, window)
  const statisticsOf = statisticsBy(config)
  const counts = countQueries(sets, statisticsOf)
  const metrics = sets.reduce((sum, set) => sum + set.metrics.length, 0)
  context.log.info({ region, namespace, sets: sets.length, metrics }, 'Found metrics')
  const pieces = cutWindow(window, {
    triggeredAt: context.triggeredAt.getTime(),
    periodSeconds: config.period,
    maxValues: valuesPerSeries(counts.queries),
  })
  for (const piece of pieces) {
    const done = await collectPiece(piece, sets, unit)
    const end = new Date(piece.end).toISOString()
    context.state.set(watermarkKey(unit), end)
    const dollars = Number((counts.billed * DOLLARS_PER_METRIC).toFixed(6))
    const story = { ...done, queries: counts.queries, billedMetrics: counts.billed, dollars }
    context.log.info({ region, namespace, ...times(piece), ...story, watermark: end }, 'Wrote metrics')
  }
}

function times({ start, end, period }: Piece): object {
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString(), period }
}

function valuesPerSeries(queries: number): number {
  const most = Math.floor(AWS_LIMITS.values / BILLED_TOGETHER)
  const fair = Math.floor(VALUES_PER_PIECE / Math.max(1, queries))
  return Math.min(most, Math.max(FEWEST_VALUES_PER_SERIES, fair))
}

function discover({ region, namespace, collection, context, resources }: NamespaceUnit, window: Window) {
  const { config } = collection
  return discoverSets({
    cloudwatch: context.aws.cloudwatch({ account: config.account, region }),
    namespace,
    selects: metricSelector(config.targets, namespace, collection.dimensions),
    resources,
    tags: regionTags(config.account, region),
    recent: context.triggeredAt.getTime() - window.start <= RECENT_MS,
    signal: context.signal,
  })
}

async function collectPiece(
  piece: Piece,
  sets: readonly MetricSet[],
  unit: NamespaceUnit,
): Promise<{ points: number; requests: number }> {
  const { region, namespace, collection, context } = unit
  const { config } = collection
  const cloudwatch = context.aws.cloudwatch({ account: config.account, region })
  const { signal } = context
  const zeros = zerosOf(piece, unit)
  const totals = { points: 0, requests: 0 }
  const forbidden: PlannedQuery[] = []
  const plan = planRequests(sets, {
    namespace,
    period: piece.period,
    valuesPerQuery: Math.round((piece.end - piece.start) / (piece.period * 1000)),
    statisticsOf: statisticsBy(config),
  })
  await forEachConcurrently(plan, REQUESTS_AT_ONCE, async (queries) => {
    context.progress.total('requests', 1)
    const answer = await readAnswer(queries, { cloudwatch, namespace, piece, signal })
    forbidden.push(...answer.forbidden)
    const values = zeros === undefined ? answer.values : fillZeros(queries, answer.values, zeros)
    totals.points += await write(metricPoints(config.measurement, queries, values), context)
    totals.requests += answer.requests
    context.progress.done('requests')
  })
  if (zeros !== undefined) totals.points += await writeZeros(sets, zeros, unit)
  if (forbidden.length > 0) throw refused(forbidden)
  return totals
}

async function write(
  points: ReturnType<typeof metricPoints>,
  { points: writer, progress, signal }: ScriptContext,
) {
  signal.throwIfAborted()
  if (points.length === 0) return 0
  progress.total('points', points.length)
  await writer.write('metric', points)
  progress.done('points', points.length)
  return points.length
}

function refused(queries: readonly PlannedQuery[]): CollectError {
  const metrics = [...new Set(queries.map(({ metric }) => metric))].slice(0, 5).join(', ')
  return new CollectError(
    'FUNC_ERR_COLLECT_FORBIDDEN',
    `Cannot read ${queries.length} queries as CloudWatch forbids them: ${metrics}`,
  )
}

interface Zeros {
  readonly times: readonly number[]
  readonly isCount: (metric: string) => boolean
  readonly always: readonly string[]
}

/** The settled times of a piece: those that no late value will reach any more. */
function zerosOf(piece: Piece, { collection, context, resources }: NamespaceUnit): Zeros | undefined {
  const { zero, config } = collection
  if (config.zero !== true || zero === undefined || resources === undefined) return undefined
  const settled = context.triggeredAt.getTime() - parseDuration(config.settle) * 1000
  const end = Math.min(piece.end, floorTo(settled, piece.period))
  const step = piece.period * 1000
  const count = Math.max(0, Math.ceil((end - piece.start) / step))
  const times = Array.from({ length: count }, (_, index) => piece.start + index * step)
  return { times, isCount: (metric) => zero.isCount(metric), always: zero.always }
}

/** For existing resources of which CloudWatch lists nothing lately. */
async function writeZeros(sets: readonly MetricSet[], zeros: Zeros, unit: NamespaceUnit): Promise<number> {
  const { region, namespace, collection, context, resources } = unit
  const { config } = collection
  if (zeros.times.length === 0) return 0
  const selects = metricSelector(config.targets, namespace, collection.dimensions)
  const tags = regionTags(config.account, region)
  const listed = new Map(sets.map((set) => [dimensionsKey(set.dimensions), new Set(set.metrics)]))
  let count = 0
  for (const dimensions of resources?.existing ?? []) {
    const names = dimensions.map(({ name }) => name)
    const known = listed.get(dimensionsKey(dimensions))
    const metrics = zeros.always.filter((metric) => !known?.has(metric) && selects(metric, names))
    const set = { dimensions, metrics, tags: pointTags(dimensions, { resources, tags }) }
    const points = zeroPoints(config.measurement, set, {
      times: zeros.times,
      statisticsOf: statisticsBy(config),
    })
    count += await write(points, context)
  }
  return count
}

function statisticsBy({ statistics }: CollectConfig): (metric: string) => readonly string[] {
  return (metric) => {
    const named = Object.hasOwn(statistics, metric) ? statistics[metric] : statistics.default
    return [...new Set(named)]
  }
}

function windowOf(
  config: CollectConfig,
  { triggeredAt }: ScriptContext,
  watermark: number | undefined,
): Window {
  return planWindow({
    triggeredAt: triggeredAt.getTime(),
    watermark,
    periodSeconds: config.period,
    settleSeconds: parseDuration(config.settle),
    lookbackSeconds: parseDuration(config.lookback),
    zero: config.zero === true,
  })
}

function watermarkKey({ region, namespace }: Pick<UnitOfWork, 'region' | 'namespace'>): string {
  return `window/${region}/${namespace.replaceAll('/', '-')}`
}

async function readWatermark(
  unit: Pick<UnitOfWork, 'region' | 'namespace' | 'context'>,
): Promise<number | undefined> {
  const kept: Json | undefined = await unit.context.state.get(watermarkKey(unit))
  const time = typeof kept === 'string' ? Date.parse(kept) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
