/** Metrics of Lambda Insights, which its extension publishes in a CloudWatch namespace of its own. */
import type { ScriptContext } from '#func/script.ts'
import {
  type Collection,
  collectMetrics,
  type Dimension,
  type ResourceCollector,
  type Resources,
} from '../../guance_integration_core/index.ts'
import type { Config } from '../config.gen.ts'
import { type Inventory, readInventory } from './inventory.ts'

const NAMESPACE = 'LambdaInsights'
const DIMENSION = 'function_name'
const PERIOD_SECONDS = 60
const SETTLE = '20m'

/** @throws FUNC_ERR_COLLECT_UNITS_FAILED when a region failed; the others are done. */
export async function collectInsights(config: Config, context: ScriptContext): Promise<void> {
  const { account, regions, lookback } = config
  const collection: Collection = {
    config: {
      ...{ account, regions, lookback, period: PERIOD_SECONDS, settle: SETTLE },
      targets: [{ namespace: NAMESPACE, dimensions: [DIMENSION], metrics: ['*'] }],
      statistics: { default: ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'] },
      measurement: config.insights_measurement,
    },
    dimensions: [[DIMENSION]],
    resources: functionsAsResources(config, context),
  }
  await collectMetrics(collection, context)
}

function functionsAsResources(config: Config, context: ScriptContext): ResourceCollector {
  return {
    async collect(region) {
      return toResources(await readInventory(region, config, context))
    },
    without: async () => undefined,
  }
}

function toResources({ functions }: Inventory): Resources {
  const byName = new Map(functions.map((each) => [each.name, each]))
  const functionOf = (dimensions: readonly Dimension[]) =>
    byName.get(dimensions.find(({ name }) => name === DIMENSION)?.value ?? '')
  return {
    knows: () => true,
    selects: (dimensions) => functionOf(dimensions)?.wanted ?? false,
    tagsOf(dimensions) {
      const known = functionOf(dimensions)
      return known === undefined ? {} : { ...known.tags, FunctionName: known.name }
    },
    existing: [],
    remembered: true,
  }
}
