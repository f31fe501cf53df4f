import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createAwsClients } from '#func/aws/clients.ts'
import { codeOf, messageOf } from '#func/errors.ts'
import type { Network } from '#func/network.ts'
import type { AwsAccount } from '#func/script.ts'
import { createHttpClient } from '#func/sinks/http/http-client.ts'
import { type ConnectProxy, startProxy, startTls, type TlsFront } from '../support/connect-proxy.ts'

const KEYS = { ak_id: 'AKIAEXAMPLEEXAMPLE00', ak_secret: 'not-a-real-secret' }
const ROLE = 'arn:aws:iam::123456789012:role/collector'
const CREDENTIALS = `<Credentials><AccessKeyId>ASIA0</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
  <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`
const ANSWERS = {
  AssumeRole: `<AssumeRoleResponse><AssumeRoleResult>${CREDENTIALS}</AssumeRoleResult></AssumeRoleResponse>`,
  GetCallerIdentity:
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
}

describe('func/network', () => {
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('')
    const action = new URLSearchParams(text).get('Action') as keyof typeof ANSWERS | null
    response.end(action === null ? `answer of ${request.headers.host}` : ANSWERS[action])
  })
  let tls: TlsFront
  let proxies: ConnectProxy[] = []
  const port = () => (server.address() as AddressInfo).port

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    tls = await startTls(port(), [
      '*.amazonaws.com',
      '*.us-east-1.amazonaws.com',
      '*.eu-west-1.amazonaws.com',
      'sink.test',
    ])
  })
  after(async () => {
    await tls.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  afterEach(async () => {
    for (const proxy of proxies) await proxy.close()
    proxies = []
  })

  async function proxied(login?: string): Promise<{ proxy: ConnectProxy; network: Network }> {
    const proxy = await startProxy({ http: port(), https: tls.port }, login)
    proxies.push(proxy)
    return { proxy, network: { httpProxy: proxy.url, httpsProxy: proxy.url, caFile: tls.caFile } }
  }

  async function identity(account: AwsAccount, network: Network): Promise<string | undefined> {
    const aws = createAwsClients({ now: Date.now, settings: { network, maxAttempts: 1, throttleRounds: 1 } })
    try {
      return (await aws.sts({ account, region: 'eu-west-1' }).getCallerIdentity({})).Account
    } finally {
      aws.close()
    }
  }

  async function read(url: string, network: Network): Promise<string> {
    const client = createHttpClient('test', network)
    const { signal } = new AbortController()
    try {
      const { body } = await client.send({ method: 'GET', url: new URL(url), timeoutMs: 5000, signal })
      return body
    } finally {
      client.close()
    }
  }

  it('should call AWS through a tunnel of the proxy, and know who signed the certificate', async () => {
    const { proxy, network } = await proxied()
    expect(await identity(KEYS, network)).to.equal('1')
    expect(proxy.asked).to.deep.equal(['sts.eu-west-1.amazonaws.com:443'])
  })

  it('should not take a certificate of an authority that nobody named', async () => {
    const { network } = await proxied()
    const { caFile: _, ...unnamed } = network
    const error = await identity(KEYS, unnamed).catch((error: unknown) => error)
    expect(codeOf(error)).to.equal('FUNC_ERR_AWS_UNREACHABLE')
    expect(error).to.have.property('todo').that.contains('AWS_CA_BUNDLE')
  })

  it('should assume roles through the proxy', async () => {
    const { proxy, network } = await proxied('user:p%40ss')
    expect(await identity({ ...KEYS, role_arn: ROLE }, network)).to.equal('1')
    expect(proxy.asked).to.have.length.greaterThan(1)
  })

  it('should say that a proxy wants a password, and show none', async () => {
    const { network } = await proxied('user:right')
    const wrong = network.httpsProxy?.replace('right', 'wr0ng-secret') ?? ''
    const error = await identity(KEYS, { ...network, httpsProxy: wrong }).catch((error: unknown) => error)
    expect(codeOf(error)).to.equal('FUNC_ERR_AWS_UNREACHABLE')
    expect(error).to.have.property('todo').that.contains('user and password')
    expect(messageOf(error)).not.to.contain('wr0ng-secret')
  })

  it('should hand over points through the proxy, by TLS and plainly', async () => {
    const { proxy, network } = await proxied()
    expect(await read('https://sink.test/v1/write', network)).to.equal('answer of sink.test')
    expect(await read('http://plain.test/v1/write', network)).to.equal('answer of plain.test')
    expect(proxy.asked).to.deep.equal(['sink.test:443', 'plain.test'])
  })

  it('should call loopback straight, and what is excepted', async () => {
    const { proxy, network } = await proxied()
    expect(await read(`http://127.0.0.1:${port()}/`, network)).to.contain('answer of')
    expect(await read(`http://localhost:${port()}/`, network)).to.contain('answer of')
    const excepted = { ...network, noProxy: 'plain.test,.internal' }
    for (const url of ['http://plain.test/', 'http://a.internal/']) {
      expect(await read(url, excepted).catch(() => 'straight')).to.equal('straight')
    }
    expect(proxy.asked).to.deep.equal([])
  })

  for (const host of ['169.254.169.254', '169.254.170.2', '[fd00:ec2::254]']) {
    it(`should never ask a proxy for ${host}`, async () => {
      const { proxy, network } = await proxied()
      const client = createHttpClient('test', network)
      const signal = AbortSignal.timeout(200)
      await client
        .send({ method: 'GET', url: new URL(`http://${host}/latest`), timeoutMs: 100, signal })
        .catch(() => undefined)
      client.close()
      expect(proxy.asked).to.deep.equal([])
    })
  }
})
