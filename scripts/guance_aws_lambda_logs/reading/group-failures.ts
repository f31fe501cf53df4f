/** The groups of a region that could not be read: a bounded list of them by name, the rest by number. */
import { CollectError, codeOf, messageOf, type Units } from '../../guance_integration_core/index.ts'

const MOST_NAMED = 10

export class GroupFailures {
  readonly #errors = new Map<string, unknown>()

  note(group: string, error: unknown): void {
    this.#errors.set(group, error)
  }

  get count(): number {
    return this.#errors.size
  }

  /** Reports them as units of the run that failed. */
  async report(region: string, units: Units): Promise<void> {
    const all = [...this.#errors]
    for (const [group, error] of all.slice(0, MOST_NAMED)) {
      await units.attempt(`${region} ${group}`, () => Promise.reject(error))
    }
    const [first] = all.slice(MOST_NAMED)
    if (first === undefined) return
    const more = all.length - MOST_NAMED
    const message = `Cannot read ${more} more log groups, the first of them '${first[0]}': ${messageOf(first[1])}`
    const error = new CollectError(codeOf(first[1]) as `FUNC_ERR_${string}`, message, first[1])
    await units.attempt(`${region} ${more} more log groups`, () => Promise.reject(error))
  }
}
