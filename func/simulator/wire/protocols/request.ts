import type { IncomingMessage } from 'node:http'
import type { SignedRequest } from '../access/sigv4.ts'
import { AwsError, type Protocol } from '../aws-error.ts'
import type { Service } from '../services.ts'
import { CBOR_PROTOCOL, decodeCbor } from './cbor.ts'
import { parseForm } from './query.ts'

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

/** How a request speaks, and wants to be answered; headers show it where a service has several protocols. */
export function protocolOf(request: SignedRequest, service: Service | undefined): Protocol {
  const spoken = guessProtocol(request)
  if (service === undefined || service.protocols.includes(spoken)) return spoken
  return spoken === 'json' && service.protocols.includes('query-compatible-json')
    ? 'query-compatible-json'
    : service.protocols[0]
}

function guessProtocol({ headers, url }: SignedRequest): Protocol {
  if (headers['smithy-protocol'] === CBOR_PROTOCOL) return 'cbor'
  if (headers['x-amz-target'] !== undefined) return 'json'
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm || url.pathname === '/' ? 'query' : 'rest-json'
}

/** What a request wants, still as it came. */
export interface Wanted {
  /** The name of the operation, or what stands in its place. */
  readonly operation: string
  /** Members from the body. */
  readonly body: Readonly<Record<string, unknown>>
  /** Members from path and query string of a REST service: texts, whatever their type; several are a list. */
  readonly texts: Readonly<Record<string, string | readonly string[]>>
}

/** @throws {AwsError} if the body is not readable */
export function readWanted(request: SignedRequest, protocol: Protocol, service: Service): Wanted {
  if (protocol === 'query') return ofForm(request)
  const body = protocol === 'cbor' ? parseCbor(request.body) : parseJson(request.body)
  if (protocol === 'rest-json') return { body, ...ofPath(request, service) }
  const operation = protocol === 'cbor' ? cborOperation(request) : jsonOperation(request)
  return { operation, body, texts: {} }
}

function ofForm({ body }: SignedRequest): Wanted {
  const { Action = '', Version: _, ...members } = parseForm(body.toString())
  return { operation: String(Action), body: members, texts: {} }
}

/** `/service/GraniteServiceVersion20100801/operation/GetMetricData` */
function cborOperation({ url }: SignedRequest): string {
  return /^\/service\/\w+\/operation\/(\w+)$/.exec(url.pathname)?.[1] ?? url.pathname
}

function jsonOperation({ headers }: SignedRequest): string {
  return String(headers['x-amz-target'] ?? '')
    .split('.')
    .slice(1)
    .join('.')
}

function ofPath({ method, url }: SignedRequest, service: Service): Pick<Wanted, 'operation' | 'texts'> {
  for (const [operation, { path = '' }] of Object.entries(service.operations)) {
    const [template = '', fixed] = path.split('?')
    const members = matchPath(template, `${method} ${url.pathname.replace(/\/$/, '')}`)
    const query = members && matchQuery(new URLSearchParams(fixed), url.searchParams)
    if (query !== undefined) return { operation, texts: { ...members, ...query } }
  }
  return { operation: `${method} ${url.pathname}`, texts: {} }
}

/** The members in a query string but for those that the operation fixes; undefined if it has others than these. */
function matchQuery(
  fixed: URLSearchParams,
  asked: URLSearchParams,
): Readonly<Record<string, string | readonly string[]>> | undefined {
  if ([...fixed].some(([name, value]) => asked.get(name) !== value)) return undefined
  const names = new Set([...asked.keys()].filter((name) => !fixed.has(name)))
  return Object.fromEntries([...names].map((name) => [name, oneOrAll(asked.getAll(name))]))
}

function oneOrAll(values: readonly string[]): string | readonly string[] {
  const [only] = values
  return only !== undefined && values.length === 1 ? only : values
}

/** The members in a path like `GET /2015-03-31/functions/{FunctionName}`, or undefined if it is another one. */
function matchPath(template: string, asked: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/')
  const parts = asked.split('/')
  if (wanted.length !== parts.length) return undefined
  const members: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const said = parts[index] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined ? part !== said : said === '') return undefined
    if (name !== undefined) members[name] = decodeURIComponent(said)
  }
  return members
}

function parseJson(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {}
  try {
    const input: unknown = JSON.parse(body.toString())
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
