/** Serves the built console with one running task whose log is as long as wanted, and can be shot down and come back. */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'

const DIST = resolve(import.meta.dirname, '../../../web/dist')
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const NOW = '2026-01-01T00:00:00.000Z'

export interface LogServer {
  readonly url: string
  /** Numbers from which the log was asked for. */
  readonly resumedFrom: readonly number[]
  /** Lets the log grow to this many lines. */
  grow(lines: number): void
  /** Ends the task: the stream reports it after the last line. */
  end(): void
  /** Cuts every connection and stops listening. */
  down(): Promise<void>
  up(): Promise<void>
}

export async function startLogServer(): Promise<LogServer> {
  const state = { lines: 0, ended: false, resumedFrom: [] as number[] }
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.endsWith('/log/stream')) return void stream(request, response, url, state)
    if (url.pathname === '/api/events')
      return void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    if (url.pathname.startsWith('/api/')) return json(response, apiAnswer(url.pathname, state.ended))
    return file(response, url.pathname)
  }
  let server: Server | undefined
  let port = 0
  const up = async () => {
    server = createServer(answer)
    await new Promise<void>((listening) => server?.listen(port, '127.0.0.1', listening))
    port = (server.address() as AddressInfo).port
  }
  const down = async () => {
    server?.closeAllConnections()
    await new Promise((closed) => server?.close(closed))
  }
  await up()
  return {
    url: `http://127.0.0.1:${port}`,
    resumedFrom: state.resumedFrom,
    grow: (lines) => {
      state.lines = lines
    },
    end: () => {
      state.ended = true
    },
    down,
    up,
  }
}

interface LogState {
  readonly lines: number
  readonly ended: boolean
  readonly resumedFrom: number[]
}

async function stream(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  state: LogState,
): Promise<void> {
  let seq = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0)
  state.resumedFrom.push(seq)
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 200\n\n')
  while (!response.destroyed) {
    while (seq < state.lines) {
      seq += 1
      const entry = { seq, time: NOW, level: 'info', message: `line ${seq}`, fields: { region: 'us-east-1' } }
      if (!response.write(`id: ${seq}\nevent: log\ndata: ${JSON.stringify(entry)}\n\n`)) break
    }
    if (seq >= state.lines && state.ended) {
      response.end(`event: end\ndata: ${JSON.stringify(task(true))}\n\n`)
      return
    }
    await new Promise((next) => setTimeout(next, 5))
  }
}

function apiAnswer(path: string, ended: boolean): unknown {
  if (path === '/api/session') {
    return {
      user: { name: 'admin', role: 'admin', kind: 'user' },
      needsSetup: false,
      csrfToken: 'x',
      version: '0.0.0',
    }
  }
  return path.startsWith('/api/tasks/') ? task(ended) : { items: [] }
}

function task(ended: boolean) {
  return {
    ...{
      id: 't-1',
      trigger: 'prod',
      scriptSet: 'test',
      version: '1.0.0',
      origin: 'manual',
      requestedBy: 'admin',
    },
    ...{ request: null, plannedAt: NOW, createdAt: NOW, startedAt: NOW, stopRequested: false, figures: null },
    ...(ended
      ? {
          status: 'failure',
          endedAt: NOW,
          error: { code: 'FUNC_ERR_TEST', message: 'The true end', todo: 'Nothing' },
        }
      : { status: 'running', endedAt: null, error: null }),
  }
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function file(response: ServerResponse, path: string): void {
  const type = TYPES[extname(path)]
  const content = readFileSync(join(DIST, type === undefined ? 'index.html' : path))
  response.writeHead(200, { 'content-type': type ?? 'text/html' }).end(content)
}
