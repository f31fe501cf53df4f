import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly lines: readonly string[]
  /** Of the connection: says whether requests share one. */
  readonly remotePort: number | undefined
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** `hang`: never answers; `reset`: cuts the connection. */
export type Answering = (request: ReceivedRequest, index: number) => Answer | 'hang' | 'reset'

export interface Receiver {
  readonly url: string
  readonly port: number
  readonly requests: ReceivedRequest[]
  answer: Answering
  close(): Promise<void>
}

/** A real HTTP server that plays a receiver of points. */
export async function startReceiver(answer: Answering, port = 0): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const body = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString()
    const lines = body.split('\n').filter((line) => line !== '')
    const { method = '', url = '', headers } = incoming
    const { remotePort } = incoming.socket
    const request = { method, url, headers, body, lines, remotePort }
    requests.push(request)
    const reply = receiver.answer(request, requests.length - 1)
    if (reply === 'hang') return
    if (reply === 'reset') {
      incoming.socket.destroy()
      return
    }
    outgoing.writeHead(reply.status, reply.headers)
    outgoing.end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  const receiver: Receiver = {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    requests,
    answer,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const receiver = await startReceiver(() => 'hang')
  await receiver.close()
  return receiver.port
}
