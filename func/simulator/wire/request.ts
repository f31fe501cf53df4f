import type { IncomingMessage } from 'node:http'
import { AwsError, type Protocol } from './aws-error.ts'
import { CBOR_PROTOCOL, decodeCbor } from './cbor.ts'
import { parseForm } from './query.ts'
import type { SignedRequest } from './sigv4.ts'

const MAX_BODY_BYTES = 6 * 1024 * 1024

/** @throws if the caller goes away */
export async function readRequest(incoming: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  }
}

/** The members of the input: of a JSON body, or of a form. @throws {AwsError} if the body is not readable */
export function parseInput(protocol: Protocol, body: Buffer): Readonly<Record<string, unknown>> {
  if (protocol === 'cbor') return parseCbor(body)
  const content = body.toString()
  if (protocol === 'nested-query') return parseForm(content)
  if (protocol === 'query') return Object.fromEntries(new URLSearchParams(content))
  if (content === '') return {}
  try {
    const input: unknown = JSON.parse(content)
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input }
  } catch {
    // Answered below, like any other body that is not an object.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object')
}

function parseCbor(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return { ...Object(decodeCbor(body)) }
  } catch {
    throw new AwsError('SerializationException', 'The request body is not CBOR')
  }
}

/** For requests that name no service: how their error should look. */
export function guessProtocol(request: SignedRequest): Protocol {
  if (request.headers['x-amz-target'] !== undefined) return 'json'
  if (request.headers['smithy-protocol'] === CBOR_PROTOCOL) return 'cbor'
  return request.url.pathname === '/' ? 'query' : 'rest-json'
}
