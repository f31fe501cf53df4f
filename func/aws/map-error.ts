/** Turns what the AWS SDK throws into an error of the table, without keys and signatures. */
import { type ErrorCode, FuncError } from '../errors.ts'
import { createMasker } from '../log.ts'
import { causeOf, type SdkError } from './causes.ts'
import { closestRegion, isKnownRegion, isOptIn } from './regions.ts'

export interface CallSite {
  /** IAM action, e.g. `cloudwatch:GetMetricData`. */
  readonly action: string
  readonly region: string
  /** Values that must not appear in a message. */
  readonly secrets?: Iterable<string>
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
const AWS_HOST = /\.(amazonaws|amazonwebservices|sc2s|csp|adc-e|api\.aws)\b/
const WRONG_TIME =
  /^(InvalidSignature|SignatureDoesNotMatch|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)/
const LONGEST_MESSAGE = 300
/** A refusal names who, what, which resource and which policy, each by its ARN. */
const LONGEST_REFUSAL = 2000

/** Whether AWS refused the call because too many were made. */
export function isThrottle(error: unknown): boolean {
  const { name = '', $metadata, $retryable } = error as SdkError
  if ($metadata?.httpStatusCode === 429 || $retryable?.throttling === true) return true
  return CODES_BY_NAME.some(([code, names]) => code === 'FUNC_ERR_AWS_THROTTLED' && names.test(name))
}

/** Whether AWS may have refused a call as it was signed at a time that is not its own. */
export function isWrongTime(error: unknown): boolean {
  return WRONG_TIME.test((error as SdkError).name ?? '')
}

/** Whether the call ended because its signal was aborted. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

export function mapError(error: unknown, site: CallSite): FuncError {
  if (error instanceof FuncError) return error
  const { code, todo } = verdictOn(error as SdkError, site)
  const { name = '', $metadata } = error as SdkError
  return new FuncError(
    code,
    `Cannot call ${site.action} in ${site.region}: ${saidBy(error as SdkError, site, code)}${nearRegion(code, site.region)}`,
    {
      cause: error,
      ...(todo === undefined ? {} : { todo }),
      details: { ...siteOf(site), awsCode: name, requestId: $metadata?.requestId },
    },
  )
}

function siteOf({ action, region }: CallSite): object {
  return { action, region }
}

/** What the region makes of it, then what asks for a remedy of its own, then the name and the status. */
function verdictOn(error: SdkError, site: CallSite): { code: ErrorCode; todo?: string } {
  const { name = '' } = error
  const isUnknownKey = /^(UnrecognizedClient|InvalidClientTokenId)/.test(name)
  const hasNoHost = error.code === 'ENOTFOUND' && AWS_HOST.test(error.message ?? '')
  if ((isUnknownKey || hasNoHost) && !isKnownRegion(site.region)) return unknownRegion()
  // A region that is not switched on answers as if the key were unknown.
  if (isUnknownKey && isOptIn(site.region)) return { code: 'FUNC_ERR_AWS_REGION_DISABLED' }
  const code = causeOf(error) ?? CODES_BY_NAME.find(([, names]) => names.test(name))?.[0]
  if (typeof code === 'object') return code
  if (code === 'FUNC_ERR_AWS_ACCESS_DENIED') return { code, todo: allowAdvice(error, site) }
  if (code !== undefined) return { code }
  if (NETWORK.test(error.code ?? '')) return { code: 'FUNC_ERR_AWS_UNREACHABLE' }
  const byNumber = byStatus(error.$metadata?.httpStatusCode)
  return byNumber === 'FUNC_ERR_AWS_ACCESS_DENIED'
    ? { code: byNumber, todo: allowAdvice(error, site) }
    : { code: byNumber }
}

function unknownRegion(): { code: ErrorCode; todo: string } {
  const todo = 'Correct the region id; one newer than funcbox has to be enabled in the account'
  return { code: 'FUNC_ERR_AWS_REGION_UNKNOWN', todo }
}

/** Shown with the units of a run, which have no advice of their own. */
function nearRegion(code: ErrorCode, region: string): string {
  const near = code === 'FUNC_ERR_AWS_REGION_UNKNOWN' ? closestRegion(region) : undefined
  return near === undefined ? '' : `; did you mean '${near}'?`
}

/** AWS names the action that it misses, which may be another than the one that was called. */
function allowAdvice({ message = '' }: SdkError, site: CallSite): string {
  const action = /not authorized to perform:? ([a-z0-9-]+:\w+)/i.exec(message)?.[1] ?? site.action
  return `Allow ${action} in the policy of the user or role; funcbox policy prints what is needed`
}

function byStatus(status: number | undefined): ErrorCode {
  if (status === undefined) return 'FUNC_ERR_AWS_UNREACHABLE'
  if (status === 429) return 'FUNC_ERR_AWS_THROTTLED'
  if (status === 404) return 'FUNC_ERR_AWS_NOT_FOUND'
  if (status === 401 || status === 403) return 'FUNC_ERR_AWS_ACCESS_DENIED'
  if (status < 300) return 'FUNC_ERR_AWS_ANSWER_INVALID'
  return status >= 500 ? 'FUNC_ERR_AWS_SERVICE_ERROR' : 'FUNC_ERR_AWS_REQUEST_INVALID'
}

/** AWS's own words, one line, cut, without what could be used to sign a request. */
function saidBy(error: SdkError, site: CallSite, code: ErrorCode): string {
  const longest = code === 'FUNC_ERR_AWS_ACCESS_DENIED' ? LONGEST_REFUSAL : LONGEST_MESSAGE
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
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
