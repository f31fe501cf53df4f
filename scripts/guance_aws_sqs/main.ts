/** Collects the metrics of AWS SQS. */
import type { ScriptContext } from '#func/script.ts'
import { collectMetrics } from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'

/** @throws FUNC_ERR_COLLECT_UNITS_FAILED when a region failed; the others are done. */
export async function run(config: Config, context: ScriptContext): Promise<void> {
  await collectMetrics({ config, dimensions: [['QueueName']] }, context)
}
