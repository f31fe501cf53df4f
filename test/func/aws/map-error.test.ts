import { expect } from 'chai'
import { isThrottle, mapError } from '#func/aws/map-error.ts'

const SITE = { action: 'lambda:ListFunctions', region: 'us-east-1', secrets: ['secret-secret'] }

function sdkError(name: string, message = 'words of AWS', status?: number, code?: string): Error {
  return Object.assign(new Error(message), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...(code === undefined ? {} : { code }),
  })
}

describe('aws/map-error', () => {
  const table = [
    [sdkError('AccessDeniedException', undefined, 403), 'FUNC_ERR_AWS_ACCESS_DENIED'],
    [sdkError('AccessDenied', undefined, 403), 'FUNC_ERR_AWS_ACCESS_DENIED'],
    [sdkError('Whatever', undefined, 403), 'FUNC_ERR_AWS_ACCESS_DENIED'],
    [sdkError('UnrecognizedClientException', undefined, 400), 'FUNC_ERR_AWS_CREDENTIALS_INVALID'],
    [sdkError('InvalidClientTokenId', undefined, 403), 'FUNC_ERR_AWS_CREDENTIALS_INVALID'],
    [sdkError('SignatureDoesNotMatch', undefined, 403), 'FUNC_ERR_AWS_CREDENTIALS_INVALID'],
    [sdkError('InvalidSignatureException', undefined, 403), 'FUNC_ERR_AWS_CREDENTIALS_INVALID'],
    [sdkError('CredentialsProviderError'), 'FUNC_ERR_AWS_CREDENTIALS_INVALID'],
    [sdkError('ExpiredToken', undefined, 403), 'FUNC_ERR_AWS_CREDENTIALS_EXPIRED'],
    [sdkError('ExpiredTokenException', undefined, 400), 'FUNC_ERR_AWS_CREDENTIALS_EXPIRED'],
    [sdkError('ThrottlingException', undefined, 400), 'FUNC_ERR_AWS_THROTTLED'],
    [sdkError('Throttling', undefined, 400), 'FUNC_ERR_AWS_THROTTLED'],
    [sdkError('TooManyRequestsException', undefined, 429), 'FUNC_ERR_AWS_THROTTLED'],
    [sdkError('LimitExceededException', undefined, 400), 'FUNC_ERR_AWS_THROTTLED'],
    [sdkError('OptInRequired', undefined, 403), 'FUNC_ERR_AWS_REGION_DISABLED'],
    [sdkError('InternalServiceFault', undefined, 500), 'FUNC_ERR_AWS_SERVICE_ERROR'],
    [sdkError('ServiceUnavailable', undefined, 503), 'FUNC_ERR_AWS_SERVICE_ERROR'],
    [sdkError('ValidationError', undefined, 400), 'FUNC_ERR_AWS_REQUEST_INVALID'],
    [sdkError('ResourceNotFoundException', undefined, 404), 'FUNC_ERR_AWS_NOT_FOUND'],
    [sdkError('InvalidOperationException', undefined, 400), 'FUNC_ERR_AWS_UNSUPPORTED'],
    [sdkError('Error', 'connect', undefined, 'ECONNREFUSED'), 'FUNC_ERR_AWS_UNREACHABLE'],
    [sdkError('TimeoutError', 'timed out', undefined, 'ETIMEDOUT'), 'FUNC_ERR_AWS_UNREACHABLE'],
    [
      sdkError('Error', 'getaddrinfo ENOTFOUND proxy.local', undefined, 'ENOTFOUND'),
      'FUNC_ERR_AWS_UNREACHABLE',
    ],
    [
      sdkError('Error', 'getaddrinfo ENOTFOUND lambda.us-east-9.amazonaws.com', undefined, 'ENOTFOUND'),
      'FUNC_ERR_AWS_REGION_UNKNOWN',
    ],
  ] as const
  for (const [error, code] of table) {
    it(`should call ${error.name} (${error.message.slice(0, 30)}) ${code}`, () => {
      const mapped = mapError(error, SITE)
      expect(mapped.code).to.equal(code)
      expect(mapped.message).to.contain('lambda:ListFunctions in us-east-1').and.contain(error.message)
      expect(mapped.cause).to.equal(error)
    })
  }

  it('should take an unknown key in a region that must be switched on for a region that is not', () => {
    const error = sdkError('UnrecognizedClientException', undefined, 403)
    expect(mapError(error, { ...SITE, region: 'ap-east-1' }).code).to.equal('FUNC_ERR_AWS_REGION_DISABLED')
  })

  it('should advise to allow the very action that was denied', () => {
    expect(mapError(sdkError('AccessDenied'), SITE).todo).to.contain('Allow lambda:ListFunctions')
  })

  it('should keep an error that is mapped already', () => {
    const mapped = mapError(sdkError('AccessDenied'), SITE)
    expect(mapError(mapped, { ...SITE, action: 'x' })).to.equal(mapped)
  })

  const leaks = [
    "it differs. The Canonical String for this request should have been 'POST x-amz-security-token:LEAK'",
    'Credential=AKIALEAKLEAKLEAK/20260801/us-east-1, Signature=LEAK',
    'key AKIALEAKLEAKLEAK1 is unknown',
    'the secret is secret-secret',
    `${'x'.repeat(400)}LEAK`,
  ]
  for (const message of leaks) {
    it(`should show no key or signature of '${message.slice(0, 40)}'`, () => {
      const shown = mapError(sdkError('SignatureDoesNotMatch', message), SITE).message
      expect(shown).not.to.match(/LEAK|secret-secret/)
      expect(shown.length).to.be.below(400)
    })
  }

  it('should know a throttle by name, status and mark', () => {
    expect(isThrottle(sdkError('Throttling'))).to.equal(true)
    expect(isThrottle(sdkError('Strange', '', 429))).to.equal(true)
    expect(isThrottle(Object.assign(new Error(), { $retryable: { throttling: true } }))).to.equal(true)
    expect(isThrottle(sdkError('AccessDenied', '', 403))).to.equal(false)
  })
})
