import { triggerChanged, triggerExecuted } from '../../audit/changes.ts'
import { FuncError } from '../../errors.ts'
import type { TaskRequest } from '../../model/task.ts'
import type { TriggerChange } from '../../model/trigger.ts'
import type { Call, Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { assertMatch, etagOf } from '../etag.ts'
import { toInstant } from '../instant.ts'
import type { Locks } from '../locks.ts'
import { editableTrigger, taskView, triggerView } from '../views.ts'

type Ids = 'listTriggers' | 'getTrigger' | 'changeTrigger' | 'executeTrigger' | 'previewSchedule'

export function triggerHandlers(deps: ApiDependencies, locks: Locks): Handlers<Ids> {
  const { store, triggers, runner, clock } = deps
  return {
    async listTriggers() {
      const all = await store.triggers.list()
      return { items: await Promise.all(all.map((trigger) => triggerView(trigger, deps))) }
    },
    async getTrigger({ params, reply }) {
      const trigger = await triggers.require(params.name)
      reply.header('etag', etagOf(editableTrigger(trigger)))
      return triggerView(trigger, deps)
    },
    changeTrigger: ({ params: { name }, body, ifMatch, reply, audit }) =>
      locks(`trigger ${name}`, async () => {
        const before = await triggers.require(name)
        assertMatch(ifMatch, etagOf(editableTrigger(before)), `trigger '${name}'`)
        const after = await triggers.change(name, changeOf(body))
        await audit(triggerChanged(before, after))
        reply.header('etag', etagOf(editableTrigger(after)))
        return triggerView(after, deps)
      }),
    async executeTrigger({ params: { name }, body, actor, audit }) {
      const request = windowOf(body, clock())
      const requestedBy = `${actor.kind} ${actor.name}`
      const task = await runner.execute(name, { requestedBy, ...(request && { request }) })
      await audit(triggerExecuted(task))
      return taskView(task, deps)
    },
    async previewSchedule({ query: { count, ...times } }) {
      const problem = triggers.problem(times)
      if (problem !== undefined) return { problem: deps.redact(problem), next: [] }
      return { problem: null, next: [...triggers.nextSlots(times, clock(), count)] }
    },
  }
}

function changeOf({ pausedUntil, ...others }: Call<'changeTrigger'>['body']): TriggerChange {
  if (pausedUntil === undefined) return others
  return { ...others, pausedUntil: pausedUntil === null ? null : toInstant(pausedUntil) }
}

/** @throws FUNC_ERR_HTTP_REQUEST_INVALID */
function windowOf({ window }: Call<'executeTrigger'>['body'], now: Date): TaskRequest | undefined {
  if (window === undefined) return undefined
  const [from, to] = [toInstant(window.from), toInstant(window.to)]
  if (from < to && to <= now) return { window: { from, to } }
  const message = 'Cannot read this window: wanted a time of the past and a later one, not in the future'
  throw new FuncError('FUNC_ERR_HTTP_REQUEST_INVALID', message)
}
