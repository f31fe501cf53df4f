/** Collects logs of AWS Lambda functions, and the metrics that stand in them. */
import type { ScriptContext } from '#func/script.ts'
import {
  abortable,
  accountRegions,
  createUnits,
  finish,
  forEachConcurrently,
} from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'
import { collectInsights } from './reading/insights.ts'
import { collectRegion } from './reading/region.ts'
import { logRules } from './rules/log-rules.ts'

const REGIONS_AT_ONCE = 4

/** @throws FUNC_ERR_COLLECT_UNITS_FAILED when regions or groups failed; the others are done. */
export async function run(config: Config, context: ScriptContext): Promise<void> {
  await abortable(collect(config, context), context.signal)
}

async function collect(config: Config, context: ScriptContext): Promise<void> {
  // The time that is left is the only clock that a script has.
  const rules = logRules(config, () => -context.timeLeft())
  const units = createUnits(context.log, context.signal)
  const regions = await accountRegions(config.account, config.regions, context)
  context.progress.total('regions', regions.length)
  await forEachConcurrently(regions, REGIONS_AT_ONCE, async (region) => {
    const work = () => collectRegion({ region, config, rules, context, units })
    await units.attempt(`${region} logs`, work)
    context.progress.done('regions')
  })
  if (config.insights) await units.attempt('insights', () => collectInsights(config, context))
  finish([units])
}
