import { getMetricData } from '../cloudwatch/metric-data.ts'
import { listMetrics } from '../cloudwatch/metric-list.ts'
import { getMetricStatistics } from '../cloudwatch/metric-statistics.ts'
import { LAMBDA_OPERATIONS, LAMBDA_PATHS } from '../lambda/lambda-operations.ts'
import { getResources } from '../lambda/tagging.ts'
import { LOGS_OPERATIONS } from '../logs/logs-operations.ts'
import { assumeRole, getCallerIdentity, listAccountAliases, listRegions } from '../sts/identity.ts'
import type { Protocol } from './aws-error.ts'
import type { Operation } from './call.ts'
import { CBOR_PROTOCOL } from './cbor.ts'
import type { SignedRequest } from './sigv4.ts'

export interface Service {
  /** The prefix of its IAM actions. */
  readonly prefix: string
  /** How a request speaks, and wants to be answered. */
  protocolOf(request: SignedRequest): Protocol
  readonly operations: Readonly<Record<string, Operation>>
  /** The name of the operation that a request asks for. */
  nameOf(request: SignedRequest, input: Readonly<Record<string, unknown>>): string
}

const PATHS: readonly (readonly [RegExp, string])[] = [
  ...LAMBDA_PATHS,
  [/^POST \/listRegions$/, 'ListRegions'],
]

/** By the service name in the scope of a signature. */
export const SERVICES: Readonly<Record<string, Service>> = {
  monitoring: {
    prefix: 'cloudwatch',
    protocolOf: protocolOfCloudWatch,
    operations: {
      GetMetricData: getMetricData,
      GetMetricStatistics: getMetricStatistics,
      ListMetrics: listMetrics,
    },
    nameOf: byAny,
  },
  lambda: {
    prefix: 'lambda',
    protocolOf: () => 'rest-json',
    operations: LAMBDA_OPERATIONS,
    nameOf: byPath,
  },
  tagging: {
    prefix: 'tag',
    protocolOf: () => 'json',
    operations: { GetResources: getResources },
    nameOf: byTarget,
  },
  logs: {
    prefix: 'logs',
    protocolOf: () => 'json',
    operations: LOGS_OPERATIONS,
    nameOf: byTarget,
  },
  sts: {
    prefix: 'sts',
    protocolOf: () => 'query',
    operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
    nameOf: byAction,
  },
  iam: {
    prefix: 'iam',
    protocolOf: () => 'query',
    operations: { ListAccountAliases: listAccountAliases },
    nameOf: byAction,
  },
  account: {
    prefix: 'account',
    protocolOf: () => 'rest-json',
    operations: { ListRegions: listRegions },
    nameOf: byPath,
  },
}

/** CloudWatch speaks three protocols, told apart by headers. */
function protocolOfCloudWatch({ headers }: SignedRequest): Protocol {
  if (headers['smithy-protocol'] === CBOR_PROTOCOL) return 'cbor'
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm ? 'nested-query' : 'query-compatible-json'
}

function byAny(request: SignedRequest, input: Readonly<Record<string, unknown>>): string {
  const path = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/.exec(request.url.pathname)
  return path?.[1] ?? (byAction(request, input) || byTarget(request))
}

function byTarget(request: SignedRequest): string {
  return (
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  )
}

function byAction(_request: SignedRequest, input: Readonly<Record<string, unknown>>): string {
  return String(input.Action ?? '')
}

function byPath(request: SignedRequest): string {
  const asked = `${request.method} ${request.url.pathname}`
  return PATHS.find(([pattern]) => pattern.test(asked))?.[1] ?? asked
}
