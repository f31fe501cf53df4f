/** What a failed request is answered. */
import { ERRORS, type ErrorCode, FuncError, messageOf } from '../errors.ts'
import { INSTANT_FORMAT } from '../time.ts'

export interface ErrorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: {
    readonly error: {
      readonly code: string
      readonly message: string
      readonly todo?: string
      readonly problems?: readonly { readonly path: string; readonly message: string }[]
      readonly requestId: string
    }
  }
}

/** Codes with a status of their own; what is not named here goes by its ending, else it is 422. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  FUNC_ERR_USAGE: 400,
  FUNC_ERR_STORE_QUERY_INVALID: 400,
  FUNC_ERR_HTTP_REQUEST_INVALID: 400,
  FUNC_ERR_HTTP_UNAUTHENTICATED: 401,
  FUNC_ERR_HTTP_SIGN_IN: 401,
  FUNC_ERR_HTTP_FORBIDDEN: 403,
  FUNC_ERR_HTTP_CSRF: 403,
  FUNC_ERR_HTTP_SETUP: 403,
  FUNC_ERR_HTTP_NOT_FOUND: 404,
  FUNC_ERR_MARKET_NOT_INSTALLED: 404,
  FUNC_ERR_HTTP_METHOD: 405,
  FUNC_ERR_DEPLOY_NAME_TAKEN: 409,
  FUNC_ERR_MARKET_BUSY: 409,
  FUNC_ERR_MARKET_EDITED: 409,
  FUNC_ERR_MARKET_IN_USE: 409,
  FUNC_ERR_SINK_TAKEN: 409,
  FUNC_ERR_TASK_ENDED: 409,
  FUNC_ERR_USER_LAST_ADMIN: 409,
  FUNC_ERR_USER_TAKEN: 409,
  FUNC_ERR_HTTP_IDEMPOTENCY_KEY: 409,
  FUNC_ERR_HTTP_ETAG_MISMATCH: 412,
  FUNC_ERR_HTTP_TOO_LARGE: 413,
  FUNC_ERR_HTTP_CONTENT_TYPE: 415,
  FUNC_ERR_HTTP_HOST: 421,
  FUNC_ERR_HTTP_ETAG_MISSING: 428,
  FUNC_ERR_HTTP_BUSY: 429,
  FUNC_ERR_HTTP_SIGN_IN_RATE: 429,
}
/** The server's own troubles: its store, its disk, its key. */
const OWN_TROUBLE = /^FUNC_ERR_(STORE_|AUDIT_|SECRET_KEY_|SECRET_UNREADABLE|INTERNAL|STATE_COMMIT)/

/** @param redact Takes paths and secrets out. */
export function errorAnswer(
  error: unknown,
  requestId: string,
  redact: (text: string) => string,
): ErrorAnswer {
  const known = error instanceof FuncError ? error : fromFramework(error)
  const status = statusOf(known.code)
  if (status >= 500) return internal(known.code, status, requestId)
  const problems = problemsOf(known)
  const { retryAfterSeconds } = known.details
  return {
    status,
    headers: typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {},
    body: {
      error: {
        code: known.code,
        message: redact(known.message),
        todo: redact(known.todo),
        ...(problems === undefined ? {} : { problems: problems.map((each) => redacted(each, redact)) }),
        requestId,
      },
    },
  }
}

/** Nothing of its message: it could hold anything. The host log has it under the same id. */
function internal(code: ErrorCode, status: number, requestId: string): ErrorAnswer {
  const message = `${ERRORS[code].meaning}; the host log has more under '${requestId}'`
  return { status, headers: {}, body: { error: { code, message, todo: ERRORS[code].todo, requestId } } }
}

function statusOf(code: ErrorCode): number {
  const own = STATUSES[code]
  if (own !== undefined) return own
  if (OWN_TROUBLE.test(code)) return code === 'FUNC_ERR_STORE_BUSY' ? 503 : 500
  return code.endsWith('_UNKNOWN') ? 404 : 422
}

interface FrameworkError {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly validation?: readonly {
    readonly instancePath: string
    readonly message?: string
    readonly params: Readonly<Record<string, unknown>>
  }[]
  readonly validationContext?: string
}

/** Errors of Fastify and its parsers, in our words. */
function fromFramework(error: unknown): FuncError {
  const { validation, validationContext = 'body', statusCode, code } = (error ?? {}) as FrameworkError
  if (validation !== undefined) return invalid(validation, validationContext)
  if (statusCode === 413)
    return new FuncError('FUNC_ERR_HTTP_TOO_LARGE', 'Cannot take the request: it is too large')
  if (statusCode === 415) {
    return new FuncError(
      'FUNC_ERR_HTTP_CONTENT_TYPE',
      'Cannot read the body: wanted content-type: application/json',
    )
  }
  if (code === 'FST_ERR_BAD_URL')
    return new FuncError('FUNC_ERR_HTTP_REQUEST_INVALID', 'Cannot read the address')
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new FuncError(
      'FUNC_ERR_HTTP_REQUEST_INVALID',
      `Cannot read the request: ${firstLine(messageOf(error))}`,
    )
  }
  return new FuncError('FUNC_ERR_INTERNAL', messageOf(error), { cause: error })
}

const LONGEST_REASON = 200

/** A parser quotes what it could not read. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, LONGEST_REASON)
}

function invalid(found: NonNullable<FrameworkError['validation']>, part: string): FuncError {
  const problems = found.map(({ instancePath, message = 'is wrong', params }) => {
    const extra = 'additionalProperty' in params ? `: '${String(params.additionalProperty)}'` : ''
    const wanted = params.format === 'date-time' ? `must be ${INSTANT_FORMAT}` : message
    return { path: `${part}${instancePath}`.replaceAll('/', '.'), message: `${wanted}${extra}` }
  })
  const lines = problems.map(({ path, message }) => `${path} ${message}`).join('; ')
  return new FuncError('FUNC_ERR_HTTP_REQUEST_INVALID', `Cannot use the request: ${lines}`, {
    details: { problems },
  })
}

type Problem = { readonly path: string; readonly message: string }

function problemsOf({ details }: FuncError): readonly Problem[] | undefined {
  return Array.isArray(details.problems) ? (details.problems as Problem[]) : undefined
}

function redacted({ path, message }: Problem, redact: (text: string) => string): Problem {
  return { path: redact(path), message: redact(message) }
}
