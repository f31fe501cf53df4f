/** What is reported of refused lines and changed names. Pure. */
import { type LogEvent, type MetricLine, REFUSALS, type Refusal, type RefusedLine } from '../lines/types.ts'
import type { RefusedCount, Renamed } from './types.ts'

const MOST_RENAMED = 100
const LONGEST_SAMPLE = 200

export class Refusals {
  readonly #redact: (text: string) => string
  readonly #refused = new Map<Refusal, RefusedCount & { count: number }>()
  readonly #renamed = new Map<string, Renamed & { count: number }>()

  /** @param redact Hides what must not be reported. */
  constructor(redact: (text: string) => string) {
    this.#redact = redact
  }

  refuse(event: LogEvent, { reason, sample }: Pick<RefusedLine, 'reason' | 'sample'>): void {
    const known = this.#refused.get(reason)
    if (known !== undefined) {
      known.count += 1
      return
    }
    const { function: facts, logStream } = event
    const meaning = REFUSALS[reason]
    const clean = this.#cleanSample(event.message, sample)
    this.#refused.set(reason, {
      reason,
      meaning,
      count: 1,
      sample: clean,
      functionName: facts.name,
      logStream,
    })
  }

  /** A sample is a part of its message, and may hold a part of what is hidden in the whole. */
  #cleanSample(message: string, sample: string): string {
    const clean = this.#redact(message)
    return clean === message ? this.#redact(sample) : shorten(clean)
  }

  /** The name, and the tags as a list, where the naming policy changed them. */
  note({ name, originalName, tags }: MetricLine): void {
    if (originalName !== undefined) this.#rename(originalName, name)
    if (tags.original !== undefined) {
      const becomes = Object.entries(tags.tags).map(([key, value]) => `${key}:${value}`)
      this.#rename(tags.original.join(','), becomes.join(','))
    }
  }

  refused(): readonly RefusedCount[] {
    return [...this.#refused.values()].toSorted((a, b) => b.count - a.count)
  }

  renamed(): readonly Renamed[] {
    return [...this.#renamed.values()]
  }

  #rename(from: string, to: string): void {
    const known = this.#renamed.get(from)
    if (known !== undefined) known.count += 1
    else if (this.#renamed.size < MOST_RENAMED) {
      this.#renamed.set(from, { from: shorten(this.#redact(from)), to: this.#redact(to), count: 1 })
    }
  }
}

function shorten(text: string): string {
  return text.slice(0, LONGEST_SAMPLE).trim().toWellFormed()
}
