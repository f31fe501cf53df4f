import { setTimeout } from 'node:timers/promises'

/** Waits on the wall clock; rejects when aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal })
}
