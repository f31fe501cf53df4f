import { cbor } from '@smithy/core/cbor'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, NOW, rejection, simulate } from '../clients.ts'
import { FORM, jsonCall, type RawRequest, send } from '../raw.ts'

const CBOR = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }
const GRANITE = 'GraniteServiceVersion20100801'

describe('simulator semantics of protocols', () => {
  const simulator = simulate()
  const post = (request: RawRequest) => send(simulator(), request)

  function cborCall(service: string, target: string, operation: string, input: object): RawRequest {
    const path = `/service/${target}/operation/${operation}`
    return { service, path, headers: CBOR, body: cbor.serialize(input) as Uint8Array }
  }

  const cloudwatchForm = (body: string): RawRequest => ({
    ...{ service: 'monitoring', headers: FORM, body: `${body}&Version=2010-08-01` },
  })
  const bad = { RecentlyActive: 'PT9H' }

  semantic('wire.cbor-header', async () => {
    const answers = [
      await post(cborCall('monitoring', GRANITE, 'ListMetrics', { MetricName: 'none' })),
      await post(cborCall('monitoring', GRANITE, 'ListMetrics', bad)),
    ]
    expect(answers.map(({ status }) => status)).to.eql([200, 400])
    for (const { headers } of answers) {
      expect([headers.get('smithy-protocol'), headers.get('content-type')]).to.eql([
        'rpc-v2-cbor',
        'application/cbor',
      ])
    }
  })

  semantic('wire.cbor-error-type', async () => {
    const { bytes } = await post(cborCall('monitoring', GRANITE, 'ListMetrics', bad))
    expect(cbor.deserialize(bytes)).to.have.property('__type', 'com.amazonaws.cloudwatch#ValidationException')
  })

  semantic('wire.cbor-timestamps', async () => {
    const [second, hour] = [Math.floor(NOW.getTime() / 1000), 3600]
    const input = (time: (seconds: number) => unknown) => ({
      ...{ StartTime: time(second - hour), EndTime: time(second) },
      MetricDataQueries: [
        {
          Id: 'a',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Lambda',
              MetricName: 'Invocations',
              Dimensions: [{ Name: 'FunctionName', Value: 'storefront-api-prod' }],
            },
            ...{ Period: 60, Stat: 'Sum' },
          },
        },
      ],
    })
    const tagged = (seconds: number) => ({
      [Symbol.for('@smithy/core/cbor::tagSymbol')]: true,
      tag: 1,
      value: seconds,
    })
    const { status, bytes } = await post(cborCall('monitoring', GRANITE, 'GetMetricData', input(tagged)))
    expect(status).to.equal(200)
    const { MetricDataResults: [result] = [] } = cbor.deserialize(bytes) as {
      MetricDataResults?: { Timestamps: { tag: number; value: number }[] }[]
    }
    const [latest] = result!.Timestamps
    expect([Number(latest!.tag), Number(latest!.value) % 60]).to.eql([1, 0])
    expect(Number(latest!.value)).to.be.within(second - hour, second)
    const untagged = await post(
      cborCall(
        'monitoring',
        GRANITE,
        'GetMetricData',
        input((seconds) => seconds),
      ),
    )
    expect(untagged.status).to.equal(400)
  })

  semantic('wire.cbor-of-tagging', async () => {
    const target = 'ResourceGroupsTaggingAPI_20170126'
    const { status, bytes } = await post(cborCall('tagging', target, 'GetResources', { ResourcesPerPage: 3 }))
    const json = await post(jsonCall('tagging', `${target}.GetResources`, { ResourcesPerPage: 3 }))
    expect(status).to.equal(200)
    expect(cbor.deserialize(bytes)).to.deep.equal(JSON.parse(json.text))
  })

  semantic('wire.json-error-type', async () => {
    const { status, text } = await post(jsonCall('logs', 'Logs_20140328.DescribeLogGroups', { limit: 51 }))
    expect([status, JSON.parse(text).__type]).to.eql([400, 'InvalidParameterException'])
  })

  semantic('wire.rest-error-type', async () => {
    const path = '/2015-03-31/functions/nobody'
    const { status, headers, text } = await post({ service: 'lambda', method: 'GET', path })
    expect([status, headers.get('x-amzn-errortype')]).to.eql([404, 'ResourceNotFoundException'])
    expect(JSON.parse(text).Message).to.match(/^Function not found: arn:aws:lambda:/)
  })

  semantic('wire.query-error', async () => {
    const { status, headers, text } = await post(cloudwatchForm('Action=ListMetrics&RecentlyActive=PT9H'))
    expect(status).to.equal(400)
    expect(text).to.match(
      /^<ErrorResponse xmlns="http:\/\/monitoring[^>]*><Error><Type>Sender<\/Type><Code>ValidationError<\/Code><Message>.+<\/Message><\/Error>/,
    )
    expect(text).to.include(`<RequestId>${headers.get('x-amzn-requestid')}</RequestId>`)
  })

  semantic('wire.query-codes-when-wanted', async () => {
    const call = jsonCall('monitoring', `${GRANITE}.ListMetrics`, bad)
    expect((await post(call)).headers.get('x-amzn-query-error')).to.equal(null)
    const wanting = { ...call, headers: { ...call.headers, 'x-amzn-query-mode': 'true' } }
    expect((await post(wanting)).headers.get('x-amzn-query-error')).to.equal('ValidationError;Sender')
  })

  semantic('wire.invalid-action', async () => {
    const { status, text } = await post({ service: 'sts', headers: FORM, body: 'Action=Guess' })
    expect(status).to.equal(400)
    expect(text).to.include('<Code>InvalidAction</Code>')
  })

  semantic('wire.validation-error', async () => {
    const error = await rejection(
      clientsOf(simulator()).sts.assumeRole({ RoleArn: 'short', RoleSessionName: 'a b' }),
    )
    expect([error.name, error.message]).to.eql([
      'ValidationError',
      "2 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ])
  })

  semantic('wire.serialization', async () => {
    const { status, text } = await post(jsonCall('logs', 'Logs_20140328.DescribeLogGroups', { limit: 'ten' }))
    expect([status, JSON.parse(text).__type]).to.eql([400, 'SerializationException'])
  })

  semantic('wire.request-id', async () => {
    const calls = [jsonCall('logs', 'Logs_20140328.DescribeLogGroups', {}), cloudwatchForm('Action=Guess')]
    const ids = await Promise.all(
      calls.map(async (call) => (await post(call)).headers.get('x-amzn-requestid')),
    )
    for (const id of ids) expect(id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(new Set(ids).size).to.equal(2)
  })
})
