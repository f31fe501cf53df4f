/** One call of every operation that is simulated, for SDKs and models that we did not write. */
import type { SimFunction, Simulator } from '#func/simulator/simulator.ts'
import { clientsOf } from '../../../func/simulator/clients.ts'

export interface ForeignCall {
  /** As botocore and the AWS CLI spell it. */
  readonly service: string
  readonly operation: string
  /** Times as texts. */
  readonly input: Readonly<Record<string, unknown>>
  /** Makes pages so small that there is more than one. */
  readonly page?: Readonly<Record<string, number>>
}

const REGION = 'us-east-1'
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** @param caller makes new names, as each client writes log groups of its own */
export async function foreignCalls(simulator: Simulator, caller: string): Promise<readonly ForeignCall[]> {
  return [
    ...cloudwatchCalls(simulator),
    ...(await lambdaCalls(simulator)),
    ...(await logsCalls(simulator, caller)),
    {
      service: 'resourcegroupstaggingapi',
      operation: 'GetResources',
      input: { ResourceTypeFilters: ['lambda:function'] },
      page: { ResourcesPerPage: 5 },
    },
    { service: 'sts', operation: 'GetCallerIdentity', input: {} },
    {
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn: 'arn:aws:iam::123456789012:role/funcbox-reader', RoleSessionName: 'foreign' },
    },
    { service: 'iam', operation: 'ListAccountAliases', input: {} },
    { service: 'account', operation: 'ListRegions', input: {}, page: { MaxResults: 7 } },
  ]
}

function cloudwatchCalls(simulator: Simulator): readonly ForeignCall[] {
  const { Namespace, MetricName } = { Namespace: 'AWS/Lambda', MetricName: 'Duration' }
  const [first] = simulator.oracle.functions(REGION, simulator.now().getTime())
  const Dimensions = [{ Name: 'FunctionName', Value: first?.name }]
  const Metric = { Namespace, MetricName, Dimensions }
  const window = { StartTime: before(simulator, HOUR_MS), EndTime: before(simulator, 0) }
  const query = (Id: string, Stat: string) => ({ Id, MetricStat: { Metric, Period: 60, Stat } })
  return [
    {
      service: 'cloudwatch',
      operation: 'ListMetrics',
      // More than one page whatever the size of it, which ListMetrics does not let choose.
      input: { Namespace },
      page: {},
    },
    {
      service: 'cloudwatch',
      operation: 'GetMetricData',
      input: { ...window, MetricDataQueries: [query('a', 'Average'), query('b', 'p99')] },
      page: { MaxDatapoints: 40 },
    },
    {
      service: 'cloudwatch',
      operation: 'GetMetricStatistics',
      input: { ...Metric, ...window, Period: 300, Statistics: ['Sum', 'Average'] },
    },
  ]
}

async function lambdaCalls(simulator: Simulator): Promise<readonly ForeignCall[]> {
  const { lambda } = clientsOf(simulator)
  const functions = simulator.oracle.functions(REGION, simulator.now().getTime())
  const some = (isWanted: (fn: SimFunction) => Promise<boolean>) => firstOf(functions, isWanted)
  const has = (answer: Promise<object>) =>
    answer.then(
      (found) => Object.values(found).every((member) => !Array.isArray(member) || member.length > 0),
      () => false,
    )
  const call = (operation: string, input: ForeignCall['input'] = {}, pageSize?: number): ForeignCall => ({
    ...{ service: 'lambda', operation, input },
    ...(pageSize === undefined ? {} : { page: { MaxItems: pageSize } }),
  })
  const any = { FunctionName: functions[0]?.name }
  const aliased = await some(({ name }) => has(lambda.listAliases({ FunctionName: name })))
  const provisioned = await some(({ name }) =>
    has(lambda.listProvisionedConcurrencyConfigs({ FunctionName: name })),
  )
  const configured = await some(({ name }) =>
    has(lambda.getFunctionEventInvokeConfig({ FunctionName: name })),
  )
  const withUrl = await some(({ name }) => has(lambda.getFunctionUrlConfig({ FunctionName: name })))
  const durable = await some(({ name }) =>
    has(lambda.listDurableExecutionsByFunction({ FunctionName: name })),
  )
  const { EventSourceMappings: [mapping] = [] } = await lambda.listEventSourceMappings({})
  const { Layers: [layer] = [] } = await lambda.listLayers({})
  const { CapacityProviders: [provider] = [] } = await lambda.listCapacityProviders({})
  const { DurableExecutions: [execution] = [] } = await lambda.listDurableExecutionsByFunction({
    FunctionName: durable.name,
  })
  const shared = { CapacityProviderName: provider?.CapacityProviderArn?.split(':').at(-1) }
  const [alias] = aliased.aliases
  return [
    call('ListFunctions', {}, 9),
    call('GetFunction', any),
    call('GetFunctionConfiguration', any),
    call('ListVersionsByFunction', { FunctionName: aliased.name }, 1),
    call('ListAliases', { FunctionName: aliased.name }),
    call('GetAlias', { FunctionName: aliased.name, Name: alias?.name }),
    call('GetFunctionConcurrency', any),
    call('ListProvisionedConcurrencyConfigs', { FunctionName: provisioned.name }),
    call('GetProvisionedConcurrencyConfig', {
      FunctionName: provisioned.name,
      Qualifier: provisioned.aliases[0]?.name,
    }),
    call('GetFunctionEventInvokeConfig', { FunctionName: configured.name }),
    call('ListFunctionEventInvokeConfigs', { FunctionName: configured.name }),
    call('GetFunctionRecursionConfig', any),
    call('GetRuntimeManagementConfig', any),
    call('GetFunctionUrlConfig', { FunctionName: withUrl.name }),
    call('ListFunctionUrlConfigs', { FunctionName: withUrl.name }),
    call(
      'ListDurableExecutionsByFunction',
      { FunctionName: durable.name, StartedAfter: before(simulator, DAY_MS / 2) },
      10,
    ),
    call('GetDurableExecution', { DurableExecutionArn: execution?.DurableExecutionArn }),
    call('ListEventSourceMappings', {}, 2),
    call('GetEventSourceMapping', { UUID: mapping?.UUID }),
    call('GetAccountSettings'),
    call('ListLayers', {}, 1),
    call('ListLayerVersions', { LayerName: layer?.LayerName }, 1),
    call('ListTags', { Resource: functions[0]?.arn }),
    call('ListCapacityProviders'),
    call('GetCapacityProvider', shared),
    call('ListFunctionVersionsByCapacityProvider', shared),
  ]
}

