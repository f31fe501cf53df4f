import { hasEventCount } from '../cloudwatch/lambda-series.ts'
import { hash, hex, letters } from '../hash.ts'
import { partitionOf } from '../regions.ts'
import { AwsError } from '../wire/aws-error.ts'
import type { Call } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'
import { functionConfiguration, functionState, modifiedMs } from './function-configuration.ts'
import { mappingUuid, type SimFunction } from './functions.ts'

const FUNCTIONS_A_PAGE = 50
const MAPPINGS_A_PAGE = 100
const MAX_ITEMS = 10_000

export function listFunctions(call: Call): unknown {
  const all = call.url.searchParams.get('FunctionVersion') === 'ALL'
  const { items, marker } = page(call, call.fleet.functions, FUNCTIONS_A_PAGE)
  const functions = items.flatMap((fn) =>
    all ? allVersions(fn).map((version) => functionConfiguration(fn, version)) : [functionConfiguration(fn)],
  )
  return { Functions: functions, ...(marker === undefined ? {} : { NextMarker: marker }) }
}

export function listEventSourceMappings(call: Call): unknown {
  const wanted = call.url.searchParams.get('FunctionName')
  const source = call.url.searchParams.get('EventSourceArn')
  const mappings = call.fleet.functions
    .filter((fn) => fn.archetype.source !== undefined)
    .filter((fn) => wanted === null || fn.name === nameIn(wanted))
    .map(mappingOf)
    .filter((mapping) => source === null || mapping.EventSourceArn === source)
  const { items, marker } = page(call, mappings, MAPPINGS_A_PAGE)
  return { EventSourceMappings: items, ...(marker === undefined ? {} : { NextMarker: marker }) }
}

export function getFunction(call: Call): unknown {
  const fn = requested(call)
  const seed = fn.traffic.hash
  const registry = `${fn.account}.dkr.ecr.${fn.region}.amazonaws.com/${hex(seed, 80, 8)}:latest`
  const code =
    fn.runtime === undefined
      ? { RepositoryType: 'ECR', ImageUri: registry }
      : { RepositoryType: 'S3', Location: `https://awslambda-${fn.region}-tasks.s3.amazonaws.com/${fn.name}` }
  const reserved = fn.archetype.reserved
  return {
    Configuration: { ...functionConfiguration(fn), ...functionState(fn) },
    Code: code,
    ...(Object.keys(fn.tags).length === 0 ? {} : { Tags: fn.tags }),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  }
}

export function getFunctionUrlConfig(call: Call): unknown {
  const fn = requested(call)
  if (fn.archetype.url !== true) {
    throw notFound('The resource you requested does not exist.')
  }
  return urlOf(fn)
}

export function listFunctionUrlConfigs(call: Call): unknown {
  const fn = requested(call)
  return { FunctionUrlConfigs: fn.archetype.url === true ? [urlOf(fn)] : [] }
}

function allVersions(fn: SimFunction): readonly string[] {
  const published = fn.aliases.flatMap((alias) => alias.versions.map(({ version }) => version))
  return ['$LATEST', ...published]
}

function page<T>(call: Call, all: readonly T[], most: number): { items: readonly T[]; marker?: string } {
  const query = call.url.searchParams
  const wanted = Number(query.get('MaxItems') ?? most)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MAX_ITEMS) {
    throw invalidValue(`Value '${query.get('MaxItems')}' at 'maxItems' failed to satisfy constraint`)
  }
  const request = `${call.url.pathname} ${query.get('FunctionName') ?? ''} ${query.get('EventSourceArn') ?? ''}`
  const token = query.get('Marker')
  const position = token === null ? [0] : decodeToken(request, token)
  if (position === undefined) throw invalidValue('The pagination marker is invalid.')
  const start = position[0] ?? 0
  const end = start + Math.min(wanted, most)
  const items = all.slice(start, end)
  return end < all.length ? { items, marker: encodeToken(request, [end]) } : { items }
}

function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { members: { Type: 'User' } })
}

function notFound(message: string): AwsError {
  const members = { Type: 'User' }
  return new AwsError('ResourceNotFoundException', message, {
    status: 404,
    messageMember: 'Message',
    members,
  })
}

/** The function that the path names: by name, by ARN, or by part of it. */
function requested(call: Call): SimFunction {
  const name = nameIn(decodeURIComponent(call.url.pathname.split('/')[3] ?? ''))
  const fn = call.fleet.byName.get(name)
  if (fn !== undefined) return fn
  const prefix = `arn:${partitionOf(call.region)}:lambda:${call.region}:${call.principal.account}`
  throw notFound(`Function not found: ${prefix}:function:${name}`)
}

function nameIn(identifier: string): string {
  const parts = identifier.split(':')
  const after = parts.indexOf('function')
  return (after < 0 ? parts[0] : parts[after + 1]) ?? identifier
}

function urlOf(fn: SimFunction): Record<string, unknown> {
  const created = new Date(modifiedMs(fn.traffic.hash)).toISOString()
  return {
    FunctionUrl: `https://${letters(fn.traffic.hash, 81, 32).toLowerCase()}.lambda-url.${fn.region}.on.aws/`,
    FunctionArn: fn.arn,
    AuthType: hash(fn.traffic.hash, 82) % 2 === 0 ? 'NONE' : 'AWS_IAM',
    InvokeMode: 'BUFFERED',
    CreationTime: created,
    LastModifiedTime: created,
  }
}

const TOPIC = 'ledger-entries'

function mappingOf(fn: SimFunction): Record<string, unknown> {
  const kind = fn.archetype.source ?? 'sqs'
  const stream = kind === 'kinesis' || kind === 'dynamodb'
  return {
    UUID: mappingUuid(fn),
    EventSourceArn: sourceArn(fn, kind),
    EventSourceMappingArn: `arn:${partitionOf(fn.region)}:lambda:${fn.region}:${fn.account}:event-source-mapping:${mappingUuid(fn)}`,
    FunctionArn: fn.arn,
    BatchSize: stream ? 100 : 10,
    MaximumBatchingWindowInSeconds: 0,
    LastModified: modifiedMs(fn.traffic.hash) / 1000,
    State: 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    ...(stream ? { StartingPosition: 'LATEST', ParallelizationFactor: 1, LastProcessingResult: 'OK' } : {}),
    ...(kind === 'kafka' ? { Topics: [TOPIC], ProvisionedPollerConfig: { MinimumPollers: 2 } } : {}),
    ...(hasEventCount(fn) ? { MetricsConfig: { Metrics: ['EventCount'] } } : {}),
  }
}

function sourceArn(fn: SimFunction, kind: 'kinesis' | 'dynamodb' | 'sqs' | 'kafka'): string {
  const place = `${fn.region}:${fn.account}`
  const prefix = `arn:${partitionOf(fn.region)}`
  const id = hex(fn.traffic.hash, 83, 8)
  if (kind === 'kinesis') return `${prefix}:kinesis:${place}:stream/clicks-${id}`
  if (kind === 'sqs') return `${prefix}:sqs:${place}:order-events`
  if (kind === 'kafka') return `${prefix}:kafka:${place}:cluster/ledger/${id}`
  return `${prefix}:dynamodb:${place}:table/accounts-${id}/stream/2024-05-01T00:00:00.000`
}
