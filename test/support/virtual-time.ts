/** A clock that stands still until everybody sleeps, then jumps to the first who wakes. */
export interface VirtualTime {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Lets time go by until nobody sleeps any more. */
  run(): Promise<void>
}

export function createVirtualTime(start = 1_000_000): VirtualTime {
  let now = start
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      await new Promise<void>((wake) => void sleepers.push({ at: now + ms, wake }))
    },
    async run() {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        if (sleepers.length === 0) return
        sleepers.sort((a, b) => a.at - b.at)
        const next = sleepers.shift()!
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}
