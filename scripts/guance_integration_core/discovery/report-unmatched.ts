/** Warns of the parts of a selection that match nothing in any region. */
import type { ScriptContext } from '#func/script.ts'
import type { Collection } from '../collection.ts'
import { hashText } from '../hash.ts'
import { type SeenMetric, type Unmatched, unmatchedTargets } from './unmatched.ts'

const STATE_KEY = 'selection'
const MOST = 20

/** Different metrics of a run, each once. */
export class SeenMetrics {
  readonly #metrics = new Map<string, SeenMetric>()

  readonly add = (metric: SeenMetric): void => {
    this.#metrics.set(`${metric.namespace}\0${metric.metric}\0${metric.dimensions}`, metric)
  }

  get all(): SeenMetric[] {
    return [...this.#metrics.values()]
  }
}

/**
 * To be called when all regions were collected. What is listed changes with what runs: metrics are looked at once for
 * each configuration, resources whenever they were read.
 */
export async function reportUnmatched(
  { config, dimensions, resources }: Collection,
  seen: SeenMetrics,
  { state, log }: ScriptContext,
): Promise<void> {
  const { regions, targets } = config
  const fingerprint = hashText(JSON.stringify([regions, targets]))
  const isNew = (await state.get(STATE_KEY)) !== fingerprint
  const ofMetrics = isNew ? unmatchedTargets(targets, dimensions, seen.all) : []
  if (isNew && seen.all.length > 0) state.set(STATE_KEY, fingerprint)
  warnOfUnmatched([...(resources?.unmatched?.() ?? []), ...ofMetrics], log)
}

export function warnOfUnmatched(unmatched: readonly Unmatched[], log: ScriptContext['log']): void {
  for (const { part, value, hint } of unmatched.slice(0, MOST)) {
    const fields = { part, value, ...(hint === undefined ? {} : { didYouMean: hint }) }
    log.warn(fields, 'A part of the selection matches nothing')
  }
}
