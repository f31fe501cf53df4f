/**
 * Whose turn it is: groups are read page by page, each in its turn, so that one with a million events does not
 * hold the others up. Pure.
 */

/** A group with more pages than this is a long one. */
const LONG_PAGES = 20
/** Every so many turns go to the long ones while others wait. */
const TURN_OF_LONG = 4
/** Groups that are open at once: each holds what it has aggregated. */
const MOST_OPEN = 128

export interface Turn<T> {
  readonly item: T
  /** Pages that were read of it. */
  readonly pages: number
}

export class Turns<T> {
  readonly #waiting: Iterator<T>
  #next: T | undefined
  readonly #short: Turn<T>[] = []
  readonly #long: Turn<T>[] = []
  #open = 0
  #turns = 0

  /** @param items In the order in which they are to be opened. */
  constructor(items: Iterable<T>) {
    this.#waiting = items[Symbol.iterator]()
    this.#advance()
  }

  /** Undefined when there is nothing to do now, though items may still come back. */
  next(): Turn<T> | undefined {
    this.#turns += 1
    const isLong = this.#turns % TURN_OF_LONG === 0
    return (
      (isLong ? this.#long.shift() : undefined) ?? this.#opened() ?? this.#short.shift() ?? this.#long.shift()
    )
  }

  /** One more page was read of an item, and there are more. */
  back({ item, pages }: Turn<T>): void {
    const turn = { item, pages: pages + 1 }
    const queue = turn.pages > LONG_PAGES ? this.#long : this.#short
    queue.push(turn)
  }

  /** Nothing more is to be read of an item. */
  end(): void {
    this.#open -= 1
  }

  #opened(): Turn<T> | undefined {
    const item = this.#next
    if (item === undefined || this.#open >= MOST_OPEN) return undefined
    this.#open += 1
    this.#advance()
    return { item, pages: 0 }
  }

  #advance(): void {
    const { value, done } = this.#waiting.next()
    this.#next = done === true ? undefined : value
  }
}
