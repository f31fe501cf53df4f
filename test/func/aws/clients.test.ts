import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { type AwsClientsHandle, type AwsClientsOptions, createAwsClients } from '#func/aws/clients.ts'
import { codeOf, messageOf } from '#func/errors.ts'
import { awsError, forgetMocks, mockJson, mockLambda, mockSts, useAwsMocks } from '../../support/aws/aws.ts'

const ACCOUNT = { ak_id: 'AKIAEXAMPLEEXAMPLE00', ak_secret: 'not-a-real-secret' }
const TARGET = { account: ACCOUNT, region: 'us-east-1' }
const GET = { service: 'cloudwatch', operation: 'GetMetricData' } as const
const LIST = { service: 'cloudwatch', operation: 'ListMetrics' } as const

function metricQuery(metric: string, stat: string, index: number) {
  const Metric = { Namespace: 'AWS/Lambda', MetricName: metric }
  return { Id: `q${index}`, MetricStat: { Metric, Period: 60, Stat: stat } }
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}

describe('aws/clients', () => {
  useAwsMocks()
  let clients: AwsClientsHandle | undefined
  const create = (options: Partial<AwsClientsOptions> = {}) => {
    clients = createAwsClients({
      now: Date.now,
      ...options,
      settings: { throttleRounds: 1, ...options.settings },
    })
    return clients
  }
  afterEach(() => clients?.close())

  it('should keep one client per account, region and service', () => {
    const aws = create()
    expect(aws.lambda(TARGET)).to.equal(aws.lambda({ account: { ...ACCOUNT }, region: 'us-east-1' }))
    expect(aws.lambda(TARGET)).not.to.equal(aws.lambda({ ...TARGET, region: 'us-west-2' }))
    expect(aws.lambda(TARGET)).not.to.equal(
      aws.lambda({ ...TARGET, account: { ...ACCOUNT, ak_secret: 'other' } }),
    )
  })

  it('should refuse what is no region id without any call', () => {
    expect(() => create().lambda({ ...TARGET, region: 'us_east_1' }))
      .to.throw()
      .with.property('code', 'FUNC_ERR_AWS_REGION_UNKNOWN')
  })

  it('should refuse a key without its secret', () => {
    expect(() => create().lambda({ account: { ak_id: 'x' }, region: 'us-east-1' }))
      .to.throw("its 'ak_secret' is empty")
      .with.property('code', 'FUNC_ERR_AWS_CREDENTIALS_INVALID')
  })

  it('should count calls, queries, billed metrics and dollars, a follow-up page once', async () => {
    const aws = create()
    mockJson({ ...GET, times: 2 }, { MetricDataResults: [] })
    mockJson({ ...LIST }, { Metrics: [] })
    const MetricDataQueries = [...'abcdef', 'a'].map((stat, index) =>
      metricQuery(index < 6 ? 'Duration' : 'Errors', stat, index),
    )
    const input = { MetricDataQueries, StartTime: new Date(0), EndTime: new Date(60_000) }
    await aws.cloudwatch(TARGET).getMetricData(input)
    await aws.cloudwatch(TARGET).getMetricData({ ...input, NextToken: 'more' })
    await aws.cloudwatch(TARGET).listMetrics({})
    expect(aws.usage()).to.deep.equal({
      apiCalls: { 'cloudwatch:GetMetricData': 2, 'cloudwatch:ListMetrics': 1 },
      apiErrors: {},
      throttles: 0,
      retries: 0,
      queries: 7,
      billedMetrics: 3,
      estimatedDollars: 0.00003 + 0.00001,
    })
  })

  it('should try a throttled call again, count it, and bill only the answer', async () => {
    const aws = create()
    mockJson({ ...GET, status: 400 }, awsError('ThrottlingException', 'Rate exceeded'))
    mockJson(GET, { MetricDataResults: [] })
    const input = { StartTime: new Date(0), EndTime: new Date(60_000) }
    await aws
      .cloudwatch(TARGET)
      .getMetricData({ ...input, MetricDataQueries: [metricQuery('Errors', 'Sum', 0)] })
    expect(aws.usage()).to.deep.include({ throttles: 1, retries: 1, queries: 1, billedMetrics: 1 })
    expect(aws.usage().apiErrors).to.deep.equal({ 'cloudwatch:GetMetricData': 1 })
  })

  it('should begin anew when the attempts of the SDK end in throttling', async () => {
    const aws = create({ settings: { maxAttempts: 1, throttleRounds: 3 } })
    mockJson({ ...LIST, status: 400, times: 2 }, awsError('ThrottlingException', 'Rate exceeded'))
    mockJson(LIST, { Metrics: [{ MetricName: 'Errors' }] })
    expect((await aws.cloudwatch(TARGET).listMetrics({})).Metrics).to.have.length(1)
  })

  it('should say so when throttling does not end', async () => {
    const aws = create({ settings: { maxAttempts: 1, throttleRounds: 2 } })
    mockJson({ ...LIST, status: 400, times: 2 }, awsError('ThrottlingException', 'Rate exceeded'))
    const error = await failureOf(aws.cloudwatch(TARGET).listMetrics({}))
    expect(codeOf(error)).to.equal('FUNC_ERR_AWS_THROTTLED')
    expect(aws.usage().throttles).to.equal(2)
  })

  it('should name action and region of a denied call', async () => {
    mockLambda(
      { path: '/2015-03-31/functions', status: 403, error: 'AccessDeniedException' },
      {
        message: 'User: arn:aws:iam::123456789012:user/x is not authorized to perform: lambda:ListFunctions',
      },
    )
    const error = await failureOf(create().lambda(TARGET).listFunctions({}))
    expect(codeOf(error)).to.equal('FUNC_ERR_AWS_ACCESS_DENIED')
    expect(messageOf(error)).to.contain('lambda:ListFunctions in us-east-1').and.contain('user/x')
    expect(messageOf(error)).not.to.contain(ACCOUNT.ak_secret)
  })

  it('should read logs with the same care: counted, denials and missing groups by their codes', async () => {
    const aws = create()
    const call = { service: 'logs', operation: 'FilterLogEvents' } as const
    mockJson(call, { events: [{ eventId: '1', timestamp: 1, message: 'hello' }], nextToken: 'more' })
    const page = await aws.logs(TARGET).filterLogEvents({ logGroupName: '/aws/lambda/orders' })
    expect(page.events).to.deep.equal([{ eventId: '1', timestamp: 1, message: 'hello' }])
    const refusals = [
      [
        'AccessDeniedException',
        'FUNC_ERR_AWS_ACCESS_DENIED',
        'Cannot call logs:FilterLogEvents in us-east-1',
      ],
      ['ResourceNotFoundException', 'FUNC_ERR_AWS_NOT_FOUND', 'log group does not exist'],
      ['InvalidParameterException', 'FUNC_ERR_AWS_REQUEST_INVALID', 'log group does not exist'],
    ] as const
    for (const [type, code, message] of refusals) {
      mockJson({ ...call, status: 400 }, awsError(type, 'The specified log group does not exist.'))
      const error = await failureOf(aws.logs(TARGET).filterLogEvents({ logGroupName: '/aws/lambda/none' }))
      expect(codeOf(error)).to.equal(code)
      expect(messageOf(error)).to.contain(message)
    }
    expect(aws.usage().apiCalls).to.deep.equal({ 'logs:FilterLogEvents': 4 })
  })

  it('should call a refused connection unreachable', async () => {
    const aws = create({ settings: { maxAttempts: 1 } })
    const target = { account: { ...ACCOUNT, endpoint: 'http://127.0.0.1:9' }, region: 'us-east-1' }
    expect(codeOf(await failureOf(aws.lambda(target).listFunctions({})))).to.equal('FUNC_ERR_AWS_UNREACHABLE')
  })

  it('should end a call that does not answer in time', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const aws = create({ settings: { maxAttempts: 1, requestTimeoutMs: 50 } })
    const target = { account: { ...ACCOUNT, endpoint: `http://127.0.0.1:${port}` }, region: 'us-east-1' }
    const error = await failureOf(aws.cloudwatch(target).listMetrics({}))
    silent.closeAllConnections()
    silent.close()
    expect(codeOf(error)).to.equal('FUNC_ERR_AWS_UNREACHABLE')
  })

  it('should end at once when its signal is aborted, also while it waits to try again', async () => {
    const stop = new AbortController()
    const aws = create({ signal: stop.signal, settings: { throttleRounds: 100 } })
    mockJson({ ...LIST, status: 400, times: 1 }, awsError('ThrottlingException', 'Rate exceeded'))
    mockJson({ ...LIST, delay: 60_000 }, { Metrics: [] })
    const call = failureOf(aws.cloudwatch(TARGET).listMetrics({}))
    const reason = new Error('stopped')
    let stopped = 0
    setTimeout(() => {
      stopped = performance.now()
      stop.abort(reason)
    }, 30)
    expect(await call).to.equal(reason)
    expect(performance.now() - stopped).to.be.below(20_000)
    forgetMocks()
  })

  describe('roles', () => {
    const answer = (key: string, expires = '2099-01-01T00:00:00Z') =>
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>temporary</SecretAccessKey>
        <SessionToken>token</SessionToken><Expiration>${expires}</Expiration>
      </Credentials></AssumeRoleResult></AssumeRoleResponse>`

    it('should assume a chain of roles at an STS that is always on, once for all regions, the external id with the last', async () => {
      const forms: URLSearchParams[] = []
      const onRequest = (form: URLSearchParams) => forms.push(form)
      mockSts({ region: 'us-east-1', onRequest }, answer('ASIAFIRST00000000000'))
      mockSts({ region: 'us-east-1', onRequest }, answer('ASIASECOND0000000000'))
      mockJson({ ...LIST, region: 'ap-east-1', times: 2 }, { Metrics: [] })
      mockJson({ ...LIST, region: 'eu-west-1' }, { Metrics: [] })
      const roles = ['arn:aws:iam::111111111111:role/hub', 'arn:aws:iam::222222222222:role/spoke']
      const account = { ...ACCOUNT, role_arn: roles, external_id: 'outside' }
      const aws = create()
      await aws.cloudwatch({ account, region: 'ap-east-1' }).listMetrics({})
      await aws.cloudwatch({ account, region: 'ap-east-1' }).listMetrics({})
      await aws.cloudwatch({ account, region: 'eu-west-1' }).listMetrics({})
      expect(forms.map((form) => form.get('RoleArn'))).to.deep.equal(roles)
      expect(forms.map((form) => form.get('ExternalId'))).to.deep.equal([null, 'outside'])
      expect(aws.usage().apiCalls['sts:AssumeRole']).to.equal(2)
    })

    it('should ask once when the role of a direct call may not be assumed', async () => {
      const xml = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`
      mockSts({ status: 403 }, xml)
      const account = { ...ACCOUNT, role_arn: 'arn:aws:iam::111111111111:role/reader' }
      const aws = create()
      const { signal } = new AbortController()
      const error = await failureOf(aws.metrics({ account, region: 'us-east-1' }).listMetrics({}, { signal }))
      expect(codeOf(error)).to.equal('FUNC_ERR_AWS_ACCESS_DENIED')
      expect(messageOf(error)).to.contain('sts:AssumeRole in us-east-1')
      expect(aws.usage().apiCalls).to.deep.equal({ 'sts:AssumeRole': 1 })
    })

    it('should go to the STS of the China partition for a region in China', async () => {
      mockSts({ host: 'sts.cn-northwest-1.amazonaws.com.cn' }, answer('ASIACHINA00000000000'))
      const account = { ...ACCOUNT, role_arn: 'arn:aws-cn:iam::111111111111:role/reader' }
      const aws = create({ settings: { maxAttempts: 1 } })
      // The call itself has no mock; the role was assumed before it.
      await failureOf(aws.lambda({ account, region: 'cn-north-1' }).listFunctions({}))
      expect(aws.usage().apiCalls['sts:AssumeRole']).to.equal(1)
    })

    it('should name sts:AssumeRole when the role may not be assumed', async () => {
      const xml = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`
      mockSts({ status: 403 }, xml)
      const account = { ...ACCOUNT, role_arn: 'arn:aws:iam::111111111111:role/reader' }
      const error = await failureOf(create().lambda({ account, region: 'us-east-1' }).listFunctions({}))
      expect(codeOf(error)).to.equal('FUNC_ERR_AWS_ACCESS_DENIED')
      expect(messageOf(error)).to.contain('sts:AssumeRole in us-east-1')
    })
  })
})
