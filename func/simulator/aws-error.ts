/** How a service speaks; decides the form of its errors. */
export type Protocol = 'query-compatible-json' | 'json' | 'rest-json' | 'query'

export interface AwsErrorOptions {
  /** @default 400 */
  readonly status?: number
  /** The code that the service had in the Query protocol; CloudWatch sends it along. */
  readonly queryCode?: string
  /** The member that holds the text; some errors of Lambda spell it with a capital. @default 'message' */
  readonly messageMember?: 'Message'
  /** More members of the error, e.g. `Type` of a Lambda error. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** An error that AWS would answer: its code is the name the SDK gives it. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  readonly queryCode: string | undefined
  readonly messageMember: string
  readonly members: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message)
    this.code = code
    this.status = options.status ?? 400
    this.queryCode = options.queryCode
    this.messageMember = options.messageMember ?? 'message'
    this.members = options.members ?? {}
    this.headers = options.headers ?? {}
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const JSON_TYPES = {
  'query-compatible-json': 'application/x-amz-json-1.0',
  json: 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
}

/** @param result JSON, or for the Query protocol the XML of the result */
export function renderResult(protocol: Protocol, result: unknown): Answer {
  if (protocol === 'query')
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: String(result) }
  return { status: 200, headers: { 'content-type': JSON_TYPES[protocol] }, body: JSON.stringify(result) }
}

export function renderError(protocol: Protocol, error: AwsError, requestId: string): Answer {
  if (protocol === 'query') return queryError(error, requestId)
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  const headers: Record<string, string> = { 'content-type': JSON_TYPES[protocol], ...error.headers }
  const body: Record<string, unknown> = { ...error.members, [error.messageMember]: error.message }
  if (protocol === 'rest-json') headers['x-amzn-errortype'] = error.code
  else body.__type = error.code
  if (protocol === 'query-compatible-json' && error.queryCode !== undefined) {
    headers['x-amzn-query-error'] = `${error.queryCode};${type}`
  }
  return { status: error.status, headers, body: JSON.stringify(body) }
}

function queryError(error: AwsError, requestId: string): Answer {
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  const inner = `<Type>${type}</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`
  const body = `<ErrorResponse><Error>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  return { status: error.status, headers: { 'content-type': 'text/xml', ...error.headers }, body }
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
