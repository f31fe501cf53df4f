import { AwsError, type Protocol } from './aws-error.ts'

/** Errors that every service has, each spelled as the service's protocol does. */
export function throttled(service: string): AwsError {
  if (service === 'account') return new AwsError('TooManyRequestsException', 'Rate exceeded', { status: 429 })
  if (service === 'lambda') {
    const members = { Reason: 'CallerRateLimitExceeded' }
    return new AwsError('TooManyRequestsException', 'Rate exceeded', { status: 429, members })
  }
  if (service === 'logs') return new AwsError('ThrottlingException', 'Rate exceeded')
  if (service === 'tagging') return new AwsError('ThrottledException', 'Rate exceeded')
  if (service === 'monitoring') {
    return new AwsError('ThrottlingException', 'Rate exceeded', { queryCode: 'Throttling' })
  }
  return new AwsError('Throttling', 'Rate exceeded')
}

export function internal(service: string): AwsError {
  const message = 'An internal error occurred. Please retry your query'
  if (service === 'lambda') {
    const members = { Type: 'Service' }
    return new AwsError('ServiceException', message, { status: 500, messageMember: 'Message', members })
  }
  if (service === 'account') return new AwsError('InternalServerException', message, { status: 500 })
  if (service === 'logs') return new AwsError('ServiceUnavailableException', message, { status: 500 })
  if (service === 'tagging') return new AwsError('InternalServiceException', message, { status: 500 })
  if (service === 'monitoring') {
    return new AwsError('InternalServiceFault', message, { status: 500, queryCode: 'InternalServiceError' })
  }
  return new AwsError('InternalFailure', message, { status: 500 })
}

export function denied(protocol: Protocol, message: string): AwsError {
  if (protocol === 'query') return new AwsError('AccessDenied', message, { status: 403 })
  const status = protocol === 'rest-json' ? 403 : 400
  return new AwsError('AccessDeniedException', message, { status, queryCode: 'AccessDenied' })
}

export function unknownKey(protocol: Protocol): AwsError {
  const message = 'The security token included in the request is invalid.'
  if (protocol === 'query') return new AwsError('InvalidClientTokenId', message, { status: 403 })
  return new AwsError('UnrecognizedClientException', message, {
    status: protocol === 'rest-json' ? 403 : 400,
  })
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

export function wrongSignature(protocol: Protocol, message = MISMATCH): AwsError {
  if (protocol === 'query') return new AwsError('SignatureDoesNotMatch', message, { status: 403 })
  return new AwsError('InvalidSignatureException', message, {
    status: protocol === 'rest-json' ? 403 : 400,
  })
}

export function incompleteSignature(protocol: Protocol): AwsError {
  const message = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
  const code = protocol === 'query' ? 'IncompleteSignature' : 'IncompleteSignatureException'
  return new AwsError(code, message, { status: protocol === 'rest-json' ? 403 : 400 })
}

export function expired(protocol: Protocol): AwsError {
  const message = 'The security token included in the request is expired'
  if (protocol === 'query') return new AwsError('ExpiredToken', message, { status: 403 })
  return new AwsError('ExpiredTokenException', message, {
    status: protocol === 'rest-json' ? 403 : 400,
  })
}

/** Where STS is switched off for the account, or the whole region is. */
export function regionDisabled(account: string): AwsError {
  const advice = 'Your account administrator can activate STS in this region using the IAM Console.'
  const message = `STS is not activated in this region for account:${account}. ${advice}`
  return new AwsError('RegionDisabledException', message, { status: 403 })
}

export function unsigned(protocol: Protocol): AwsError {
  if (protocol === 'query') {
    return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', {
      status: 403,
    })
  }
  return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', { status: 403 })
}

export function unknownOperation(protocol: Protocol, operation: string): AwsError {
  if (protocol === 'query') {
    return new AwsError('InvalidAction', `Could not find operation ${operation}`)
  }
  const status = protocol === 'rest-json' ? 404 : 400
  return new AwsError('UnknownOperationException', `Unknown operation ${operation}`, { status })
}
