/** Whether points come and arrive: the last real run of each trigger, and the sinks. */
import { hasFailed } from '../model/task.ts'
import { triggerState } from '../model/trigger.ts'
import type { Home, HostContext } from './home.ts'
import type { SinkOperations } from './operations.ts'

export type ExaminedHome = Home & { readonly sinks: Pick<SinkOperations, 'check'> }

export async function checkLastRuns(
  { store }: Pick<Home, 'store'>,
  { clock }: Pick<HostContext, 'clock'>,
): Promise<string[]> {
  const lines: string[] = []
  for (const trigger of await store.triggers.list()) {
    const task = await store.tasks.lastRunOf(trigger.name)
    if (task === undefined || !hasFailed(task) || triggerState(trigger, clock()) !== 'enabled') continue
    const why = task.error === null ? '' : `: ${task.error.code} ${task.error.message}`
    lines.push(`the last run of ${trigger.name} ended in ${task.status}${why}; funcbox tasks log ${task.id}`)
  }
  return lines
}

/** Without sinks points go to the embedded store, which is looked at by itself. */
export async function checkSinks({ store, sinks }: ExaminedHome): Promise<string[]> {
  const configured = await store.sinks.list()
  const required = configured.filter((sink) => sink.required)
  if (configured.length > 0 && required.length === 0) {
    return ['all sinks are best effort: nothing holds the watermark, and what they refuse is lost']
  }
  const lines = await Promise.all(
    required.map(async ({ name }) => {
      const { ok, message } = await sinks.check(name, new AbortController().signal)
      return ok ? [] : [`sink ${name}: ${message}`]
    }),
  )
  return lines.flat()
}
