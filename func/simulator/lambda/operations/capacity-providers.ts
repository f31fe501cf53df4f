import { hex } from '../../hash.ts'
import { isManaged } from '../../logs/log-setup.ts'
import { partitionOf } from '../../regions.ts'
import { type Call, text } from '../../wire/call.ts'
import { createdMs } from '../deploys.ts'
import { stateAt } from '../function-state.ts'
import type { SimFunction } from '../functions.ts'
import { functionsNow, notFound, paged } from './requests.ts'

const ITEMS_A_PAGE = 50
/** The one that all functions on managed instances share; where there is none, there is no provider either. */
export const PROVIDER = 'shared'

export function listCapacityProviders(call: Call): unknown {
  const { State = 'Active' } = call.input
  const providers = State === 'Active' && managedNow(call).length > 0 ? [PROVIDER] : []
  return paged(call, providers, ITEMS_A_PAGE, 'CapacityProviders', () => described(call))
}

export function getCapacityProvider(call: Call): unknown {
  check(call)
  return { CapacityProvider: described(call) }
}

export function listFunctionVersionsByCapacityProvider(call: Call): unknown {
  check(call)
  const ms = call.now.getTime()
  const versions = paged(call, managedNow(call), ITEMS_A_PAGE, 'FunctionVersions', (fn) => ({
    FunctionArn: `${fn.arn}:$LATEST.PUBLISHED`,
    State: stateAt(fn, ms),
  }))
  return { CapacityProviderArn: arnOf(call), ...versions }
}

/** @throws {AwsError} if there is no such provider */
function check(call: Call): void {
  const wanted = (text(call, 'CapacityProviderName') ?? '').split(':').at(-1)
  if (wanted !== PROVIDER || managedNow(call).length === 0) {
    throw notFound(`Capacity provider not found: ${wanted}`)
  }
}

function managedNow(call: Call): readonly SimFunction[] {
  return functionsNow(call).filter(isManaged)
}

function arnOf({ region, principal }: Call): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${principal.account}:capacity-provider:${PROVIDER}`
}

function described(call: Call): Record<string, unknown> {
  const { region, principal } = call
  const seed = Number(principal.account) % 2 ** 32
  const role = `arn:${partitionOf(region)}:iam::${principal.account}:role/lambda-capacity-operator`
  return {
    CapacityProviderArn: arnOf(call),
    State: 'Active',
    VpcConfig: { SubnetIds: [`subnet-0${hex(seed, 1, 16)}`], SecurityGroupIds: [`sg-0${hex(seed, 2, 16)}`] },
    PermissionsConfig: { CapacityProviderOperatorRoleArn: role },
    InstanceRequirements: { Architectures: ['x86_64'] },
    CapacityProviderScalingConfig: { MaxVCpuCount: 400, ScalingMode: 'Auto' },
    LastModified: new Date(createdMs(seed)).toISOString().replace('Z', '+0000'),
  }
}
