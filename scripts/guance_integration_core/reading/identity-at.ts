import type { NamespaceUnit } from '../collection.ts'
import type { MetricSet } from '../types.ts'
import type { SeriesIdentity } from './series-history.ts'

/** In which series the values of a set belong, by their time. */
export function identitiesOf(
  set: MetricSet,
  { history, collection }: NamespaceUnit,
): (timestamp: number) => SeriesIdentity {
  const now = { measurement: collection.config.measurement, tags: set.tags }
  const earlier = history?.earlier(set) ?? []
  if (earlier.length === 0) return () => now
  return (timestamp) => earlier.find(({ until }) => timestamp < until) ?? now
}
