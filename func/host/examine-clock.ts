/** Whether the clock of this machine is that of AWS, as the last runs have seen it. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts'
import type { Home, HostContext } from './home.ts'

/** A clock that was set since is not complained of for longer. */
const RECENT_MS = HOUR_MS

/** One finding at most: there is one clock. */
export async function checkClock(
  { store }: Pick<Home, 'store'>,
  { clock }: Pick<HostContext, 'clock'>,
): Promise<string[]> {
  const since = clock().getTime() - RECENT_MS
  for (const { name } of await store.triggers.list()) {
    const task = await store.tasks.lastOf(name)
    const seconds = task?.figures?.counts?.clockAheadSeconds ?? 0
    if (task === undefined || task.endedAt === null || task.endedAt.getTime() < since || seconds === 0)
      continue
    return [`task ${task.id} of ${name}: ${skewText(seconds)}`]
  }
  return []
}

/** @param seconds by which this machine's clock is ahead; below 0 when it is behind */
export function skewText(seconds: number): string {
  const minutes = Math.round((Math.abs(seconds) * SECOND_MS) / MINUTE_MS)
  const side = seconds > 0 ? 'ahead of' : 'behind'
  return `the clock of this machine is ${minutes} min ${side} that of AWS: set it, best with NTP; runs go by the time of AWS`
}
