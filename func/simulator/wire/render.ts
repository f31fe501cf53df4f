import { type Answer, type AwsError, escapeXml, type Protocol } from './aws-error.ts'
import { CBOR_PROTOCOL, encodeCbor } from './cbor.ts'
import { renderXml } from './query.ts'

const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  'query-compatible-json': 'application/x-amz-json-1.0',
  json: 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
  'nested-query': 'text/xml',
  cbor: 'application/cbor',
}

export interface Said {
  readonly protocol: Protocol
  readonly operation: string
  readonly requestId: string
}

/** @param result Members, or for the Query protocol of STS and IAM the XML of the result */
export function renderResult({ protocol, operation, requestId }: Said, result: unknown): Answer {
  return { status: 200, headers: headersOf(protocol), body: bodyOf(protocol) }

  function bodyOf(spoken: Protocol): string | Uint8Array {
    if (spoken === 'query') return String(result)
    if (spoken === 'nested-query') return renderXml(operation, result, requestId)
    return spoken === 'cbor' ? encodeCbor(result) : JSON.stringify(result)
  }
}

function headersOf(protocol: Protocol): Record<string, string> {
  const type = { 'content-type': CONTENT_TYPES[protocol] }
  return protocol === 'cbor' ? { ...type, 'smithy-protocol': CBOR_PROTOCOL } : type
}

export function renderError({ protocol, requestId }: Said, error: AwsError): Answer {
  if (protocol === 'query' || protocol === 'nested-query') return queryError(protocol, error, requestId)
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  const headers: Record<string, string> = { ...headersOf(protocol), ...error.headers }
  const body: Record<string, unknown> = { ...error.members, [error.messageMember]: error.message }
  if (protocol === 'rest-json') headers['x-amzn-errortype'] = error.code
  else body.__type = protocol === 'cbor' ? `com.amazonaws.cloudwatch#${error.code}` : error.code
  const isCompatible = protocol === 'query-compatible-json' || protocol === 'cbor'
  if (isCompatible && error.queryCode !== undefined) {
    headers['x-amzn-query-error'] = `${error.queryCode};${type}`
  }
  return {
    status: error.status,
    headers,
    body: protocol === 'cbor' ? encodeCbor(body) : JSON.stringify(body),
  }
}

function queryError(protocol: Protocol, error: AwsError, requestId: string): Answer {
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  const code = protocol === 'nested-query' ? (error.queryCode ?? error.code) : error.code
  const inner = `<Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message>`
  const body = `<ErrorResponse><Error>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  return { status: error.status, headers: { ...headersOf(protocol), ...error.headers }, body }
}
