/** Turns what the AWS SDK throws into an error of the table, without keys and signatures. */
import { type ErrorCode, FuncError } from '../errors.ts'
import { createMasker } from '../log.ts'
import { isOptIn } from './regions.ts'

export interface CallSite {
  /** IAM action, e.g. `cloudwatch:GetMetricData`. */
  readonly action: string
  readonly region: string
  /** Values that must not appear in a message. */
  readonly secrets?: Iterable<string>
}

interface SdkError {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $retryable?: { readonly throttling?: boolean }
}

const CODES_BY_NAME: readonly (readonly [ErrorCode, RegExp])[] = [
  ['FUNC_ERR_AWS_REGION_DISABLED', /^(OptInRequired|RegionDisabledException)$/],
  [
    'FUNC_ERR_AWS_THROTTLED',
    /^(Throttl|RequestThrottled|TooManyRequests|LimitExceeded|RequestLimitExceeded|SlowDown|BandwidthLimit)/,
  ],
  ['FUNC_ERR_AWS_CREDENTIALS_EXPIRED', /^(ExpiredToken|TokenRefreshRequired)/],
  [
    'FUNC_ERR_AWS_CREDENTIALS_INVALID',
    /^(UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|InvalidAccessKeyId|MissingAuthenticationToken|AuthFailure|RequestExpired|RequestTimeTooSkewed|CredentialsProviderError|TokenProviderError|NotAuthorized$)/,
  ],
  ['FUNC_ERR_AWS_ACCESS_DENIED', /^(AccessDenied|UnauthorizedOperation|Unauthorized|Forbidden)/],
  ['FUNC_ERR_AWS_NOT_FOUND', /^(ResourceNotFound|NoSuch|NotFound)/],
  ['FUNC_ERR_AWS_UNREACHABLE', /^(TimeoutError|RequestTimeout)/],
  ['FUNC_ERR_AWS_UNSUPPORTED', /^InvalidOperation/],
]
const NETWORK =
  /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EPIPE|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/
const LONGEST_MESSAGE = 300

/** Whether AWS refused the call because too many were made. */
export function isThrottle(error: unknown): boolean {
  const { name = '', $metadata, $retryable } = error as SdkError
  if ($metadata?.httpStatusCode === 429 || $retryable?.throttling === true) return true
  return CODES_BY_NAME.some(([code, names]) => code === 'FUNC_ERR_AWS_THROTTLED' && names.test(name))
}

/** Whether the call ended because its signal was aborted. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

export function mapError(error: unknown, site: CallSite): FuncError {
  if (error instanceof FuncError) return error
  const code = codeFor(error as SdkError, site)
  const { name = '', $metadata } = error as SdkError
  return new FuncError(
    code,
    `Cannot call ${site.action} in ${site.region}: ${saidBy(error as SdkError, site)}`,
    {
      cause: error,
      ...adviceFor(code, site),
      details: { ...siteOf(site), awsCode: name, requestId: $metadata?.requestId },
    },
  )
}

function siteOf({ action, region }: CallSite): object {
  return { action, region }
}

function codeFor(error: SdkError, site: CallSite): ErrorCode {
  const named = CODES_BY_NAME.find(([, names]) => names.test(error.name ?? ''))?.[0]
  if (named === undefined || named === 'FUNC_ERR_AWS_CREDENTIALS_INVALID') return refine(error, site, named)
  return named
}

function refine(error: SdkError, site: CallSite, code: ErrorCode | undefined): ErrorCode {
  // A region that is not switched on answers as if the key were unknown.
  const isUnknownKey = /^(UnrecognizedClient|InvalidClientTokenId)/.test(error.name ?? '')
  if (isUnknownKey && isOptIn(site.region)) return 'FUNC_ERR_AWS_REGION_DISABLED'
  if (code !== undefined) return code
  if (/^(ENOTFOUND|EAI_)/.test(error.code ?? '') && /amazonaws\.com/.test(error.message ?? '')) {
    return error.code === 'ENOTFOUND' ? 'FUNC_ERR_AWS_REGION_UNKNOWN' : 'FUNC_ERR_AWS_UNREACHABLE'
  }
  if (NETWORK.test(error.code ?? '')) return 'FUNC_ERR_AWS_UNREACHABLE'
  return byStatus(error.$metadata?.httpStatusCode)
}

function byStatus(status: number | undefined): ErrorCode {
  if (status === undefined) return 'FUNC_ERR_AWS_UNREACHABLE'
  if (status === 429) return 'FUNC_ERR_AWS_THROTTLED'
  if (status === 404) return 'FUNC_ERR_AWS_NOT_FOUND'
  if (status === 401 || status === 403) return 'FUNC_ERR_AWS_ACCESS_DENIED'
  return status >= 500 ? 'FUNC_ERR_AWS_SERVICE_ERROR' : 'FUNC_ERR_AWS_REQUEST_INVALID'
}

function adviceFor(code: ErrorCode, site: CallSite): { todo?: string } {
  if (code !== 'FUNC_ERR_AWS_ACCESS_DENIED') return {}
  return {
    todo: `Allow ${site.action} in the policy of the user or role; funcbox policy prints what is needed`,
  }
}

/** AWS's own words, one line, cut, without what could be used to sign a request. */
function saidBy(error: SdkError, site: CallSite): string {
  const said = `${error.name ?? error.code ?? 'Error'}: ${error.message ?? 'no message'}`
  // The canonical string that follows holds headers, the session token among them.
  const beforeCanonical = said.split(/The Canonical String|The String-to-Sign/i)[0] ?? ''
  const masker = createMasker()
  for (const secret of site.secrets ?? []) masker.add(secret)
  const line = masker
    .mask(beforeCanonical)
    .replace(/\b(Signature|Credential|X-Amz-Security-Token)(\s*[=:]\s*)[^\s,&]+/gi, '$1$2***')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{8,}\b/g, '$1***')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line
}
