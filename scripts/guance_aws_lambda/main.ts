/** Collects AWS Lambda: an object for each function, and the metrics of CloudWatch. */
import type { ScriptContext } from '#func/script.ts'
import { collectMetrics } from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'
import { METRICS } from './metrics.gen.ts'
import { functionCollector } from './resources.ts'

/** What a target without `dimensions` applies to. */
const USUAL_SETS = [['FunctionName'], ['EventSourceMappingUUID'], []]

/** AWS writes these two together with every invocation, so a settled minute without them had none. */
const ALWAYS_COUNTED = ['Invocations', 'Errors', 'Throttles']
const COUNTING_GROUPS = ['invocation', 'asynchronous', 'function_url']
const COUNTS = new Set<string>(
  METRICS.filter(({ unit, group }) => unit === 'Count' && COUNTING_GROUPS.includes(group)).map(
    ({ name }) => name,
  ),
)

/** @throws FUNC_ERR_COLLECT_UNITS_FAILED when a region's objects or metrics failed; the others are done. */
export async function run(config: Config, context: ScriptContext): Promise<void> {
  await collectMetrics(
    {
      config,
      dimensions: USUAL_SETS,
      resources: functionCollector(config, context),
      zero: { isCount: (metric) => COUNTS.has(metric), always: ALWAYS_COUNTED },
    },
    context,
  )
}
