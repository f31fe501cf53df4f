/** Which functions are in trouble, since when, and how all others do: once, for console, API and commands. */
import {
  type FunctionHealth,
  type FunctionsHealth,
  TROUBLE_KINDS,
  type Trouble,
} from '../model/function-health.ts'
import type { MetricsGroup, ObjectItem, Tags } from '../model/queries.ts'
import type { PointQueries } from '../points/types.ts'
import { MINUTE_MS, SECOND_MS } from '../time.ts'
import { FunctionSteps, IDENTITY, MEASUREMENT, stepsQuery, troubleValue } from './function-steps.ts'
import { type Judged, judge } from './troubles.ts'

/** Of a range: enough to say when something began. */
const STEPS = 20
/** The newest minutes are still counted by CloudWatch: without them no chart or rank ends in a false outage. */
const SETTLING_MS = 3 * MINUTE_MS
/** Below it trouble is as it was before. */
const STEADY_FACTOR = 1.5
const OBJECTS_A_PAGE = 1000

export type HealthQueries = Pick<PointQueries, 'metrics' | 'objects' | 'freshness'>

export interface HealthOptions {
  readonly now: number
  /** How long the range is; at least 20 minutes. */
  readonly rangeMs: number
  readonly signal?: AbortSignal | undefined
}

export async function readFunctionHealth(
  queries: HealthQueries,
  { now, rangeMs, signal }: HealthOptions,
): Promise<FunctionsHealth> {
  const step = Math.ceil(rangeMs / STEPS / MINUTE_MS) * MINUTE_MS
  const to = Math.floor((await completeUntil(queries, now, signal)) / step) * step
  const from = to - STEPS * step
  const [{ groups }, objects] = await Promise.all([
    queries.metrics(stepsQuery({ from: from - STEPS * step, to, step }), signal),
    readObjects(queries, signal),
  ])
  const start = from - STEPS * step
  const functions = groups.map((group) => healthOf(group, objects.get(identityOf(group.tags)), start, step))
  return { from, to, stepMs: step, functions: functions.sort(byTrouble) }
}

/** What was collected until then is whole; without any data it is now. */
async function completeUntil(queries: HealthQueries, now: number, signal?: AbortSignal): Promise<number> {
  const all = await queries.freshness([], signal)
  const newest = all.filter(({ measurement }) => measurement === MEASUREMENT).map((each) => each.newest)
  return Math.min(now, Math.max(0, ...newest) || now) - SETTLING_MS
}

function healthOf(
  group: MetricsGroup,
  object: ObjectItem | undefined,
  start: number,
  step: number,
): FunctionHealth {
  const { account_name: account = '', RegionId: region = '', FunctionName: name = '' } = group.tags
  const steps = new FunctionSteps(group)
  const [before, now] = [steps.figures(0, STEPS), steps.figures(STEPS, 2 * STEPS)]
  const timeoutMs = secondsOf(object?.fields.Timeout)
  const whenOf = (judged: Judged): Trouble => ({
    ...judged,
    ...stretchOf(
      (at) => troubleValue(judged.kind, steps.figures(at, at + 1), timeoutMs),
      judged,
      start,
      step,
    ),
  })
  return {
    ...{ account, region, name, now, before, timeoutMs, curve: steps.curve },
    objectId: object?.id ?? null,
    runtime: object?.tags.Runtime ?? null,
    troubles: judge({ now, before, timeoutMs }).map(whenOf).sort(worstFirst),
  }
}

/**
 * The newest stretch of steps that are nearer to what is wrong than to what was usual. Steps without a value belong to
 * what surrounds them.
 */
function stretchOf(
  valueAt: (step: number) => number | null,
  { value, before }: Judged,
  start: number,
  step: number,
): Pick<Trouble, 'since' | 'until'> {
  if (before !== null && value < before * STEADY_FACTOR) return { since: null, until: null }
  const threshold = (value + (before ?? 0)) / 2
  const values = Array.from({ length: 2 * STEPS }, (_, at) => valueAt(at))
  const last = values.findLastIndex((each) => each !== null && each >= threshold)
  const calm = values.findLastIndex((each, at) => at < last && each !== null && each < threshold)
  const first = values.findIndex((each, at) => at > calm && each !== null)
  const isOver = values.some((each, at) => at > last && each !== null)
  return {
    since: first === 0 ? null : start + first * step,
    until: isOver ? start + (last + 1) * step : null,
  }
}

function byTrouble(a: FunctionHealth, b: FunctionHealth): number {
  const [worstA, worstB] = [a.troubles[0], b.troubles[0]]
  if (worstA !== undefined && worstB !== undefined)
    return worstFirst(worstA, worstB) || lostRequests(b) - lostRequests(a)
  if (worstA !== undefined || worstB !== undefined) return worstA === undefined ? 1 : -1
  return (b.now.invocations ?? 0) - (a.now.invocations ?? 0)
}

function worstFirst(a: Trouble, b: Trouble): number {
  return rankOf(a) - rankOf(b)
}

/** What goes on before what is over, critical before warning, new before steady; lost requests before slow ones. */
function rankOf({ kind, level, since, until }: Trouble): number {
  const isLoss = kind === 'errors' || kind === 'throttles'
  const places = [until === null, level === 'critical', since !== null]
  const order = places.reduce((all, isFirst) => 2 * all + (isFirst ? 0 : 1), 0)
  return order * TROUBLE_KINDS.length + (isLoss ? 0 : TROUBLE_KINDS.indexOf(kind))
}

function lostRequests({ now }: FunctionHealth): number {
  return (now.errors ?? 0) + (now.throttles ?? 0)
}

async function readObjects(queries: HealthQueries, signal?: AbortSignal): Promise<Map<string, ObjectItem>> {
  const found = new Map<string, ObjectItem>()
  let cursor: string | undefined
  do {
    const page = await queries.objects(
      {
        ...{ measurement: MEASUREMENT, fields: ['Timeout'], limit: OBJECTS_A_PAGE },
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    )
    for (const object of page.objects)
      found.set(identityOf({ ...object.tags, FunctionName: object.tags.name ?? '' }), object)
    cursor = page.next
  } while (cursor !== undefined)
  return found
}

function identityOf(tags: Tags): string {
  return JSON.stringify(IDENTITY.map((tag) => tags[tag] ?? ''))
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'number' ? value * SECOND_MS : null
}
