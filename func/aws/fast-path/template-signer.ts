/**
 * Signs requests like one that the SDK has signed: Signature Version 4, without what is the same for all of them. It is
 * made only for a request that it signs as the SDK did.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import type { Credentials } from '../credentials.ts'

type Headers = Record<string, string>

export interface SignedRequest {
  readonly method: string
  readonly path: string
  readonly query: object
  readonly headers: Readonly<Headers>
  readonly body?: unknown
}

/**
 * Sets in the headers of a request what depends on its body, the keys and the time.
 * @throws When the keys are of another kind than those of the template.
 */
export type SignLike = (headers: Headers, body: Uint8Array, credentials: Credentials, now: Date) => void

const AUTHORIZATION = 'authorization'
const TIME = 'x-amz-date'
const TOKEN = 'x-amz-security-token'
const BODY_HASH = 'x-amz-content-sha256'
const ALGORITHM = 'AWS4-HMAC-SHA256'
const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=/

/** Undefined when it would not sign this request as it is signed. */
export function signerLike(request: SignedRequest, credentials: Credentials): SignLike | undefined {
  const { headers, query } = request
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body
  const [, region, service, names] = SIGNED.exec(headers[AUTHORIZATION] ?? '') ?? []
  const now = parseTime(headers[TIME] ?? '')
  const isOrdinary = body instanceof Uint8Array && Object.keys(query).length === 0 && now !== undefined
  if (region === undefined || service === undefined || names === undefined || !isOrdinary) return undefined
  const list = names.split(';')
  if (list.includes(TOKEN) !== (credentials.sessionToken !== undefined)) return undefined
  const sign = createSigner(request, `${region}/${service}/aws4_request`, list)
  const signed = { ...headers }
  sign(signed, body, credentials, now)
  return signed[AUTHORIZATION] === headers[AUTHORIZATION] ? sign : undefined
}

function createSigner({ method, path }: SignedRequest, scope: string, names: readonly string[]): SignLike {
  const keyFor = keptKey(scope)
  const list = names.join(';')
  const hasToken = names.includes(TOKEN)
  return (headers, body, credentials, now) => {
    const { accessKeyId, sessionToken } = credentials
    if ((sessionToken !== undefined) !== hasToken) throw new Error('Cannot sign with keys of another kind')
    const time = timeOf(now)
    const day = time.slice(0, 8)
    const bodyHash = sha256(body)
    headers[TIME] = time
    headers[BODY_HASH] = bodyHash
    if (sessionToken !== undefined) headers[TOKEN] = sessionToken
    let canonical = `${method}\n${path}\n\n`
    for (const name of names) canonical += `${name}:${headers[name]}\n`
    canonical += `\n${list}\n${bodyHash}`
    const toSign = `${ALGORITHM}\n${time}\n${day}/${scope}\n${sha256(canonical)}`
    const signature = createHmac('sha256', keyFor(credentials, day)).update(toSign).digest('hex')
    headers[AUTHORIZATION] =
      `${ALGORITHM} Credential=${accessKeyId}/${day}/${scope}, SignedHeaders=${list}, Signature=${signature}`
  }
}

/** The signing key of a day, until other credentials or another day come: making it takes longer than signing. */
function keptKey(scope: string): (credentials: Credentials, day: string) => KeyObject {
  let kept: { readonly secret: string; readonly day: string; readonly key: KeyObject } | undefined
  return ({ secretAccessKey: secret }, day) => {
    if (kept?.secret === secret && kept.day === day) return kept.key
    let key = Buffer.from(`AWS4${secret}`)
    for (const part of [day, ...scope.split('/')]) key = createHmac('sha256', key).update(part).digest()
    kept = { secret, day, key: createSecretKey(key) }
    return kept.key
  }
}

function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/** `20260801T120000Z`. */
function timeOf(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '')
}

function parseTime(text: string): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5')
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? undefined : time
}
