/** A real proxy on a port of its own: tunnels by CONNECT, and hands plain requests on. All names lead to one server. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'

export interface ConnectProxy {
  readonly url: string
  /** Hosts that were asked for, in order. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** @param target Ports on this machine that stand for all of the world. */
export async function startProxy(
  target: { readonly http: number; readonly https: number },
  login?: string,
): Promise<ConnectProxy> {
  const asked: string[] = []
  const wanted =
    login === undefined ? undefined : `Basic ${Buffer.from(decodeURIComponent(login)).toString('base64')}`
  const server = createServer((incoming, answer) => {
    asked.push(new URL(incoming.url ?? '').host)
    const { method = 'GET', headers } = incoming
    const { pathname, search } = new URL(incoming.url ?? '')
    const sent = request({ port: target.http, method, headers, path: pathname + search }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers)
      response.pipe(answer)
    })
    incoming.pipe(sent)
  })
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    asked.push(url)
    if (headers['proxy-authorization'] !== wanted) {
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    }
    const tunnel = connect(target.https, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      tunnel.pipe(socket).pipe(tunnel)
    })
    for (const end of [tunnel, socket]) end.on('error', () => [tunnel, socket].map((each) => each.destroy()))
  })
  const sockets = await listen(server)
  const user = login === undefined ? '' : `${login}@`
  return { asked, url: `http://${user}127.0.0.1:${portOf(server)}`, close: () => close(server, sockets) }
}

export interface TlsFront {
  readonly port: number
  /** PEM file of the authority that signed its certificate. */
  readonly caFile: string
  close(): Promise<void>
}

/** Speaks TLS for the names, in front of a plain server of this machine. */
export async function startTls(port: number, names: readonly string[]): Promise<TlsFront> {
  const folder = mkdtempSync(join(tmpdir(), 'funcbox-tls-'))
  const [caFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'key.pem')]
  writeFileSync(caFile, '')
  const subject = [
    '-subj',
    '/CN=funcbox-test',
    '-addext',
    `subjectAltName=${names.map((name) => `DNS:${name}`)}`,
  ]
  const files = ['-keyout', keyFile, '-out', caFile]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
    {
      stdio: 'ignore',
    },
  )
  const server = createTlsServer({ cert: readFileSync(caFile), key: readFileSync(keyFile) }, (socket) => {
    const plain = connect(port, '127.0.0.1')
    plain.pipe(socket).pipe(plain)
    for (const end of [plain, socket]) end.on('error', () => [plain, socket].map((each) => each.destroy()))
  })
  const sockets = await listen(server)
  return {
    port: portOf(server),
    caFile,
    async close() {
      await close(server, sockets)
      rmSync(folder, { recursive: true })
    },
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function listen(server: Server): Promise<Set<Socket>> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return sockets
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}
