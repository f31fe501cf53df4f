import { CollectError } from './collect-error.ts'

/** Waits for a promise, but not beyond the signal. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/**
 * Works on items, at most `limit` at a time, taking each from the iterable only when there is room for it. After
 * a failure no new item is begun; those under way finish, then the first failure is thrown.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  const failures: unknown[] = []
  const worker = async () => {
    for (let next = iterator.next(); !next.done && failures.length === 0; next = iterator.next()) {
      try {
        await work(next.value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) throw failures[0]
}

/**
 * All pages of a listing: `ask` gets the token of the page wanted, undefined for the first.
 * @throws FUNC_ERR_AWS_ANSWER_INVALID when a token comes again: the pages would never end.
 */
export async function* pages<Page>(
  ask: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  const tokens = new PageTokens()
  let token: string | undefined
  do {
    const page = await ask(token)
    yield page
    token = tokens.next(tokenOf(page))
  } while (token !== undefined)
}

/** The tokens of a listing's pages so far. */
export class PageTokens {
  readonly #seen = new Set<string>()

  /**
   * @returns the token of the next page; undefined after the last
   * @throws FUNC_ERR_AWS_ANSWER_INVALID
   */
  next(token: string | undefined): string | undefined {
    if (token === undefined || token === '') return undefined
    if (this.#seen.has(token)) {
      const message = `Cannot read a listing to its end as page ${this.#seen.size + 2} begins where an earlier one did`
      throw new CollectError('FUNC_ERR_AWS_ANSWER_INVALID', message)
    }
    this.#seen.add(token)
    return token
  }
}
