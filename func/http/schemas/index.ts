import type { Schema } from '../schema.ts'
import { ACCESS_SCHEMAS } from './access.ts'
import { COMMON_SCHEMAS } from './common.ts'
import { DATA_SCHEMAS } from './data.ts'
import { DEPLOY_SCHEMAS } from './deploy.ts'
import { HOST_SCHEMAS } from './host.ts'
import { MARKET_SCHEMAS } from './market.ts'
import { QUERY_SCHEMAS } from './queries.ts'
import { TASK_SCHEMAS } from './tasks.ts'

/** Every shape that the API speaks of, by name. */
export const COMPONENTS: Readonly<Record<string, Schema>> = {
  ...COMMON_SCHEMAS,
  ...ACCESS_SCHEMAS,
  ...MARKET_SCHEMAS,
  ...DEPLOY_SCHEMAS,
  ...TASK_SCHEMAS,
  ...QUERY_SCHEMAS,
  ...DATA_SCHEMAS,
  ...HOST_SCHEMAS,
}
