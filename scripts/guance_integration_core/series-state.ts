/** What is known of the series of one namespace of one region, from run to run. */
import type { FoundSets } from './discovery/find-sets.ts'
import { regionTags } from './discovery/tags.ts'
import { type NamespaceJob, stateKey } from './namespace-job.ts'
import { SeriesHistory } from './reading/series-history.ts'
import { idleSets } from './reading/zeros.ts'

/** @param from Nothing was written from there on, in milliseconds. */
export async function openHistory(job: NamespaceJob, from: number): Promise<SeriesHistory> {
  const { account, measurement } = job.collection.config
  const common = { measurement, tags: regionTags(account, job.region) }
  return new SeriesHistory(await job.context.state.get(stateKey('series', job)), common, from)
}

/** Notes and keeps the series of these sets, before anything is written to them. */
export function learnSeries(
  history: SeriesHistory,
  { sets, resources, isAll }: FoundSets,
  { job, unread }: { readonly job: NamespaceJob; readonly unread: number },
): void {
  history.learn([...sets, ...idleSets(sets, { ...job, resources })], isAll)
  if (!history.isChanged) return
  job.context.state.set(stateKey('series', job), history.toJson(unread))
  history.isChanged = false
}
