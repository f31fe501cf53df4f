/**
 * Measurements and tags of points by the time of their events. When a function's tags, the account's or a measurement
 * change, events that were read keep what they were written with: the overlap is read again by every run.
 */
import type { ScriptContext } from '#func/script.ts'
import { regionTags, SeriesHistory } from '../../guance_integration_core/index.ts'
import type { Config } from '../config.gen.ts'
import type { KnownFunction } from './inventory.ts'

export interface Measurements {
  readonly custom: string
  readonly check: string
  readonly enhanced: string
}

export interface EarlierTags {
  /** Of events before it, in milliseconds. */
  readonly until: number
  readonly tags: Readonly<Record<string, string>>
}

export interface Naming {
  measurementsAt(time: number): Measurements
  /** What the tags of a function were, oldest first. */
  earlierTags(name: string, tags: Readonly<Record<string, string>>): readonly EarlierTags[]
}

interface NamingOptions {
  readonly region: string
  readonly config: Config
  readonly context: ScriptContext
  /** What this run reads ends here. */
  readonly end: number
}

/** Keeps what the names of this run are, before anything is written with them. */
export async function openNaming(
  functions: readonly KnownFunction[],
  { region, config, context: { state }, end }: NamingOptions,
): Promise<Naming> {
  const [key, endKey] = [`naming/${region}`, `naming-end/${region}`]
  const kept = await state.get(endKey)
  const readUpTo = typeof kept === 'number' ? kept : end
  const tags = regionTags(config.account, region)
  const now = measurementsOf(config)
  const history = new SeriesHistory(await state.get(key), { measurement: textOf(now), tags }, readUpTo)
  history.learn(
    functions.map((each) => setOf(each.name, { ...each.tags, ...tags })),
    true,
  )
  if (history.isChanged) state.set(key, history.toJson(readUpTo))
  state.set(endKey, Math.max(readUpTo, end))
  const before = history
    .earlier(setOf('', tags))
    .map(({ until, measurement }) => ({ until, ...parse(measurement) }))
  return {
    measurementsAt: (time) => before.find(({ until }) => time < until) ?? now,
    earlierTags: (name, own) => history.earlier(setOf(name, own)).map(withoutName),
  }
}

/** No tag is called like this dimension. */
function setOf(name: string, tags: Readonly<Record<string, string>>) {
  return { dimensions: [{ name: '', value: name }], metrics: [], tags }
}

function withoutName({ until, tags: { '': _, ...tags } }: EarlierTags): EarlierTags {
  return { until, tags }
}

function measurementsOf({
  custom_measurement: custom,
  check_measurement: check,
  measurement: enhanced,
}: Config) {
  return { custom, check, enhanced }
}

function textOf({ custom, check, enhanced }: Measurements): string {
  return JSON.stringify([custom, check, enhanced])
}

function parse(text: string): Measurements {
  const [custom, check, enhanced] = JSON.parse(text) as readonly [string, string, string]
  return { custom, check, enhanced }
}
