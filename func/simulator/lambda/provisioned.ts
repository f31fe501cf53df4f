import { createdMs } from './deploys.ts'
import type { SimFunction } from './functions.ts'

/** Environments of an alias that are kept ready. */
export const PROVISIONED_ENVIRONMENTS = 20

export interface ProvisionedConfig {
  readonly qualifier: string
  readonly RequestedProvisionedConcurrentExecutions: number
  readonly AvailableProvisionedConcurrentExecutions: number
  readonly AllocatedProvisionedConcurrentExecutions: number
  readonly Status: 'READY'
  readonly LastModified: string
}

/** In the form of the wire. */
export function provisionedOf(fn: SimFunction): readonly ProvisionedConfig[] {
  if (fn.kind !== 'provisioned') return []
  return fn.aliases.map(({ name }) => ({
    qualifier: name,
    RequestedProvisionedConcurrentExecutions: PROVISIONED_ENVIRONMENTS,
    AvailableProvisionedConcurrentExecutions: PROVISIONED_ENVIRONMENTS,
    AllocatedProvisionedConcurrentExecutions: PROVISIONED_ENVIRONMENTS,
    Status: 'READY',
    LastModified: new Date(createdMs(fn.traffic.hash)).toISOString().replace('Z', '+0000'),
  }))
}
