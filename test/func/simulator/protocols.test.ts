/** CloudWatch in the protocols of the SDKs for Go and Java, and of older ones, by the JS SDK's own classes. */

import { CloudWatch, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { cbor, SmithyRpcV2CborProtocol } from '@smithy/core/cbor'
import { expect } from 'chai'
import { ACCESS_KEY_ID, type MetricIdentity, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'
import { clientsOf, functionMetric, MINUTE, NOW, query, rejection, simulate, statusOf } from './clients.ts'

const PROTOCOLS: Record<string, CloudWatchClientConfig['protocol']> = {
  'AWS JSON': undefined,
  'rpc-v2-cbor': SmithyRpcV2CborProtocol,
  Query: AwsQueryProtocol,
}
const LINKED = '210987654321'
const START = new Date(Math.floor(NOW.getTime() / MINUTE) * MINUTE - 30 * MINUTE)

function clientOf(url: string, protocol: CloudWatchClientConfig['protocol'], secret = SECRET_ACCESS_KEY) {
  return new CloudWatch({
    endpoint: url,
    region: 'us-east-1',
    maxAttempts: 1,
    systemClockOffset: NOW.getTime() - Date.now(),
    credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: secret },
    ...(protocol === undefined ? {} : { protocol }),
  })
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  describe(`simulator CloudWatch over ${name}`, () => {
    const simulator = simulate({ functions: 30, links: [{ source: LINKED }] })
    const client = () => clientOf(simulator().url, protocol)
    const metric = () => {
      const [first] = simulator()
        .oracle.metrics('us-east-1', 'AWS/Lambda')
        .filter((row) => row.name === 'Duration')
      return functionMetric('Duration', first?.dimensions[0]?.Value ?? '')
    }

    it('should answer ListMetrics page by page as over JSON', async () => {
      const input = {
        Namespace: 'AWS/Lambda',
        MetricName: 'Duration',
        Dimensions: [{ Name: 'FunctionName' }],
      }
      const { $metadata, ...page } = await client().listMetrics(input)
      const { $metadata: _, ...wanted } = await clientsOf(simulator()).cloudwatch.listMetrics(input)
      expect($metadata.requestId).to.be.a('string')
      expect(page.Metrics).to.have.length.above(3)
      expect(page.Metrics).to.deep.equal(wanted.Metrics)
    })

    it('should answer GetMetricData as over JSON, with all its pages', async () => {
      const input = {
        StartTime: START,
        EndTime: NOW,
        MetricDataQueries: [
          query('a', metric(), 'Average'),
          { ...query('b', metric(), 'p95'), ReturnData: true },
        ],
        MaxDatapoints: 40,
      }
      const pages = async (cloudwatch: CloudWatch) => {
        const { NextToken, MetricDataResults } = await cloudwatch.getMetricData(input)
        if (NextToken === undefined) return [MetricDataResults]
        const second = await cloudwatch.getMetricData({ ...input, NextToken })
        return [MetricDataResults, second.MetricDataResults]
      }
      const found = await pages(client())
      expect(found[0]?.[0]?.Timestamps?.[0]).to.be.instanceOf(Date)
      expect(found).to.deep.equal(await pages(clientsOf(simulator()).cloudwatch))
    })

    it('should answer GetMetricStatistics with the values of GetMetricData', async () => {
      const { Dimensions = [] } = metric()
      const window = { StartTime: START, EndTime: NOW, Period: 60 }
      const asked = { Namespace: 'AWS/Lambda', MetricName: 'Duration', Dimensions, ...window }
      const plain = await client().getMetricStatistics({ ...asked, Statistics: ['Average', 'SampleCount'] })
      const extended = await client().getMetricStatistics({ ...asked, ExtendedStatistics: ['p95'] })
      expect([plain.Label, extended.Label]).to.eql(['Duration', 'Duration'])
      const identity = { namespace: 'AWS/Lambda', name: 'Duration', dimensions: Dimensions } as MetricIdentity
      const truth = (time: Date | undefined, statistic: string) =>
        simulator().oracle.value('us-east-1', identity, statistic, time?.getTime() ?? 0, 60, NOW.getTime())
      expect(plain.Datapoints).to.have.length.above(0)
      expect(extended.Datapoints).to.have.length(plain.Datapoints!.length)
      for (const { Timestamp, Average, SampleCount, Unit } of plain.Datapoints ?? []) {
        const wanted = [truth(Timestamp, 'Average'), truth(Timestamp, 'SampleCount'), 'Milliseconds']
        expect([Average, SampleCount, Unit]).to.deep.equal(wanted)
      }
      for (const { Timestamp, ExtendedStatistics } of extended.Datapoints ?? []) {
        expect(ExtendedStatistics).to.deep.equal({ p95: truth(Timestamp, 'p95') })
      }
    })

    it('should list and read the metrics of a linked account, and of no other', async () => {
      const input = { MetricName: 'Duration', IncludeLinkedAccounts: true, OwningAccount: LINKED }
      const { Metrics = [], OwningAccounts } = await client().listMetrics(input)
      expect(new Set(OwningAccounts)).to.deep.equal(new Set([LINKED]))
      expect(OwningAccounts).to.have.length(Metrics.length)
      const [Metric] = Metrics
      const of = (Id: string, AccountId: string) => ({ ...query(Id, Metric!, 'Average'), AccountId })
      const { MetricDataResults: [linked, other] = [] } = await client().getMetricData({
        StartTime: START,
        EndTime: NOW,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [of('a', LINKED), of('b', '999999999999')],
      })
      const identity = { namespace: 'AWS/Lambda', name: 'Duration', dimensions: Metric!.Dimensions! }
      const truth = (time: Date) =>
        simulator()
          .oracle.forAccount(LINKED)
          .value('us-east-1', identity as MetricIdentity, 'Average', time.getTime(), 60, NOW.getTime())
      expect(linked!.Values).to.have.length.above(0)
      expect(linked!.Values).to.deep.equal(linked!.Timestamps!.map(truth))
      expect([other!.StatusCode, other!.Values]).to.deep.equal(['Forbidden', []])
    })

    it('should refuse a bad request, a wrong signature and a throttled call by name', async () => {
      const bad = await rejection(
        client().getMetricData({ StartTime: NOW, EndTime: NOW, MetricDataQueries: [] }),
      )
      expect([bad.name, statusOf(bad)]).to.deep.equal(['ValidationException', 400])
      const forged = await rejection(clientOf(simulator().url, protocol, 'wrong').listMetrics({}))
      expect(forged.name).to.match(/^(InvalidSignatureException|SignatureDoesNotMatch)$/)
      simulator().setFaults({ throttleRate: 1 })
      const throttled = await rejection(client().listMetrics({}))
      simulator().setFaults({})
      expect(throttled.name).to.match(/^Throttling/)
    })

    it('should count queries and billed metrics', async () => {
      simulator().resetCounters()
      const queries = [query('a', metric(), 'Average'), query('b', metric(), 'Sum')]
      await client().getMetricData({ StartTime: START, EndTime: NOW, MetricDataQueries: queries })
      const { queries: asked, billedMetrics } = simulator().counters
      expect([asked, billedMetrics]).to.deep.equal([2, 1])
    })
  })
}

describe('simulator rpc-v2-cbor', () => {
  const simulator = simulate()

  it('should repeat the protocol header, also with errors', async () => {
    const response = await fetch(
      `${simulator().url}/service/GraniteServiceVersion20100801/operation/ListMetrics`,
      {
        method: 'POST',
        headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
        body: cbor.serialize({}) as Uint8Array<ArrayBuffer>,
      },
    )
    expect(response.status).to.equal(403)
    expect(response.headers.get('smithy-protocol')).to.equal('rpc-v2-cbor')
    expect(response.headers.get('content-type')).to.equal('application/cbor')
    const body: unknown = cbor.deserialize(new Uint8Array(await response.arrayBuffer()))
    expect(body).to.have.property('__type').that.contains('MissingAuthenticationToken')
  })
})
