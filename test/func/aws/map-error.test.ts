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
      sdkError('Error', 'getaddrinfo ENOTFOUND lambda.us-east-1.amazonaws.com', undefined, 'ENOTFOUND'),
      'FUNC_ERR_AWS_UNREACHABLE',
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

  const who = 'User: arn:aws:sts::123456789012:assumed-role/collector/funcbox is not authorized to perform: '
  const what =
    'logs:FilterLogEvents on resource: arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/a '
  const policy = ': arn:aws:organizations::210987654321:policy/o-a1b2c3d4e5/service_control_policy/p-a1b2c3d4'
  const denied = (why: string) => sdkError('AccessDeniedException', who + what + why, 403)
  const html = '<!DOCTYPE html><html><title>Sign in</title></html>'
  const page = Object.assign(sdkError('UnknownError', 'UnknownError', 403), {
    $response: { headers: { 'content-type': 'text/html; charset=utf-8' } },
  })
  const causes: readonly (readonly [cause: string, error: Error, code: string, todo: RegExp])[] = [
    [
      'an SCP that denies',
      denied(`with an explicit deny in a service control policy${policy}`),
      'ACCESS_DENIED',
      /organization forbids.*service control/,
    ],
    [
      'an SCP that does not allow',
      denied('because no service control policy allows the logs:FilterLogEvents action'),
      'ACCESS_DENIED',
      /organization forbids.*service control/,
    ],
    [
      'an RCP',
      denied('with an explicit deny in a resource control policy'),
      'ACCESS_DENIED',
      /resource control policy/,
    ],
    [
      'a boundary',
      denied('because no permissions boundary allows the logs:FilterLogEvents action'),
      'ACCESS_DENIED',
      /permissions boundary/,
    ],
    [
      'a session policy',
      denied('because no session policy allows the logs:FilterLogEvents action'),
      'ACCESS_DENIED',
      /session begins/,
    ],
    [
      'a VPC endpoint',
      denied('with an explicit deny in a VPC endpoint policy'),
      'ACCESS_DENIED',
      /VPC endpoint/,
    ],
    [
      'a deny of its own',
      denied('with an explicit deny in an identity-based policy'),
      'ACCESS_DENIED',
      /Deny statement/,
    ],
    [
      'no allow',
      denied('because no identity-based policy allows the logs:FilterLogEvents action'),
      'ACCESS_DENIED',
      /Allow logs:FilterLogEvents/,
    ],
    [
      'a role not to be assumed',
      sdkError('AccessDenied', `${who}sts:AssumeRole on resource: arn:aws:iam::1:role/r`, 403),
      'ACCESS_DENIED',
      /trust policy/,
    ],
    [
      'a key not to be used',
      sdkError('AccessDeniedException', `${who}kms:Decrypt on resource: arn:aws:kms:key/1`, 403),
      'ACCESS_DENIED',
      /kms action/,
    ],
    [
      'a refusal of KMS',
      sdkError('KMSAccessDeniedException', 'Lambda was unable to decrypt', 502),
      'ACCESS_DENIED',
      /kms:Decrypt/,
    ],
    [
      'a key switched off',
      sdkError('KMSDisabledException', 'the key is disabled', 502),
      'KEY_UNUSABLE',
      /Enable or restore/,
    ],
    [
      'a group of another class',
      sdkError('InvalidOperationException', 'not valid on the specified resource', 400),
      'UNSUPPORTED',
      /Standard class/,
    ],
    [
      'no DNS',
      sdkError('Error', 'getaddrinfo ENOTFOUND logs.eu-west-1.amazonaws.com', undefined, 'ENOTFOUND'),
      'UNREACHABLE',
      /name resolution/,
    ],
    [
      'DNS that is busy',
      sdkError('Error', 'getaddrinfo EAI_AGAIN logs.eu-west-1.amazonaws.com', undefined, 'EAI_AGAIN'),
      'UNREACHABLE',
      /name resolution/,
    ],
    [
      'a web page',
      sdkError('SyntaxError', `Unexpected token '<', "${html}" is not valid JSON`, 200),
      'UNREACHABLE',
      /web page/,
    ],
    ['a web page that refuses', page, 'UNREACHABLE', /web page/],
    ['a redirect', sdkError('UnknownError', 'UnknownError', 301), 'UNREACHABLE', /Set endpoint/],
    ['another service', sdkError('UnsupportedMediaType', 'x', 415), 'UNREACHABLE', /no AWS endpoint/],
    [
      'a proxy that wants a password',
      sdkError('Error', 'Proxy response (407): Proxy Authentication Required'),
      'UNREACHABLE',
      /user and password/,
    ],
    [
      'an authority that is unknown',
      sdkError('Error', 'self-signed certificate', undefined, 'SELF_SIGNED_CERT_IN_CHAIN'),
      'UNREACHABLE',
      /AWS_CA_BUNDLE/,
    ],
    [
      'a certificate of another',
      sdkError('Error', 'altnames', undefined, 'ERR_TLS_CERT_ALTNAME_INVALID'),
      'UNREACHABLE',
      /another host/,
    ],
    [
      'a refused connection',
      sdkError('Error', 'connect ECONNREFUSED', undefined, 'ECONNREFUSED'),
      'UNREACHABLE',
      /Check network/,
    ],
    [
      'no credentials',
      sdkError('CredentialsProviderError', 'Could not load credentials from any providers'),
      'CREDENTIALS_INVALID',
      /Give access key/,
    ],
    [
      'no such profile',
      sdkError('CredentialsProviderError', 'Could not resolve credentials using profile: [x]'),
      'CREDENTIALS_INVALID',
      /\.aws\/config/,
    ],
    [
      'an SSO session that ended',
      sdkError('CredentialsProviderError', 'The SSO session associated with this profile has expired'),
      'CREDENTIALS_EXPIRED',
      /aws sso login/,
    ],
    [
      'a clock that is off',
      sdkError('SignatureDoesNotMatch', 'Signature expired: 20260801T000000Z is now earlier than', 403),
      'CREDENTIALS_INVALID',
      /clock/,
    ],
    [
      'a token that ended',
      sdkError('ExpiredTokenException', 'The security token included in the request is expired', 403),
      'CREDENTIALS_EXPIRED',
      /new session token/,
    ],
  ]
  for (const [cause, error, code, todo] of causes) {
    it(`should give ${cause} its own remedy, and the whole reason`, () => {
      const mapped = mapError(error, { action: 'logs:FilterLogEvents', region: 'eu-west-1' })
      expect(mapped.code).to.equal(`FUNC_ERR_AWS_${code}`)
      expect(mapped.todo).to.match(todo)
      expect(mapped.message).to.contain(error.message.trim())
    })
  }

  it('should name a region that is near where there is none of this name', () => {
    const error = sdkError(
      'Error',
      'getaddrinfo ENOTFOUND lambda.us-esat-1.amazonaws.com',
      undefined,
      'ENOTFOUND',
    )
    const mapped = mapError(error, { ...SITE, region: 'us-esat-1' })
    expect(mapped.code).to.equal('FUNC_ERR_AWS_REGION_UNKNOWN')
    expect(mapped.message).to.contain("; did you mean 'us-east-1'?")
  })

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
