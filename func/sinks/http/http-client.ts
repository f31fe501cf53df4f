/** One HTTP exchange at a time over kept-alive connections. No policy here: that is `http-write.ts`. */
import {
  type ClientRequest,
  type Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { createAgents, type Network } from '../../network.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  /** At most the first 64 KiB. */
  readonly body: string
  header(name: string): string | undefined
}

export interface HttpClient {
  /** Rejects with the signal's reason when aborted, with a `TimeoutError`, or with the network's error. */
  send(request: HttpRequest): Promise<HttpResponse>
  close(): void
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  readonly code = 'ETIMEDOUT'
}

const MAX_BODY_BYTES = 64 * 1024

export function createHttpClient(userAgent: string, network: Network): HttpClient {
  const { httpAgent, httpsAgent } = createAgents(network)
  const agents = { 'http:': httpAgent, 'https:': httpsAgent }
  return {
    send: (request) => exchange(request, userAgent, agents),
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}

interface Agents {
  readonly 'http:': HttpAgent
  readonly 'https:': HttpsAgent
}

async function exchange(request: HttpRequest, userAgent: string, agents: Agents): Promise<HttpResponse> {
  request.signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>()
  const sent = open(request, userAgent, agents)
  sent.on('error', reject)
  sent.on('response', (response) => readResponse(response).then(resolve, reject))
  const stop = (error: unknown) => {
    reject(error)
    sent.destroy()
  }
  const onAbort = () => stop(request.signal.reason)
  const timer = setTimeout(() => stop(timeoutError(request.timeoutMs)), request.timeoutMs)
  request.signal.addEventListener('abort', onAbort, { once: true })
  sent.end(request.body)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', onAbort)
  }
}

function open(request: HttpRequest, userAgent: string, agents: Agents): ClientRequest {
  const { method, url, body } = request
  const length = method === 'POST' ? { 'content-length': String(body?.length ?? 0) } : {}
  const headers = { 'user-agent': userAgent, ...length, ...request.headers }
  return url.protocol === 'https:'
    ? httpsRequest(url, { method, headers, agent: agents['https:'] })
    : httpRequest(url, { method, headers, agent: agents['http:'] })
}

async function readResponse(response: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    // The rest is read on but not kept, so that the connection can be used again.
    if (size < MAX_BODY_BYTES) chunks.push(chunk)
    size += chunk.length
  }
  const body = Buffer.concat(chunks).toString('utf8', 0, MAX_BODY_BYTES)
  return {
    status: response.statusCode ?? 0,
    body,
    header: (name) => {
      const value = response.headers[name]
      return typeof value === 'string' ? value : undefined
    },
  }
}

function timeoutError(timeoutMs: number): TimeoutError {
  return new TimeoutError(`No answer within ${timeoutMs} ms`)
}
