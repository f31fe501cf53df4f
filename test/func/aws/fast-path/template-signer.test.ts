/** Signatures against those of the SDK's own signer. */
import { Sha256 } from '@aws-crypto/sha256-js'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Credentials } from '#func/aws/credentials.ts'
import { type SignedRequest, signerLike } from '#func/aws/fast-path/template-signer.ts'

const KEYS: Credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'not/a+real secret' }
const FIRST = new Date('2026-08-01T12:00:00Z')

async function signedBySdk(
  body: Uint8Array,
  { keys = KEYS, now = FIRST, path = '/', agent = 'aws-sdk-js/3 ua/2.1' } = {},
): Promise<SignedRequest> {
  const signer = new SignatureV4({
    credentials: keys,
    region: 'eu-west-1',
    service: 'monitoring',
    sha256: Sha256,
  })
  const request = new HttpRequest({
    ...{ method: 'POST', protocol: 'https:', hostname: 'monitoring.eu-west-1.amazonaws.com', path, body },
    headers: {
      host: 'monitoring.eu-west-1.amazonaws.com',
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(body.length),
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
      'x-amz-user-agent': agent,
      'user-agent': 'not signed',
    },
  })
  return (await signer.sign(request, { signingDate: now })) as SignedRequest
}

const bytes = fc.uint8Array({ maxLength: 200 })
const keys = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: fc.string({ minLength: 1, unit: 'binary' }),
})
const time = fc.date({ noInvalidDate: true, min: new Date('2015-01-01'), max: new Date('2060-01-01') })

describe('aws/template-signer', () => {
  it('should sign other bodies, keys and times as the SDK does', async () => {
    const template = await signedBySdk(Buffer.from('first'))
    const sign = signerLike(template, KEYS)!
    await fc.assert(
      fc.asyncProperty(bytes, keys, time, async (body, credentials, now) => {
        const wanted = await signedBySdk(body, { keys: credentials, now })
        const headers = { ...template.headers, 'content-length': String(body.length) }
        sign(headers, body, credentials, now)
        expect(headers).to.deep.equal(wanted.headers)
      }),
    )
  })

  it('should sign with the token of temporary keys, and with the next one', async () => {
    const temporary = { ...KEYS, sessionToken: 'a token' }
    const template = await signedBySdk(Buffer.from('first'), { keys: temporary })
    const sign = signerLike(template, temporary)!
    const renewed = { ...temporary, secretAccessKey: 'another', sessionToken: 'another token' }
    const headers = { ...template.headers }
    sign(headers, Buffer.from('first'), renewed, FIRST)
    expect(headers).to.deep.equal((await signedBySdk(Buffer.from('first'), { keys: renewed })).headers)
  })

  it('should not sign with keys of another kind', async () => {
    const sign = signerLike(await signedBySdk(Buffer.from('first')), KEYS)!
    const temporary = { ...KEYS, sessionToken: 'a token' }
    expect(() => sign({}, Buffer.from('x'), temporary, FIRST)).to.throw('keys of another kind')
  })

  it('should sign a path that needs no escapes', async () => {
    const template = await signedBySdk(Buffer.from('first'), { path: '/some/path-1' })
    expect(signerLike(template, KEYS)).to.be.a('function')
  })

  it('should sign nothing that it would not sign as it is signed', async () => {
    const template = await signedBySdk(Buffer.from('first'))
    const { authorization = '', ...unsigned } = template.headers
    const unlike: Readonly<Record<string, SignedRequest>> = {
      'other body': { ...template, body: Buffer.from('other') },
      'no body': { ...template, body: undefined },
      'a path that is escaped': await signedBySdk(Buffer.from('first'), { path: '/some path' }),
      'a header that is cleaned': await signedBySdk(Buffer.from('first'), { agent: 'two  spaces' }),
      'a query': { ...template, query: { a: 'b' } },
      'not signed': { ...template, headers: unsigned },
      'no time': { ...template, headers: { ...template.headers, 'x-amz-date': 'yesterday' } },
      'another algorithm': {
        ...template,
        headers: { ...template.headers, authorization: authorization.replace('HMAC', 'ECDSA-P256') },
      },
    }
    for (const [what, request] of Object.entries(unlike)) {
      expect(signerLike(request, KEYS), what).to.equal(undefined)
    }
    expect(signerLike(template, { ...KEYS, secretAccessKey: 'another' })).to.equal(undefined)
  })
})
