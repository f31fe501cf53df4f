import { taskStopped } from '../../audit/changes.ts'
import { FuncError } from '../../errors.ts'
import { hasEnded } from '../../model/task.ts'
import { authenticate } from '../access/auth.ts'
import type { Call, Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { toInstant } from '../instant.ts'
import { type EventStream, streamEvents } from '../sse.ts'
import { logView, taskView } from '../views.ts'

/** Small: what is read is held in memory until the client has taken it. */
const LOG_PAGE = 500
const POLL_MS = 300

type Ids = 'listTasks' | 'getTask' | 'getTaskLog' | 'streamTaskLog' | 'stopTask'

export function taskHandlers(deps: ApiDependencies): Handlers<Ids> {
  const { tasks } = deps.store
  return {
    async listTasks({ query: { since, cursor, limit, ...equal } }) {
      const found = await tasks.list({
        ...{ ...equal, limit: limit + 1 },
        ...(since === undefined ? {} : { since: toInstant(since) }),
        ...(cursor === undefined ? {} : { before: cursor }),
      })
      const page = found.slice(0, limit)
      const nextCursor = found.length > limit ? (page.at(-1)?.id ?? null) : null
      return { items: page.map((task) => taskView(task, deps)), nextCursor }
    },
    getTask: async ({ params }) => taskView(await deps.store.tasks.require(params.id), deps),
    async getTaskLog({ params, query: { after = 0, limit } }) {
      // read before its log, so that the log of an ended task is complete
      const task = await deps.store.tasks.require(params.id)
      const entries = await tasks.log(params.id, { after, limit })
      const ended = hasEnded(task) && entries.length < limit
      return {
        items: entries.map((entry) => logView(entry, deps)),
        next: entries.at(-1)?.seq ?? after,
        ended,
      }
    },
    streamTaskLog: (call) => streamLog(call, deps),
    async stopTask({ params, audit }) {
      await deps.store.tasks.require(params.id)
      if (!(await deps.runner.stop(params.id))) {
        throw new FuncError('FUNC_ERR_TASK_ENDED', `Cannot stop task '${params.id}': it has ended already`)
      }
      await audit(taskStopped(params.id))
      return taskView(await deps.store.tasks.require(params.id), deps)
    },
  }
}

async function streamLog(call: Call<'streamTaskLog'>, deps: ApiDependencies): Promise<undefined> {
  const { params, request, reply, signal } = call
  await deps.store.tasks.require(params.id)
  const isAllowed = async () => (await authenticate(request, deps)) !== undefined
  await streamEvents(reply, signal, { isAllowed }, (stream) =>
    follow(stream, params.id, firstAfter(call), deps),
  )
  return undefined
}

/** A browser that reconnects sends the number of the last entry that it has. */
function firstAfter({ request, query }: Call<'streamTaskLog'>): number {
  const last = Number(request.headers['last-event-id'])
  return Number.isSafeInteger(last) && last >= 0 && request.headers['last-event-id'] !== ''
    ? last
    : (query.after ?? 0)
}

/** Log, figures and status as they come, then the end; whichever process runs the task. */
async function follow(stream: EventStream, id: string, after: number, deps: ApiDependencies): Promise<void> {
  let shown = ''
  for (let logged = after; ; ) {
    const task = await deps.store.tasks.get(id)
    logged = await sendLog(stream, id, logged, deps)
    const view = task && taskView(task, deps)
    if (task === undefined || hasEnded(task)) return stream.send('end', view ?? null)
    const state = JSON.stringify(view)
    if (state !== shown) await stream.send('task', view)
    shown = state
    await stream.pause(deps.pollMs ?? POLL_MS)
  }
}

async function sendLog(
  stream: EventStream,
  id: string,
  after: number,
  deps: ApiDependencies,
): Promise<number> {
  for (let last = after; ; ) {
    const entries = await deps.store.tasks.log(id, { after: last, limit: LOG_PAGE })
    for (const entry of entries) await stream.send('log', logView(entry, deps), entry.seq)
    last = entries.at(-1)?.seq ?? last
    if (entries.length < LOG_PAGE) return last
  }
}