async function logsCalls(simulator: Simulator, caller: string): Promise<readonly ForeignCall[]> {
  const { logs } = clientsOf(simulator)
  const nowMs = simulator.now().getTime()
  const [startTime, endTime] = [nowMs - HOUR_MS / 12, nowMs]
  const groups = (await logs.describeLogGroups({ logGroupClass: 'STANDARD' })).logGroups ?? []
  const named = await firstOf(groups, async ({ logGroupName }) => {
    const { events = [] } = await logs.filterLogEvents({ logGroupName, startTime, endTime })
    return events.length > 3
  })
  const { logGroupName } = named
  const stream = { logGroupName, orderBy: 'LastEventTime', descending: true } as const
  const { logStreams: [busy] = [] } = await logs.describeLogStreams(stream)
  const question = {
    ...{ logGroupName, startTime: Math.floor(startTime / 1000), endTime: Math.floor(endTime / 1000) },
    queryString: 'fields @timestamp, @message | limit 20',
  }
  const ended = await logs.startQuery(question)
  await logs.getQueryResults({ queryId: ended.queryId })
  const running = await logs.startQuery(question)
  const own = { logGroupName: `/foreign/${caller}` }
  const ownStream = { ...own, logStreamName: 'lines' }
  const call = (operation: string, input: ForeignCall['input'], page?: ForeignCall['page']): ForeignCall => ({
    service: 'logs',
    operation,
    input,
    ...(page === undefined ? {} : { page }),
  })
  return [
    call('DescribeLogGroups', { logGroupNamePrefix: '/aws/lambda' }, { limit: 9 }),
    call('ListLogGroups', { logGroupNamePattern: '^/aws/lambda' }, { limit: 9 }),
    call('DescribeLogStreams', stream, { limit: 2 }),
    call('FilterLogEvents', { logGroupName, startTime, endTime }, { limit: 2 }),
    call('GetLogEvents', { logGroupName, logStreamName: busy?.logStreamName, startFromHead: true }),
    call('ListTagsForResource', { resourceArn: named.logGroupArn }),
    call('StartQuery', question),
    call('GetQueryResults', { queryId: ended.queryId }),
    call('StopQuery', { queryId: running.queryId }),
    call('CreateLogGroup', own),
    call('PutRetentionPolicy', { ...own, retentionInDays: 7 }),
    call('CreateLogStream', ownStream),
    call('PutLogEvents', { ...ownStream, logEvents: [{ timestamp: nowMs, message: 'a line' }] }),
  ]
}

function before(simulator: Simulator, ms: number): string {
  return new Date(Math.floor((simulator.now().getTime() - ms) / 60_000) * 60_000).toISOString()
}

/** @throws if there is none: the account is too small for these tests */
async function firstOf<T>(all: readonly T[], isWanted: (one: T) => Promise<boolean>): Promise<T> {
  for (const one of all) {
    if (await isWanted(one)) return one
  }
  throw new Error('The simulated account has nothing for this call')
}
