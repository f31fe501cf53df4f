import { type Answer, type AwsError, escapeXml, type Protocol } from '../aws-error.ts'
import { CBOR_PROTOCOL, encodeCbor } from './cbor.ts'
import { renderXml } from './query.ts'

const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  'query-compatible-json': 'application/x-amz-json-1.0',
  json: 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
  cbor: 'application/cbor',
}

export interface Said {
  readonly protocol: Protocol
  readonly operation: string
  readonly requestId: string
  /** Where the errors of the service are defined. */
  readonly namespace: string
  readonly xmlNamespace: string
  /** Whether the caller wants to know the codes of the Query protocol. */
  readonly wantsQueryCodes: boolean
}

export function renderResult(said: Said, result: unknown): Answer {
  return { status: 200, headers: headersOf(said.protocol), body: bodyOf(said, result) }
}

function bodyOf(
  { protocol, operation, requestId, xmlNamespace }: Said,
  result: unknown,
): string | Uint8Array {
  if (protocol === 'query') return renderXml({ operation, requestId, namespace: xmlNamespace }, result)
  return protocol === 'cbor' ? encodeCbor(result) : JSON.stringify(result)
}

function headersOf(protocol: Protocol): Record<string, string> {
  const type = { 'content-type': CONTENT_TYPES[protocol] }
  return protocol === 'cbor' ? { ...type, 'smithy-protocol': CBOR_PROTOCOL } : type
}

export function renderError(said: Said, error: AwsError): Answer {
  const { protocol } = said
  if (protocol === 'query') return queryError(said, error)
  const headers: Record<string, string> = { ...headersOf(protocol), ...error.headers }
  const body: Record<string, unknown> = { ...error.members, [error.messageMember]: error.message }
  if (protocol === 'rest-json') headers['x-amzn-errortype'] = error.code
  else body.__type = protocol === 'cbor' ? `${said.namespace}#${error.code}` : error.code
  if (said.wantsQueryCodes && error.queryCode !== undefined) {
    headers['x-amzn-query-error'] = `${error.queryCode};${faultOf(error)}`
  }
  return {
    status: error.status,
    headers,
    body: protocol === 'cbor' ? encodeCbor(body) : JSON.stringify(body),
  }
}

function queryError({ protocol, requestId, xmlNamespace }: Said, error: AwsError): Answer {
  const code = error.queryCode ?? error.code
  const inner = `<Type>${faultOf(error)}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message>`
  const body = `<ErrorResponse xmlns="${xmlNamespace}"><Error>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  return { status: error.status, headers: { ...headersOf(protocol), ...error.headers }, body }
}

function faultOf({ status }: AwsError): 'Receiver' | 'Sender' {
  return status >= 500 ? 'Receiver' : 'Sender'
}
