/** Requests as bytes, for answers that an SDK would hide. */
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, type Simulator } from '#func/simulator/simulator.ts'

export interface RawRequest {
  /** As signatures name it. */
  readonly service: string
  /** @default 'us-east-1' */
  readonly region?: string
  /** @default 'POST' */
  readonly method?: string
  /** @default '/' */
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** @default the simulator's time */
  readonly signedAt?: Date
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  /** In place of the signed body. */
  readonly sentBody?: string
  /** Changes the signed headers. */
  readonly tamper?: (headers: Record<string, string>) => Record<string, string>
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** A call of a JSON service: `GraniteServiceVersion20100801.ListMetrics`. */
export function jsonCall(service: string, target: string, input: object): RawRequest {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
  return { service, headers, body: JSON.stringify(input) }
}

export async function send(simulator: Simulator, request: RawRequest): Promise<RawAnswer> {
  const { method = 'POST', path = '/', query = {}, body, tamper = (headers) => headers } = request
  const { sessionToken, accessKeyId = ACCESS_KEY_ID, secretAccessKey = SECRET_ACCESS_KEY } = request
  const session = sessionToken === undefined ? {} : { sessionToken }
  const signer = new SignatureV4({
    ...{ service: request.service, region: request.region ?? 'us-east-1', sha256: Sha256 },
    credentials: { accessKeyId, secretAccessKey, ...session },
  })
  const { port, url } = simulator
  const unsigned = {
    ...{ method, protocol: 'http:', hostname: '127.0.0.1', path, query: { ...query }, body },
    headers: { host: `127.0.0.1:${port}`, ...request.headers },
  }
  const signingDate = request.signedAt ?? simulator.now()
  const { headers } = await signer.sign(unsigned, { signingDate })
  const search = new URLSearchParams(query).toString()
  const address = `${url}${path}${search === '' ? '' : `?${search}`}`
  const { sentBody = body } = request
  const sent = sentBody === undefined ? {} : { body: Buffer.from(sentBody) }
  const response = await fetch(address, { method, headers: tamper(headers), ...sent })
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes, text: Buffer.from(bytes).toString() }
}
