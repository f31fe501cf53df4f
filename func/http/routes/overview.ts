import { FAILED_STATUSES, hasFailed, type Task } from '../../model/task.ts'
import type { Trigger } from '../../model/trigger.ts'
import { DAY_MS } from '../../time.ts'
import { authenticate } from '../access/auth.ts'
import type * as api from '../api.gen.ts'
import type { Call, Handlers } from '../call.ts'
import type { Changes } from '../changes.ts'
import type { ApiDependencies } from '../deps.ts'
import { streamEvents } from '../sse.ts'
import { taskView, triggerView } from '../views.ts'

const MONTH_DAYS = 30
const FAILURES = 10
const DAY_OF_TASKS = 10_000
/** Data of a region this old is a warning: two runs of the usual five minutes, and CloudWatch's own delay. */
const STALE_SECONDS = 20 * 60
const EVENT_POLL_MS = 500
/** How long what is costly to find is good for. */
const KEPT_MS = 10_000

export function overviewHandlers(
  deps: ApiDependencies,
  changes: Changes,
): Handlers<'getOverview' | 'streamEvents'> {
  const freshness = keep(KEPT_MS, deps, () => readFreshness(deps))
  const bill = keep(KEPT_MS, deps, () => readBill(deps))
  return {
    async getOverview() {
      const { store, clock } = deps
      const now = clock()
      const triggers = await store.triggers.list()
      const views = await Promise.all(triggers.map((trigger) => triggerView(trigger, deps)))
      const fresh = await freshness()
      const failures = await store.tasks.list({ status: FAILED_STATUSES, limit: FAILURES })
      return {
        at: now,
        status: statusOf(views, fresh),
        triggers: views.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
        freshness: fresh,
        bill: await bill(),
        failures: failures.map((task) => taskView(task, deps)),
        counts: await readCounts(deps),
        running: (await store.tasks.running()).map((task) => taskView(task, deps)),
      }
    },
    streamEvents: (call) => stream(call, deps, changes),
  }
}

async function stream(
  call: Call<'streamEvents'>,
  deps: ApiDependencies,
  changes: Changes,
): Promise<undefined> {
  const listener = changes.listen()
  const isAllowed = async () => (await authenticate(call.request, deps)) !== undefined
  try {
    await streamEvents(call.reply, call.signal, { isAllowed }, async (events) => {
      await events.send('hello', { version: deps.version })
      for (;;) {
        const topics = await listener.take()
        if (topics.length > 0) await events.send('changed', { topics })
        await events.pause(deps.pollMs ?? EVENT_POLL_MS)
      }
    })
  } finally {
    listener.close()
  }
  return undefined
}

/** Failing first, then those that do not run, then the others. */
function rank({ lastTask, state }: api.Trigger): number {
  if (lastTask !== null && hasFailed(lastTask)) return 0
  return state === 'enabled' ? 2 : 1
}

function statusOf(
  triggers: readonly api.Trigger[],
  freshness: api.Overview['freshness'],
): api.Overview['status'] {
  if (triggers.length === 0) return 'empty'
  if (triggers.some((trigger) => rank(trigger) === 0)) return 'failing'
  const isStale = freshness.some(({ lagSeconds }) => lagSeconds > STALE_SECONDS)
  return isStale || triggers.some(({ state }) => state !== 'enabled') ? 'warning' : 'ok'
}

/** Only tags that the AWS sets write; data of others has no account or region. */
async function readFreshness({ queries, store, clock }: ApiDependencies): Promise<api.Overview['freshness']> {
  const found = await queries.freshness(['account_name', 'RegionId'])
  const triggers = await store.triggers.list()
  const now = clock().getTime()
  return found
    .filter(({ tags }) => tags.RegionId !== undefined)
    .map(({ measurement, tags: { account_name = '', RegionId = '' }, newest }) => ({
      trigger: triggerOf(account_name, triggers),
      ...{ account: account_name, region: RegionId, measurement, newest: new Date(newest) },
      lagSeconds: Math.max(0, Math.round((now - newest) / 1000)),
    }))
    .sort((a, b) => b.lagSeconds - a.lagSeconds)
}

/** The account's name is a parameter of the deploy, or else the name of the startup script. */
function triggerOf(account: string, triggers: readonly Trigger[]): string {
  const nameOf = ({ name, parameters }: Trigger) =>
    (parameters as { readonly account_name?: unknown } | null)?.account_name ?? name
  return triggers.find((trigger) => nameOf(trigger) === account)?.name ?? ''
}

async function readBill({ store, clock }: ApiDependencies): Promise<api.Overview['bill']> {
  const since = new Date(clock().getTime() - DAY_MS)
  const tasks = await store.tasks.list({ since, limit: DAY_OF_TASKS })
  const byTrigger = [...Map.groupBy(tasks, ({ trigger }) => trigger)].map(([trigger, own]) => ({
    trigger,
    dollars24h: sum(own, ({ figures }) => figures?.estimatedDollars ?? 0),
    billedMetrics24h: sum(own, ({ figures }) => figures?.billedMetrics ?? 0),
    tasks24h: own.length,
  }))
  const dollars24h = byTrigger.reduce((total, each) => total + each.dollars24h, 0)
  byTrigger.sort((a, b) => b.dollars24h - a.dollars24h)
  return { dollars24h, dollarsMonth: dollars24h * MONTH_DAYS, byTrigger }
}

function sum(tasks: readonly Task[], of: (task: Task) => number): number {
  return tasks.reduce((total, task) => total + of(task), 0)
}

async function readCounts({ points, queries }: ApiDependencies): Promise<api.Overview['counts']> {
  const counts = await points.counts()
  const measurements = await queries.measurements()
  const functions = measurements.find(
    ({ measurement, category }) => measurement === 'aws_lambda' && category === 'custom_object',
  )
  return { ...counts, functions: functions?.count ?? 0 }
}

/** Asked by many at once, it is found once. */
function keep<T>(ms: number, { clock }: ApiDependencies, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | undefined
  return () => {
    const now = clock().getTime()
    if (kept === undefined || now - kept.at >= ms) {
      const value = read()
      kept = { at: now, value }
      value.catch(() => {
        kept = undefined
      })
    }
    return kept.value
  }
}
