/** What the direct path does not know is left to the SDK: other protocols, other versions, other answers. */
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { CloudWatch, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor'
import { HttpResponse } from '@smithy/core/protocols'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { expect } from 'chai'
import { AwsClock } from '#func/aws/aws-clock.ts'
import { createBudgets } from '#func/aws/budgets.ts'
import type { Credentials } from '#func/aws/credentials.ts'
import { createMetricReader } from '#func/aws/fast-path/metric-reader.ts'
import type { Instruments } from '#func/aws/instrument.ts'
import { createUsage } from '#func/aws/usage.ts'
import { BytePool } from '#func/bytes/byte-pool.ts'
import type { MetricDataRequest } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { lacking, otherVersion } from '../../../support/requirement.ts'
import { emptyTable } from './metric-tables.ts'

/** Of today, as requests of another time are refused. */
const NOW = new Date(Math.floor(Date.now() / 60_000) * 60_000)
const REQUEST: MetricDataRequest = {
  ...{ namespace: 'AWS/Lambda', start: NOW.getTime() - 600_000, end: NOW.getTime(), period: 60 },
  slices: [
    {
      set: { dimensions: [] },
      series: [{ metric: 'UnreservedConcurrentExecutions', statistic: 'Maximum' }],
    },
  ],
}
const KEYS: Credentials = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY }
const { signal } = new AbortController()

type Create = (config: CloudWatchClientConfig) => CloudWatch
type Handle = NodeHttpHandler['handle']

