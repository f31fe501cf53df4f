import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './store-error.ts'

/** How long SQLite itself waits for a lock: short, as it blocks the event loop of the thread. */
export const BUSY_SLICE_MS = 20

/** With the slices of SQLite in between, a lock is waited for about 15 seconds. */
const ATTEMPTS = 320
const LONGEST_PAUSE_MS = 30

/**
 * Runs a synchronous piece of database work again while another connection holds the lock. Waiting between the
 * attempts lets a connection of the same thread finish its own transaction, which a blocking wait never would.
 */
export async function retryBusy<T>(work: () => T): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error
    }
    await sleep(Math.min(attempt, LONGEST_PAUSE_MS))
  }
}
