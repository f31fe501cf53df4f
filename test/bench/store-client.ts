/** Asks a server on the home of a benchmark, over HTTP. */
import { once } from 'node:events'
import { startChild } from './child.ts'
import type { ServerFigures, ServerJob, ServerReply } from './store-server.ts'

export interface Ask {
  readonly path: string
  readonly body: object
}

export interface StoreClient {
  /** Resolves when the answer is read. */
  ask(ask: Ask): Promise<void>
  figures(): Promise<ServerFigures>
  close(): Promise<void>
}

export async function startServer(home: string): Promise<StoreClient> {
  const child = startChild('store-server.ts', { home } satisfies ServerJob)
  const [{ url, headers }] = (await once(child, 'message')) as [ServerReply]
  return {
    async ask({ path, body }) {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const answer = await response.text()
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer}`)
      JSON.parse(answer)
    },
    async figures() {
      const reply = once(child, 'message')
      child.send('figures')
      return (await reply)[0] as ServerFigures
    },
    async close() {
      const exit = once(child, 'exit')
      child.disconnect()
      await exit
    },
  }
}
