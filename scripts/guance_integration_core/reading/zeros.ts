/** Zeros for settled minutes without data, where the configuration asks for them. */
import type { RowPoint } from '#func/script.ts'
import type { NamespaceUnit } from '../collection.ts'
import { pointTags } from '../discovery/discover.ts'
import { metricSelector, statisticsBy } from '../discovery/selection.ts'
import { regionTags } from '../discovery/tags.ts'
import { durationMs } from '../durations.ts'
import { groupOf, hasGroup } from '../groups.ts'
import type { MetricSet, SetIdentity } from '../types.ts'
import { floorTo, type Piece } from '../windows/window.ts'
import { identitiesOf } from './identity-at.ts'
import { setKey, zeroFields } from './points.ts'

export interface Zeros {
  readonly times: readonly number[]
  readonly isCount: (metric: string) => boolean
  readonly always: readonly string[]
  /** From when on what a set is about is known to have existed. */
  readonly sinceOf: (set: SetIdentity) => number
}

/** The settled times of a piece: those that no late value will reach any more. */
export function zerosOf(piece: Piece, { collection, context, resources }: NamespaceUnit): Zeros | undefined {
  const { zero, config } = collection
  if (config.zero !== true || zero === undefined || resources === undefined) return undefined
  const settled = context.now().getTime() - durationMs(config.settle)
  const end = Math.min(piece.end, floorTo(settled, piece.period))
  const step = piece.period * 1000
  const count = Math.max(0, Math.ceil((end - piece.start) / step))
  const times = Array.from({ length: count }, (_, index) => piece.start + index * step)
  const sinceOf = ({ account, dimensions }: SetIdentity) =>
    account === undefined ? (resources.existsSince?.(dimensions) ?? 0) : 0
  return { times, isCount: (metric) => zero.isCount(metric), always: zero.always, sinceOf }
}

/** Existing resources of which CloudWatch lists nothing lately, with the metrics whose absence means 0. */
export function idleSets(sets: readonly MetricSet[], unit: NamespaceUnit): MetricSet[] {
  const { region, namespace, collection, resources } = unit
  const { config, zero } = collection
  if (config.zero !== true || zero === undefined || resources === undefined) return []
  const selects = metricSelector(config.targets, namespace, collection.dimensions)
  const tags = regionTags(config.account, region)
  const listed = new Map(sets.map((set) => [setKey(set), new Set(set.metrics)]))
  return resources.existing.map((dimensions) => {
    const names = dimensions.map(({ name }) => name)
    const known = listed.get(setKey({ dimensions }))
    const metrics = zero.always.filter((metric) => !known?.has(metric) && selects(metric, names))
    return { dimensions, metrics, tags: pointTags(dimensions, { resources, tags }) }
  })
}

/** Their points, in the groups of the piece. */
export function* idlePoints(
  piece: Piece,
  sets: readonly MetricSet[],
  zeros: Zeros,
  unit: NamespaceUnit,
): Generator<RowPoint[]> {
  if (zeros.times.length === 0) return
  const statisticsOf = statisticsBy(unit.collection.config)
  for (const set of idleSets(sets, unit)) {
    const fields = zeroFields(set, statisticsOf)
    if (fields.names.length === 0 || !hasGroup(piece.groups, groupOf(set))) continue
    const identityAt = identitiesOf(set, unit)
    const since = zeros.sinceOf(set)
    const times = zeros.times.filter((time) => time >= since)
    yield times.map((timestamp) => {
      const { measurement, tags } = identityAt(timestamp)
      return { measurement, tags, timestamp, ...fields }
    })
  }
}
