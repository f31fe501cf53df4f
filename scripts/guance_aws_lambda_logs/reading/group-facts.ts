/** What all events of a group share. Pure. */
import { hashText, regionTags } from '../../guance_integration_core/index.ts'
import type { FunctionFacts } from '../lines/types.ts'
import type { RegionJob } from './job.ts'
import type { Writer } from './log-groups.ts'

export function functionFacts(
  { name, known, version }: Writer,
  { target, config }: RegionJob,
): FunctionFacts {
  const { memorySizeMb, runtime, architecture, accountId } = known ?? {}
  return {
    ...{ name, region: target.region },
    ...(version !== undefined && { version }),
    ...(memorySizeMb !== undefined && { memorySizeMb }),
    ...(runtime !== undefined && { runtime }),
    ...(architecture !== undefined && { architecture }),
    ...(accountId !== undefined && { accountId }),
    tags: { ...known?.tags, ...regionTags(config.account, target.region) },
  }
}

/** Of the settings that a pending state depends on. */
export function fingerprintOf({ config }: RegionJob): string {
  const { custom, enhanced, custom_measurement, check_measurement, measurement, percentile_suffix } = config
  return hashText(
    JSON.stringify([custom, enhanced, custom_measurement, check_measurement, measurement, percentile_suffix]),
  )
}
