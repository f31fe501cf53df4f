/** What commands print without a home. */
import { SINK_TYPES } from '../sinks/config.ts'

export { dollarsByQuery } from '../runner/plan/cost-plan.ts'

export const SINK_TYPE_NAMES: readonly string[] = SINK_TYPES.map(({ type }) => type)
