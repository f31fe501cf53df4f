/**
 * A clock that stands still while calls are on their way, and jumps to the next one that may go when all of them
 * wait for their budget: hours of pacing take as long as their calls.
 */
import type { AwsClients } from '#func/script.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

export class VirtualClock {
  #now: number
  #calls = 0
  readonly #sleepers: Sleeper[] = []

  /** @param now Milliseconds since the epoch. */
  constructor(now: number) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + ms, wake })
      this.#jump()
    })

  /** To a later time; never back. */
  goTo(time: number): void {
    this.#now = Math.max(this.#now, time)
  }

  /** Tells which calls are on their way. */
  watch(aws: AwsClients): AwsClients {
    const watched = (client: object): object =>
      new Proxy(client, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name)
          if (typeof member !== 'function') return member
          return (...args: unknown[]) => this.#during(() => Reflect.apply(member, target, args))
        },
      })
    return new Proxy(aws, {
      get: (target, name) => {
        const make: unknown = Reflect.get(target, name)
        if (typeof make !== 'function') return make
        return (...args: unknown[]) => watched(Reflect.apply(make, target, args))
      },
    })
  }

  async #during(call: () => unknown): Promise<unknown> {
    this.#calls += 1
    try {
      return await call()
    } finally {
      this.#calls -= 1
      this.#jump()
    }
  }

  #jump(): void {
    if (this.#sleepers.length < this.#calls) return
    const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined) return
    this.#sleepers.splice(this.#sleepers.indexOf(next), 1)
    this.goTo(next.at)
    next.wake()
  }
}
