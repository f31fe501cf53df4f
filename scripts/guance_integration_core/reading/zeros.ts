/** Zeros for settled minutes without data, where the configuration asks for them. */
import type { RowPoint } from '#func/script.ts'
import type { NamespaceUnit } from '../collection.ts'
import { pointTags } from '../discovery/discover.ts'
import { metricSelector, statisticsBy } from '../discovery/selection.ts'
import { regionTags } from '../discovery/tags.ts'
import { durationMs } from '../durations.ts'
import { groupOf, hasGroup } from '../groups.ts'
import type { MetricSet } from '../types.ts'
import { floorTo, type Piece } from '../windows/window.ts'
import { setKey, zeroPoints } from './points.ts'

export interface Zeros {
  readonly times: readonly number[]
  readonly isCount: (metric: string) => boolean
  readonly always: readonly string[]
}

/** The settled times of a piece: those that no late value will reach any more. */
export function zerosOf(piece: Piece, { collection, context, resources }: NamespaceUnit): Zeros | undefined {
  const { zero, config } = collection
  if (config.zero !== true || zero === undefined || resources === undefined) return undefined
  const settled = context.triggeredAt.getTime() - durationMs(config.settle)
  const end = Math.min(piece.end, floorTo(settled, piece.period))
  const step = piece.period * 1000
  const count = Math.max(0, Math.ceil((end - piece.start) / step))
  const times = Array.from({ length: count }, (_, index) => piece.start + index * step)
  return { times, isCount: (metric) => zero.isCount(metric), always: zero.always }
}

/** Points of existing resources of which CloudWatch lists nothing lately, in the groups of the piece. */
export function* idlePoints(
  piece: Piece,
  sets: readonly MetricSet[],
  zeros: Zeros,
  { region, namespace, collection, resources }: NamespaceUnit,
): Generator<RowPoint[]> {
  const { config } = collection
  if (zeros.times.length === 0) return
  const selects = metricSelector(config.targets, namespace, collection.dimensions)
  const tags = regionTags(config.account, region)
  const listed = new Map(sets.map((set) => [setKey(set), new Set(set.metrics)]))
  for (const dimensions of resources?.existing ?? []) {
    if (!hasGroup(piece.groups, groupOf({ dimensions }))) continue
    const names = dimensions.map(({ name }) => name)
    const known = listed.get(setKey({ dimensions }))
    const metrics = zeros.always.filter((metric) => !known?.has(metric) && selects(metric, names))
    const set = { dimensions, metrics, tags: pointTags(dimensions, { resources, tags }) }
    yield zeroPoints(config.measurement, set, { times: zeros.times, statisticsOf: statisticsBy(config) })
  }
}
