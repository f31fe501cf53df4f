/** A proxy that loses requests and answers: what retries have to cope with. */
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `body`: the connection breaks amid the request; `answer`: after the receiver has taken it. */
export type Loss = 'none' | 'body' | 'answer'

export interface UnsteadyProxy {
  readonly url: string
  readonly losses: Record<Loss, number>
  close(): Promise<void>
}

export async function startUnsteadyProxy(
  target: string,
  lose: (write: number) => Loss,
): Promise<UnsteadyProxy> {
  const losses: Record<Loss, number> = { none: 0, body: 0, answer: 0 }
  let writes = 0
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const loss = incoming.method === 'POST' ? lose(writes++) : 'none'
    losses[loss] += 1
    const { method, headers } = incoming
    const passed = httpRequest(new URL(incoming.url ?? '', target), { method, headers })
    passed.on('error', () => incoming.socket.destroy())
    passed.on('response', async (response) => {
      const answer: Buffer[] = []
      for await (const chunk of response) answer.push(chunk)
      if (loss === 'answer') return incoming.socket.destroy()
      outgoing.writeHead(response.statusCode ?? 500, response.headers)
      outgoing.end(Buffer.concat(answer))
    })
    if (loss !== 'body') return passed.end(body)
    passed.write(body.subarray(0, Math.ceil(body.length / 2)), () => passed.destroy(new Error('lost')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    losses,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
