import { expect } from 'chai'
import { ROLE_ARN } from '#func/simulator/simulator.ts'
import { semantic } from '../../../support/semantic.ts'
import { type ClientOptions, clientsOf, MINUTE, NOW, rejection, simulate, statusOf } from '../clients.ts'
import { FORM, jsonCall, type RawRequest, send } from '../raw.ts'

const WHO = { service: 'sts', headers: FORM, body: 'Action=GetCallerIdentity&Version=2011-06-15' }
const LIST = jsonCall('monitoring', 'GraniteServiceVersion20100801.ListMetrics', { MetricName: 'none' })

describe('simulator semantics of signatures', () => {
  let now = NOW
  afterEach(() => {
    now = NOW
  })
  const simulator = simulate({ now: () => now })
  const post = (request: RawRequest) => send(simulator(), request)
  const minutesOff = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE)

  semantic('wire.signature-expired', async () => {
    const { status, text } = await post({ ...LIST, signedAt: minutesOff(-5.1) })
    expect([status, JSON.parse(text)]).to.eql([
      400,
      {
        __type: 'InvalidSignatureException',
        message:
          'Signature expired: 20260304T100224Z is now earlier than 20260304T100230Z (20260304T100730Z - 5 min.)',
      },
    ])
  })

  semantic('wire.signature-not-yet-current', async () => {
    const { status, text } = await post({ ...LIST, signedAt: minutesOff(5.1) })
    expect([status, JSON.parse(text).message]).to.eql([
      400,
      'Signature not yet current: 20260304T101236Z is still later than 20260304T101230Z (20260304T100730Z + 5 min.)',
    ])
  })

  semantic('wire.signature-within-five-minutes', async () => {
    for (const minutes of [-5, -4.9, 4.9, 5]) {
      expect((await post({ ...LIST, signedAt: minutesOff(minutes) })).status, String(minutes)).to.equal(200)
    }
  })

  semantic('wire.sts-signature-fifteen-minutes', async () => {
    expect((await post({ ...WHO, signedAt: minutesOff(-14.9) })).status).to.equal(200)
    const { status, text } = await post({ ...WHO, signedAt: minutesOff(-15.1) })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>SignatureDoesNotMatch</Code>')
    expect(text).to.include('(20260304T100730Z - 15 min.)')
  })

  semantic('wire.credential-scope-date', async () => {
    const tamper = (headers: Record<string, string>) => ({
      ...headers,
      authorization: headers.authorization!.replace('/20260304/', '/20260303/'),
    })
    const { status, text } = await post({ ...WHO, tamper })
    expect(status).to.equal(403)
    expect(text).to.include('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date')
  })

  semantic('wire.signature-mismatch', async () => {
    const { status, text } = await post({ ...WHO, secretAccessKey: 'wrong' })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>SignatureDoesNotMatch</Code>')
    expect(text).to.include('The request signature we calculated does not match the signature you provided')
  })

  semantic('wire.signed-body', async () => {
    const { status, text } = await post({ ...LIST, sentBody: '{}' })
    expect([status, JSON.parse(text).__type]).to.eql([400, 'InvalidSignatureException'])
  })

  semantic('wire.date-of-answers', async () => {
    const answers = [await post(LIST), await post({ ...LIST, signedAt: minutesOff(60) })]
    expect(answers.map(({ status, headers }) => [status, headers.get('date')])).to.eql([
      [200, 'Wed, 04 Mar 2026 10:07:30 GMT'],
      [400, 'Wed, 04 Mar 2026 10:07:30 GMT'],
    ])
  })

  semantic('wire.missing-token', async () => {
    const tamper = ({ authorization: _, ...headers }: Record<string, string>) => headers
    const { status, text } = await post({ ...WHO, tamper })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>MissingAuthenticationToken</Code>')
  })

  semantic('wire.incomplete-signature', async () => {
    const tamper = ({ 'x-amz-date': _, ...headers }: Record<string, string>) => headers
    const { status, text } = await post({ ...WHO, tamper })
    expect(status).to.equal(400)
    expect(text).to.include('<Code>IncompleteSignature</Code>')
  })

  semantic('wire.unknown-key', async () => {
    const { status, text } = await post({ ...WHO, accessKeyId: 'AKIANOBODY0000000000' })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>InvalidClientTokenId</Code>')
    expect(text).to.include('The security token included in the request is invalid.')
  })

  semantic('wire.unknown-key-of-json', async () => {
    const stranger = clientsOf(simulator(), { accessKeyId: 'AKIANOBODY0000000000' })
    const errors = [
      await rejection(stranger.lambda.listFunctions({})),
      await rejection(stranger.logs.describeLogGroups({})),
    ]
    expect(errors.map((error) => [error.name, statusOf(error)])).to.eql([
      ['UnrecognizedClientException', 403],
      ['UnrecognizedClientException', 400],
    ])
  })

  async function session(): Promise<Required<Pick<ClientOptions, 'accessKeyId' | 'sessionToken'>>> {
    const { Credentials } = await clientsOf(simulator()).sts.assumeRole({
      ...{ RoleArn: ROLE_ARN, RoleSessionName: 'tester', DurationSeconds: 900 },
    })
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
    const keys = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! }
    return { ...keys, sessionToken: SessionToken! }
  }

  semantic('wire.expired-token', async () => {
    const keys = await session()
    now = minutesOff(16)
    const { status, text } = await post({ ...WHO, ...keys })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>ExpiredToken</Code>')
    expect(text).to.include('The security token included in the request is expired')
  })

  semantic('wire.expired-token-of-json', async () => {
    const keys = await session()
    now = minutesOff(16)
    const { lambda, logs } = clientsOf(simulator(), keys)
    const errors = [await rejection(lambda.listFunctions({})), await rejection(logs.describeLogGroups({}))]
    expect(errors.map((error) => [error.name, statusOf(error)])).to.eql([
      ['ExpiredTokenException', 403],
      ['ExpiredTokenException', 400],
    ])
  })

  semantic('wire.session-token-until-expiration', async () => {
    const keys = await session()
    now = new Date(NOW.getTime() + 899_000)
    expect((await post({ ...WHO, ...keys })).status).to.equal(200)
    now = new Date(NOW.getTime() + 900_000)
    expect((await post({ ...WHO, ...keys })).status).to.equal(403)
  })

  semantic('wire.session-token-needed', async () => {
    const { sessionToken: _, ...keys } = await session()
    const error = await rejection(clientsOf(simulator(), keys).lambda.listFunctions({}))
    expect(error.name).to.equal('UnrecognizedClientException')
  })

  semantic('wire.session-token-of-another', async () => {
    const { sessionToken } = await session()
    const { status, text } = await post({ ...WHO, ...(await session()), sessionToken })
    expect(status).to.equal(403)
    expect(text).to.include('<Code>InvalidClientTokenId</Code>')
  })
})
