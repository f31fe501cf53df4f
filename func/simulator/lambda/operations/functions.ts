import { hex } from '../../hash.ts'
import type { Call } from '../../wire/call.ts'
import { functionConfiguration } from '../function-configuration.ts'
import { describedState } from '../function-state.ts'
import type { SimFunction } from '../functions.ts'
import { LATEST, publishedVersions } from '../versions.ts'
import {
  functionsNow,
  invalidValue,
  paged,
  qualifiedArn,
  type Requested,
  requestedFunction,
} from './requests.ts'

const FUNCTIONS_A_PAGE = 50

/** With all versions, each of them counts. */
export function listFunctions(call: Call): unknown {
  const isAll = call.input.FunctionVersion === 'ALL'
  const { MasterRegion } = call.input
  if (MasterRegion !== undefined && !isAll) {
    throw invalidValue('FunctionVersion must be set to ALL when MasterRegion is specified.')
  }
  // Functions of the edge are not simulated: there is no replica of one.
  const functions = MasterRegion === undefined ? functionsNow(call) : []
  const describe = describedIn(call)
  return isAll
    ? paged(call, functions.flatMap(allVersions), FUNCTIONS_A_PAGE, 'Functions', describe)
    : paged(call, functions, FUNCTIONS_A_PAGE, 'Functions', (fn) => describe(latestOf(fn)))
}

export function listVersionsByFunction(call: Call): unknown {
  const { fn } = requestedFunction(call)
  return paged(call, allVersions(fn), FUNCTIONS_A_PAGE, 'Versions', describedIn(call))
}

interface FunctionVersion {
  readonly fn: SimFunction
  readonly version: string
}

function latestOf(fn: SimFunction): FunctionVersion {
  return { fn, version: LATEST }
}

function allVersions(fn: SimFunction): readonly FunctionVersion[] {
  return [latestOf(fn), ...publishedVersions(fn).map((version) => ({ fn, version }))]
}

/** `$LATEST` is written out where versions are listed. */
function describedIn(call: Call): (item: FunctionVersion) => unknown {
  const ms = call.now.getTime()
  const isQualified = call.input.FunctionVersion === 'ALL' || call.input.FunctionName !== undefined
  return ({ fn, version }) => {
    const configuration = functionConfiguration(fn, ms, version)
    return isQualified && version === LATEST
      ? { ...configuration, FunctionArn: `${fn.arn}:${LATEST}` }
      : configuration
  }
}

export function getFunctionConfiguration(call: Call): unknown {
  return configurationOf(call, requestedFunction(call))
}

function configurationOf(call: Call, requested: Requested): Record<string, unknown> {
  const ms = call.now.getTime()
  const { fn, version } = requested
  const configuration = functionConfiguration(fn, ms, version)
  return { ...configuration, FunctionArn: qualifiedArn(requested), ...describedState(fn, ms) }
}

export function getFunction(call: Call): unknown {
  const requested = requestedFunction(call)
  const { fn } = requested
  const { reserved } = fn.archetype
  return {
    Configuration: configurationOf(call, requested),
    Code: codeOf(fn),
    ...(Object.keys(fn.tags).length === 0 ? {} : { Tags: fn.tags }),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  }
}

function codeOf(fn: SimFunction): Record<string, unknown> {
  if (fn.runtime !== undefined) {
    return {
      RepositoryType: 'S3',
      Location: `https://awslambda-${fn.region}-tasks.s3.amazonaws.com/${fn.name}`,
    }
  }
  const repository = `${fn.account}.dkr.ecr.${fn.region}.amazonaws.com/${hex(fn.traffic.hash, 80, 8)}`
  const ResolvedImageUri = `${repository}@sha256:${hex(fn.traffic.hash, 87, 64)}`
  return { RepositoryType: 'ECR', ImageUri: `${repository}:latest`, ResolvedImageUri }
}
