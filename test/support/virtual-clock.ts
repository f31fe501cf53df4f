/**
 * A clock that stands still while requests are on their way, and jumps to the next call that may go when all of them
 * wait for their budget: hours of pacing take as long as their calls.
 */
import type { AwsClients } from '#func/script.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

export class VirtualClock {
  #now: number
  #requests = 0
  readonly #sleepers: Sleeper[] = []
  readonly #watched = new WeakSet<RequestHandler>()

  /** @param now Milliseconds since the epoch. */
  constructor(now: number) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + ms, wake })
      this.#jumpSoon()
    })

  /** To a later time; never back. */
  goTo(time: number): void {
    this.#now = Math.max(this.#now, time)
  }

  /** Reports which requests are on their way. */
  watch(aws: AwsClients): AwsClients {
    return new Proxy(aws, {
      get: (target, name) => {
        const make: unknown = Reflect.get(target, name)
        if (typeof make !== 'function') return make
        return (...args: unknown[]) => {
          const client = Reflect.apply(make, target, args)
          const handler: RequestHandler | undefined = client?.config?.requestHandler
          if (handler !== undefined) this.#watchHandler(handler)
          return client
        }
      },
    })
  }

  #watchHandler(handler: RequestHandler): void {
    if (this.#watched.has(handler)) return
    this.#watched.add(handler)
    const handle = handler.handle.bind(handler)
    handler.handle = async (...args) => {
      this.#requests += 1
      try {
        return await handle(...args)
      } finally {
        this.#requests -= 1
        this.#jumpSoon()
      }
    }
  }

  /** Whoever was just woken or answered sends its next request first. */
  #jumpSoon(): void {
    setImmediate(() => this.#jump())
  }

  #jump(): void {
    const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined || this.#requests > 0) return
    this.#sleepers.splice(this.#sleepers.indexOf(next), 1)
    this.goTo(next.at)
    next.wake()
    this.#jumpSoon()
  }
}

interface RequestHandler {
  handle(...args: unknown[]): Promise<unknown>
}
