/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) with back-pressure. */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'

/** Proxies and browsers drop a connection on which nothing comes for a minute. */
export const HEARTBEAT_MS = 15_000
const RETRY_MS = 2000

export interface EventStream {
  /** Resolves once the connection can take more: a slow reader slows its writer, and nothing piles up. */
  send(event: string, data: unknown, id?: number | string): Promise<void>
  /** Waits; rejects when the stream has ended. */
  pause(ms: number): Promise<void>
  readonly signal: AbortSignal
}

/**
 * Opens the stream, lets `produce` write, and closes it; a client that goes away or a server that ends is no error.
 *
 * @param isAllowed Asked with every heartbeat; a session that has ended ends its streams.
 */
export async function streamEvents(
  reply: FastifyReply,
  signal: AbortSignal,
  options: { readonly isAllowed: () => Promise<boolean> },
  produce: (stream: EventStream) => Promise<void>,
): Promise<void> {
  const { raw } = reply
  reply.hijack()
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const ended = new AbortController()
  const all = AbortSignal.any([signal, ended.signal])
  const write = createWriter(raw, all)
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS)
  const beat = async (): Promise<void> => {
    if (await options.isAllowed().catch(() => false)) await write(': still here\n\n').catch(() => {})
    else ended.abort()
  }
  try {
    await write(`retry: ${RETRY_MS}\n\n`)
    await produce({
      signal: all,
      send: (event, data, id) => write(frame(event, data, id)),
      pause: (ms) => wait(ms, undefined, { signal: all }),
    })
  } catch (error) {
    if (!all.aborted) throw error
  } finally {
    clearInterval(heartbeat)
    raw.end()
  }
}

function createWriter(raw: FastifyReply['raw'], signal: AbortSignal): (text: string) => Promise<void> {
  return async (text) => {
    signal.throwIfAborted()
    if (!raw.write(text)) await once(raw, 'drain', { signal })
  }
}

/** JSON has no line breaks of its own. */
function frame(event: string, data: unknown, id: number | string | undefined): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
