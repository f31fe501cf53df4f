import { CLOUDWATCH_OPERATIONS } from '../cloudwatch/cloudwatch-operations.ts'
import { LAMBDA_OPERATIONS } from '../lambda/lambda-operations.ts'
import { LOGS_OPERATIONS } from '../logs/logs-operations.ts'
import { ACCOUNT_OPERATIONS, IAM_OPERATIONS, STS_OPERATIONS } from '../sts/sts-operations.ts'
import { TAGGING_OPERATIONS } from '../tagging/tagging-operations.ts'
import { type CalledPlace, functionResource, logGroupResource } from './access/resources.ts'
import type { Protocol } from './aws-error.ts'
import type { Operations } from './call.ts'

export interface Service {
  /** The prefix of its IAM actions. */
  readonly prefix: string
  readonly protocols: readonly [Protocol, ...Protocol[]]
  /** Where its errors are defined, as CBOR spells their names. */
  readonly namespace?: string
  /** Of its XML. */
  readonly xmlNamespace?: string
  /** The ARN that it names when it denies; some services name none. */
  readonly resourceOf?: (input: Readonly<Record<string, unknown>>, place: CalledPlace) => string
  readonly operations: Operations
}

/** By the service name in the scope of a signature. */
export const SERVICES: Readonly<Record<string, Service>> = {
  monitoring: {
    prefix: 'cloudwatch',
    protocols: ['query-compatible-json', 'cbor', 'query'],
    namespace: 'com.amazonaws.cloudwatch',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    operations: CLOUDWATCH_OPERATIONS,
  },
  lambda: {
    prefix: 'lambda',
    protocols: ['rest-json'],
    resourceOf: functionResource,
    operations: LAMBDA_OPERATIONS,
  },
  tagging: {
    prefix: 'tag',
    protocols: ['json', 'cbor'],
    namespace: 'com.amazonaws.resourcegroupstaggingapi',
    operations: TAGGING_OPERATIONS,
  },
  logs: {
    prefix: 'logs',
    protocols: ['json'],
    resourceOf: logGroupResource,
    operations: LOGS_OPERATIONS,
  },
  sts: {
    prefix: 'sts',
    protocols: ['query'],
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: STS_OPERATIONS,
  },
  iam: {
    prefix: 'iam',
    protocols: ['query'],
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: IAM_OPERATIONS,
  },
  account: { prefix: 'account', protocols: ['rest-json'], operations: ACCOUNT_OPERATIONS },
}
