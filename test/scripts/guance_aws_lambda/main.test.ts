import { run } from '../../../scripts/guance_aws_lambda/main.ts'
import { mockJson, mockLambda } from '../../support/aws/aws.ts'
import { GOLDEN_TIME, testScript } from '../../support/aws/script-suite.ts'

const FUNCTIONS = '/2015-03-31/functions'
const MAPPINGS = '/2015-03-31/event-source-mappings'
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:checkout'
const UUID = '14e0db71-0000-4000-8000-000000000001'
const SECOND = GOLDEN_TIME.getTime() / 1000

const FUNCTION = {
  FunctionName: 'checkout',
  FunctionArn: ARN,
  Runtime: 'nodejs24.x',
  Role: 'arn:aws:iam::123456789012:role/checkout',
  CodeSize: 1234,
  Timeout: 30,
  MemorySize: 512,
  LastModified: '2022-03-09T06:13:31.000+0000',
  VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], VpcId: 'vpc-1' },
  Environment: { Variables: { DB_PASSWORD: 'hunter2', LOG_LEVEL: 'debug', STAGE: 'prod', TABLE: 'orders' } },
  Version: '$LATEST',
  RevisionId: '5e52ff51-615a-4ecb-96b7-40083a7b4b62',
  PackageType: 'Zip',
  Architectures: ['arm64'],
  EphemeralStorage: { Size: 1024 },
}
const MAPPING = {
  UUID,
  FunctionArn: ARN,
  EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:orders',
  State: 'Enabled',
  BatchSize: 10,
}

function series(MetricName: string, dimensions: Record<string, string>) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return { Namespace: 'AWS/Lambda', MetricName, Dimensions }
}

function mockEverything(): void {
  mockLambda({ path: FUNCTIONS }, { Functions: [FUNCTION] })
  mockLambda({ path: MAPPINGS }, { EventSourceMappings: [MAPPING] })
  mockJson(
    { service: 'tagging', operation: 'GetResources' },
    { ResourceTagMappingList: [{ ResourceARN: ARN, Tags: [{ Key: 'team', Value: 'core' }] }] },
  )
  mockLambda(
    { path: '/2021-10-31/functions/checkout/url' },
    { FunctionUrl: 'https://x.lambda-url.us-east-1.on.aws/', FunctionArn: ARN, AuthType: 'AWS_IAM' },
  )
  const Metrics = [
    series('Invocations', { FunctionName: 'checkout' }),
    series('Duration', { FunctionName: 'checkout' }),
    series('Invocations', { FunctionName: 'deleted' }),
    series('Invocations', { FunctionName: 'checkout', Resource: 'checkout:live' }),
    series('PolledEventCount', { EventSourceMappingUUID: UUID }),
    series('UnreservedConcurrentExecutions', {}),
  ]
  mockJson({ service: 'cloudwatch', operation: 'ListMetrics' }, { Metrics })
  mockJson({ service: 'cloudwatch', operation: 'GetMetricData' }, (body) => ({
    MetricDataResults: (body.MetricDataQueries as { Id: string }[]).map(({ Id }, index) => ({
      Id,
      StatusCode: 'Complete',
      Timestamps: [SECOND - 60, SECOND - 120],
      Values: [index, index + 0.5],
    })),
  }))
}

testScript({
  id: 'guance_aws_lambda',
  run,
  namespace: 'AWS/Lambda',
  dimension: 'FunctionName',
  metric: 'Invocations',
  metricsOnly: { objects: false },
  mockOthers() {
    mockLambda({ path: FUNCTIONS }, { Functions: [] })
    mockLambda({ path: MAPPINGS }, { EventSourceMappings: [] })
  },
  good: {
    'all regions': { regions: 'ALL' },
    'percentiles of one metric': { regions: ['us-east-1'], statistics: { Duration: ['p95', 'TM(2%:98%)'] } },
  },
  bad: {
    'no region': [{ account: {} }, 'regions'],
    'an unknown key': [{ regions: ['us-east-1'], region: 'x' }, '- region:'],
    'the reserved tag': [
      { regions: ['us-east-1'], account: { extra_tags: { cloud_provider: 'x' } } },
      'cloud_provider',
    ],
    ...Object.fromEntries(
      ['FunctionName', 'Resource', 'EventSourceMappingUUID', 'ExecutedVersion', 'name', 'class'].map(
        (tag) => [
          `the tag ${tag}, which identifies series or objects`,
          [
            { regions: ['us-east-1'], account: { extra_tags: { [tag]: 'x' } } },
            `account.extra_tags: key '${tag}' cannot be used`,
          ] as const,
        ],
      ),
    ),
  },
  golden: {
    config: { statistics: { default: ['Average', 'Sum'] }, join_tags: ['Runtime', 'tag:team'] },
    mock: mockEverything,
  },
})
