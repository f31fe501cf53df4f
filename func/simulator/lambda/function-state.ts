import { pick } from '../hash.ts'
import { CREATION_MS, deployAt, functionCreatedMs, UPDATE_MS } from './deploys.ts'
import type { SimFunction } from './functions.ts'
import { runtimeVersionAt } from './runtime-version.ts'

export type FunctionState = 'Pending' | 'Active' | 'Inactive' | 'Failed'

const SALT_REASON = 326

const FAILURES: readonly (readonly [code: string, reason: string])[] = [
  ['SubnetOutOfIPAddresses', 'The function was not created: a subnet has no free addresses.'],
  ['EniLimitExceeded', 'The function was not created: the limit of network interfaces was reached.'],
  ['InsufficientRolePermissions', "The function's execution role cannot create network interfaces."],
]
const IMAGE_FAILURES: readonly (readonly [code: string, reason: string])[] = [
  ['ImageDeleted', 'The image of the function does not exist.'],
  ['ImageAccessDenied', 'Lambda may not read the image of the function.'],
  ['InvalidImage', 'The image of the function cannot be used.'],
]

export function stateAt(fn: SimFunction, ms: number): FunctionState {
  if (ms < functionCreatedMs(fn, ms) + CREATION_MS) return 'Pending'
  if (fn.traffic.life?.broken === true) return 'Failed'
  return fn.traffic.shape === 'idle' ? 'Inactive' : 'Active'
}

/** What GetFunction adds to the configuration, in the form of the wire. */
export function describedState(fn: SimFunction, ms: number): Record<string, unknown> {
  const State = stateAt(fn, ms)
  return {
    ...{ State, ...stateReason(fn, State) },
    ...lastUpdate(fn, ms),
    ...(fn.runtime === undefined
      ? {}
      : { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionAt(fn, ms).arn } }),
  }
}

function stateReason(fn: SimFunction, state: FunctionState): Record<string, unknown> {
  if (state === 'Active') return {}
  if (state === 'Pending') {
    return { StateReason: 'The function is being created.', StateReasonCode: 'Creating' }
  }
  if (state === 'Inactive') return { StateReason: 'The function is idle.', StateReasonCode: 'Idle' }
  const [StateReasonCode, StateReason] = failureOf(fn)
  return { StateReason, StateReasonCode }
}

function lastUpdate(fn: SimFunction, ms: number): Record<string, unknown> {
  const deploy = deployAt(fn, ms)
  if (deploy.number === 0) return { LastUpdateStatus: stateAt(fn, ms) === 'Failed' ? 'Failed' : 'Successful' }
  if (ms < deploy.atMs + UPDATE_MS) return { LastUpdateStatus: 'InProgress' }
  if (!deploy.failed) return { LastUpdateStatus: 'Successful' }
  const [LastUpdateStatusReasonCode, LastUpdateStatusReason] = failureOf(fn)
  return { LastUpdateStatus: 'Failed', LastUpdateStatusReason, LastUpdateStatusReasonCode }
}

function failureOf(fn: SimFunction): readonly [code: string, reason: string] {
  return pick(fn.runtime === undefined ? IMAGE_FAILURES : FAILURES, fn.traffic.hash, SALT_REASON)
}
