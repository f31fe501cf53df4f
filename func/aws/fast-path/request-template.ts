/** A request as the SDK signs it, which others are made like. */
import type { HttpRequest } from '@smithy/core/protocols'
import type { Credentials } from '../credentials.ts'
import { type SignLike, signerLike } from './template-signer.ts'

export interface TemplateConfig {
  readonly credentials: () => Promise<Credentials>
}

/** The request handler that an SDK client is given in place of one that sends. */
export interface CapturingHandler {
  handle(request: unknown): Promise<never>
}

/** The one operation that is asked of a client whose requests are not sent. */
export interface SigningClient {
  getMetricData(input: object): Promise<unknown>
}

export type CreateSigningClient = (requestHandler: CapturingHandler) => SigningClient

export interface Template {
  readonly place: Pick<HttpRequest, 'method' | 'protocol' | 'hostname' | 'port' | 'path'>
  readonly headers: Readonly<Record<string, string>>
  /** The value of the header that names the operation. */
  readonly targetOf: (operation: string) => string
  readonly sign: SignLike
}

/** What nobody knew when this was written: the SDK then makes all calls. */
export class Unexpected extends Error {}

const JSON_PROTOCOL = 'application/x-amz-json-1.0'
const OPERATION = 'GetMetricData'

/**
 * @throws Unexpected when the SDK does not send JSON as it is known, or signs otherwise.
 * @throws What the SDK throws when it cannot sign.
 */
export async function makeTemplate(
  { credentials }: TemplateConfig,
  createClient: CreateSigningClient,
): Promise<Template> {
  const request = await signedRequest(createClient)
  const { method, protocol, hostname, port, path, headers, body } = request
  const target = headers['x-amz-target'] ?? ''
  if (
    headers['content-type'] !== JSON_PROTOCOL ||
    !target.endsWith(`.${OPERATION}`) ||
    textOf(body) !== '{}'
  ) {
    throw new Unexpected('The SDK speaks another protocol')
  }
  const sign = signerLike(request, await credentials())
  if (sign === undefined) throw new Unexpected('The SDK signs requests in another way')
  const service = target.slice(0, -OPERATION.length)
  const place = { method, protocol, hostname, path, ...(port !== undefined && { port }) }
  return { place, headers, sign, targetOf: (operation) => `${service}${operation}` }
}

class Captured extends Error {}

async function signedRequest(createClient: CreateSigningClient): Promise<HttpRequest> {
  let captured: HttpRequest | undefined
  const client = createClient({
    async handle(request) {
      captured = request as HttpRequest
      throw new Captured('Not to be sent')
    },
  })
  await client.getMetricData({}).catch((error: unknown) => {
    if (!(error instanceof Captured)) throw error
  })
  if (captured === undefined) throw new Unexpected('The SDK sends no request')
  return captured
}

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : undefined
}