describe('aws/sdk fallback', () => {
  let simulator: Simulator
  let handler: NodeHttpHandler
  let sent: number

  beforeEach(async () => {
    sent = 0
    handler = new NodeHttpHandler()
    simulator = await startSimulator({
      ...{ functions: 3, seed: 1, now: () => NOW },
      onRequest: () => void sent++,
    })
  })
  afterEach(async () => {
    handler.destroy()
    await simulator.close()
  })

  interface Change {
    /** Makes the client that signs. */
    readonly sign?: Create
    /** Takes the place of sending. */
    readonly handle?: Handle
    readonly credentials?: () => Promise<Credentials>
    /** By which AWS's clock is ahead. */
    readonly offset?: number
  }

  function connect(create: Create, change: Change = {}) {
    const { sign = create, handle = (...request: Parameters<Handle>) => handler.handle(...request) } = change
    const reasons: string[] = []
    const calls: string[] = []
    const { credentials = async () => KEYS, offset } = change
    const config = { region: 'us-east-1', credentials, endpoint: simulator.url, maxAttempts: 1 }
    const client = create({ ...config, requestHandler: { handle } as unknown as NodeHttpHandler })
    const noted = {
      getMetricData: (...call: Parameters<CloudWatch['getMetricData']>) => {
        calls.push('GetMetricData')
        return client.getMetricData(...call)
      },
      listMetrics: (...call: Parameters<CloudWatch['listMetrics']>) => {
        calls.push('ListMetrics')
        return client.listMetrics(...call)
      },
    }
    const reader = createMetricReader(noted as never, {
      config: { credentials, requestHandler: { handle } } as never,
      createSigningClient: (requestHandler) => sign({ ...config, requestHandler }),
      ...{ tools: createTools(offset), pool: new BytePool(), onFallback: (reason) => reasons.push(reason) },
    })
    const read = async () => {
      const table = emptyTable(REQUEST, 1)
      await reader.getMetricData(REQUEST, table, { signal })
      return [...table.values].filter(Number.isFinite)
    }
    const list = async () => (await reader.listMetrics({ Namespace: 'AWS/Lambda' }, { signal })).metrics
    /** Both calls, twice. */
    const use = async () => ({ values: [await read(), await read()], lists: [await list(), await list()] })
    return { use, read, reasons, calls }
  }

  const ours: Create = (config) => new CloudWatch(config)
  const bySdk = ['GetMetricData', 'GetMetricData', 'ListMetrics', 'ListMetrics']

  async function expectSame(create: Create, reasons: readonly string[], calls: readonly string[]) {
    const wanted = await connect(ours).use()
    expect(wanted.values[0]).to.have.length.above(0)
    expect(wanted.lists[0]).to.have.length.above(0)
    sent = 0
    const other = connect(create)
    expect(await other.use()).to.deep.equal(wanted)
    expect(other.reasons).to.deep.equal(reasons)
    expect(other.calls).to.deep.equal(calls)
    expect(sent, 'calls sent').to.equal(4)
  }

  it('should not be needed for our SDK', () => expectSame(ours, [], []))

  for (const [name, protocol] of Object.entries({ Query: AwsQueryProtocol, CBOR: SmithyRpcV2CborProtocol })) {
    it(`should serve an SDK that speaks ${name}, and say so once`, () => {
      const create: Create = (config) => new CloudWatch({ ...config, protocol: protocol as never })
      return expectSame(create, ['The SDK speaks another protocol'], bySdk)
    })
  }

  const versions: readonly [version: string, reasons: string[], calls: readonly string[]][] = [
    // Spoke Query.
    ['3.400.0', ['The SDK speaks another protocol'], bySdk],
    // Speaks JSON as ours does.
    ['3.1000.0', [], []],
  ]
  for (const [version, reasons, calls] of versions) {
    it(`should serve version ${version} of the SDK`, async function () {
      this.timeout(180_000)
      const load = await otherVersion('@aws-sdk/client-cloudwatch', version).catch((error: Error) =>
        lacking(
          this,
          `npm cannot get @aws-sdk/client-cloudwatch ${version}: ${error.message.split('\n')[1]}`,
        ),
      )
      const sdk = createRequire(import.meta.url)(load) as { CloudWatch: typeof CloudWatch }
      expect(sdk.CloudWatch).not.to.equal(CloudWatch)
      await expectSame((config) => new sdk.CloudWatch(config), reasons, calls)
    })
  }

  const signing: Record<string, (headers: Record<string, string>) => void> = {
    'signs in another way': (headers) => {
      headers['x-amz-user-agent'] += ' added'
    },
    'does not sign': (headers) => {
      delete headers.authorization
    },
  }
  for (const [name, change] of Object.entries(signing)) {
    it(`should serve an SDK that ${name}, and say so once`, async () => {
      const client = connect(ours, { sign: (config) => changing(new CloudWatch(config), change) })
      expect((await client.use()).values[1]).to.have.length.above(0)
      expect(client.reasons).to.deep.equal(['The SDK signs requests in another way'])
      expect(client.calls).to.deep.equal(bySdk)
    })
  }

  it('should ask the SDK when an answer is not the known JSON, and never be in its way again', async () => {
    const client = connect(ours, { handle: answering(1, 200, '{"MetricDataResults":"none"}') })
    expect((await client.use()).values[0]).to.have.length.above(0)
    expect(client.reasons).to.deep.equal(['An answer is not the JSON that is known'])
    expect(client.calls).to.deep.equal(bySdk)
  })

  it('should ask the SDK when a connection breaks, and go on', async () => {
    let left = 1
    const handle: Handle = (...request) =>
      left-- > 0 ? Promise.reject(new Error('read ECONNRESET')) : handler.handle(...request)
    const client = connect(ours, { handle })
    await client.use()
    expect(client.reasons).to.deep.equal([])
    expect(client.calls).to.deep.equal(['GetMetricData'])
  })

  it('should stop when AWS refuses three times what it takes from the SDK', async () => {
    const refusal = '{"__type":"com.amazonaws#ValidationException","message":"No"}'
    let request = 0
    // Every other request is that of the SDK.
    const handle: Handle = (...given) =>
      request++ % 2 === 0 ? answering(1, 400, refusal)(...given) : handler.handle(...given)
    const client = connect(ours, { handle })
    for (let time = 0; time < 3; time++) expect(await client.read()).to.have.length.above(0)
    expect(client.reasons).to.deep.equal(['AWS refuses what it takes from the SDK'])
    request = 1
    await client.read()
    expect(request, 'one request, that of the SDK').to.equal(2)
  })

  it('should not stop for refusals that are not in a row', async () => {
    const refusal = '{"__type":"com.amazonaws#ValidationException","message":"No"}'
    let request = 0
    // Of three requests: refused, that of the SDK, a direct one.
    const handle: Handle = (...given) =>
      request++ % 3 === 0 ? answering(1, 400, refusal)(...given) : handler.handle(...given)
    const client = connect(ours, { handle })
    for (let time = 0; time < 10; time++) expect(await client.read()).to.have.length.above(0)
    expect(client.reasons).to.deep.equal([])
    expect(client.calls).to.have.length(5)
  })

  it('should go on when keys give way to temporary ones', async () => {
    let keys = KEYS
    const client = connect(ours, {
      credentials: async () => keys,
      handle: answering(Number.POSITIVE_INFINITY, 200, '{"MetricDataResults":[]}'),
    })
    await client.read()
    keys = { ...KEYS, sessionToken: 'token' }
    for (let time = 0; time < 3; time++) await client.read()
    expect(client.calls, 'one, while a request was signed with the new keys').to.deep.equal(['GetMetricData'])
    expect(client.reasons).to.deep.equal([])
  })

  it('should sign with the time of AWS', async () => {
    const times: string[] = []
    const handle: Handle = async (request) => {
      times.push(request.headers['x-amz-date'] ?? '')
      return await answering(1, 200, '{"MetricDataResults":[]}')(request)
    }
    await connect(ours, { handle }).read()
    await connect(ours, { handle, offset: 7_200_000 }).read()
    const [now = 0, later = 0] = times.map((time) =>
      Date.parse(time.replace(/(..)(..)T(..)(..)(..)/, '-$1-$2T$3:$4:$5')),
    )
    expect(later - now).to.be.within(7_200_000, 7_260_000)
  })

  it('should not stop for refusals that the SDK meets, too', async () => {
    const refusal = '{"__type":"com.amazonaws#ValidationException","message":"No"}'
    const client = connect(ours, { handle: answering(8, 400, refusal) })
    for (let time = 0; time < 4; time++)
      expect(await client.read().catch(() => 'refused')).to.equal('refused')
    expect(await client.read()).to.have.length.above(0)
    expect(client.reasons).to.deep.equal([])
  })

  /** Answers the first requests itself. */
  function answering(times: number, statusCode: number, text: string): Handle {
    let left = times
    return async (...request) => {
      if (left-- <= 0) return await handler.handle(...request)
      const body = Readable.from([Buffer.from(text)])
      const headers = { 'content-type': 'application/x-amz-json-1.0' }
      return { response: new HttpResponse({ statusCode, headers, body }) }
    }
  }
})

/** Changes headers when they have been signed. */
function changing(client: CloudWatch, change: (headers: Record<string, string>) => void): CloudWatch {
  client.middlewareStack.add(
    (next) => (args) => {
      change((args.request as { headers: Record<string, string> }).headers)
      return next(args)
    },
    { step: 'deserialize', priority: 'low' },
  )
  return client
}

function createTools(offset = 0): Instruments {
  const time = { now: () => NOW.getTime() + offset, clock: () => performance.now(), sleep: async () => {} }
  return {
    ...{ service: 'cloudwatch', account: 'a', region: 'us-east-1', secrets: new Set(), roles: 0 },
    ...{ budgets: createBudgets(time), usage: createUsage(), signal: undefined, throttleRounds: 1 },
    ...{ clock: new AwsClock(time.now), detour: undefined, sent: new WeakSet() },
  }
}
