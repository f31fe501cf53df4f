import { DATA_OPERATIONS } from './data.ts'
import { DEPLOY_OPERATIONS } from './deploy.ts'
import { HOST_OPERATIONS } from './host.ts'
import { MARKET_OPERATIONS } from './market.ts'
import { SESSION_OPERATIONS } from './session.ts'
import { TASK_OPERATIONS } from './tasks.ts'

/** Every operation of the API by its id: the only list to extend. */
export const OPERATIONS = {
  ...SESSION_OPERATIONS,
  ...MARKET_OPERATIONS,
  ...DEPLOY_OPERATIONS,
  ...TASK_OPERATIONS,
  ...DATA_OPERATIONS,
  ...HOST_OPERATIONS,
} as const

export type OperationId = keyof typeof OPERATIONS
