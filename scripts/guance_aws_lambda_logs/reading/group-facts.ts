/** What all events of a group share. Pure. */
import { hashText, regionTags } from '../../guance_integration_core/index.ts'
import type { FunctionFacts } from '../lines/types.ts'
import type { RegionJob } from './job.ts'
import type { Writer } from './log-groups.ts'

/** @param tags Those of now, or of another time. */
function functionFacts(
  { name, known, version }: Writer,
  { target }: RegionJob,
  tags: Readonly<Record<string, string>>,
): FunctionFacts {
  const { memorySizeMb, runtime, architecture, accountId } = known ?? {}
  return {
    ...{ name, region: target.region },
    ...(version !== undefined && { version }),
    ...(memorySizeMb !== undefined && { memorySizeMb }),
    ...(runtime !== undefined && { runtime }),
    ...(architecture !== undefined && { architecture }),
    ...(accountId !== undefined && { accountId }),
    tags,
  }
}

/** What all events of a stream share, by their time: one object for all of a million events. */
export function factsByTime(writer: Writer, job: RegionJob): (time: number) => FunctionFacts {
  const { config, target, naming } = job
  const tags = { ...writer.known?.tags, ...regionTags(config.account, target.region) }
  const now = functionFacts(writer, job, tags)
  const earlier = naming
    .earlierTags(writer.name, tags)
    .map(({ until, tags: own }) => ({ until, facts: functionFacts(writer, job, own) }))
  if (earlier.length === 0) return () => now
  return (time) => earlier.find(({ until }) => time < until)?.facts ?? now
}

/** Of the settings that a pending state depends on. */
export function fingerprintOf({ config }: RegionJob): string {
  const { custom, enhanced, percentile_suffix } = config
  return hashText(JSON.stringify([custom, enhanced, percentile_suffix]))
}
