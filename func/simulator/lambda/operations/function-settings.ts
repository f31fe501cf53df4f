import { hash, pick, unit, uuid } from '../../hash.ts'
import { partitionOf } from '../../regions.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { AwsTime } from '../../wire/aws-time.ts'
import type { Call } from '../../wire/call.ts'
import { createdMs } from '../deploys.ts'
import { mayRecur } from '../features.ts'
import type { SimAlias, SimFunction } from '../functions.ts'
import { provisionedOf } from '../provisioned.ts'
import { runtimeVersionAt } from '../runtime-version.ts'
import { describedUrl, urlsOf } from '../urls.ts'
import { notFound, paged, qualifiedArn, requestedFunction } from './requests.ts'

const SALT = { alias: 350, retries: 351, age: 352, destination: 353, manual: 354 }
const ITEMS_A_PAGE = 50

export function listAliases(call: Call): unknown {
  const { fn } = requestedFunction(call)
  const { FunctionVersion: version } = call.input
  const isWanted = ({ versions }: SimAlias) =>
    version === undefined || versions.some((each) => each.version === version)
  return paged(call, fn.aliases.filter(isWanted), ITEMS_A_PAGE, 'Aliases', (alias) =>
    describedAlias(fn, alias),
  )
}

export function getAlias(call: Call): unknown {
  const { fn } = requestedFunction(call)
  const alias = fn.aliases.find(({ name }) => name === call.input.Name)
  if (alias === undefined) throw notFound(`Cannot find alias arn: ${fn.arn}:${call.input.Name}`)
  return describedAlias(fn, alias)
}

function describedAlias(fn: SimFunction, { name, versions }: SimAlias): Record<string, unknown> {
  const [main, ...more] = versions
  const weights = Object.fromEntries(more.map(({ version, share }) => [version, share]))
  return {
    AliasArn: `${fn.arn}:${name}`,
    Name: name,
    FunctionVersion: main?.version,
    Description: '',
    ...(more.length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: uuid(fn.traffic.hash, SALT.alias),
  }
}

export function getFunctionConcurrency(call: Call): unknown {
  const { reserved } = requestedFunction(call).fn.archetype
  return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved }
}

export function listProvisionedConcurrencyConfigs(call: Call): unknown {
  const { fn } = requestedFunction(call)
  const configured = provisionedOf(fn).map(({ qualifier, ...config }) => ({
    FunctionArn: `${fn.arn}:${qualifier}`,
    ...config,
  }))
  return paged(call, configured, ITEMS_A_PAGE, 'ProvisionedConcurrencyConfigs', (config) => config)
}

export function getProvisionedConcurrencyConfig(call: Call): unknown {
  const { fn, qualifier: wanted } = requestedFunction(call)
  const config = provisionedOf(fn).find((each) => each.qualifier === wanted)
  if (config === undefined) {
    const message = 'No Provisioned Concurrency Config found for this function'
    throw new AwsError('ProvisionedConcurrencyConfigNotFoundException', message, {
      status: 404,
      members: { Type: 'User' },
    })
  }
  const { qualifier: _, ...rest } = config
  return rest
}

export function getFunctionEventInvokeConfig(call: Call): unknown {
  const requested = requestedFunction(call)
  const { fn, qualifier } = requested
  if (qualifier === undefined && hasEventInvokeConfig(fn)) return eventInvokeConfigOf(fn)
  throw notFound(`The function ${qualifiedArn(requested)} doesn't have an EventInvokeConfig`)
}

export function listFunctionEventInvokeConfigs(call: Call): unknown {
  const { fn } = requestedFunction(call)
  const configured = hasEventInvokeConfig(fn) ? [fn] : []
  return paged(call, configured, ITEMS_A_PAGE, 'FunctionEventInvokeConfigs', eventInvokeConfigOf)
}

function hasEventInvokeConfig(fn: SimFunction): boolean {
  return fn.archetype.metrics.includes('AsyncEventsReceived') && unit(fn.traffic.hash, SALT.retries) < 0.5
}

function eventInvokeConfigOf(fn: SimFunction): Record<string, unknown> {
  const seed = fn.traffic.hash
  const queue = `arn:${partitionOf(fn.region)}:sqs:${fn.region}:${fn.account}:order-events-dlq`
  const OnFailure = unit(seed, SALT.destination) < 0.5 ? { Destination: queue } : {}
  return {
    LastModified: new AwsTime(createdMs(seed)),
    FunctionArn: `${fn.arn}:$LATEST`,
    MaximumRetryAttempts: hash(seed, SALT.retries) % 3,
    MaximumEventAgeInSeconds: pick([60, 3600, 21_600], seed, SALT.age),
    DestinationConfig: { OnSuccess: {}, OnFailure },
  }
}

export function getFunctionRecursionConfig(call: Call): unknown {
  return { RecursiveLoop: mayRecur(requestedFunction(call).fn) ? 'Allow' : 'Terminate' }
}

export function getRuntimeManagementConfig(call: Call): unknown {
  const requested = requestedFunction(call)
  const { fn } = requested
  const FunctionArn = qualifiedArn(requested)
  if (unit(fn.traffic.hash, SALT.manual) >= 0.05) return { UpdateRuntimeOn: 'Auto', FunctionArn }
  const RuntimeVersionArn = runtimeVersionAt(fn, call.now.getTime()).arn
  return { UpdateRuntimeOn: 'Manual', FunctionArn, RuntimeVersionArn }
}

export function getFunctionUrlConfig(call: Call): unknown {
  const { fn, qualifier } = requestedFunction(call)
  const url = urlsOf(fn).find(({ alias }) => alias === qualifier)
  if (url === undefined) throw notFound('The resource you requested does not exist.')
  return describedUrl(fn, url)
}

export function listFunctionUrlConfigs(call: Call): unknown {
  const { fn } = requestedFunction(call)
  return paged(call, urlsOf(fn), ITEMS_A_PAGE, 'FunctionUrlConfigs', (url) => describedUrl(fn, url))
}
