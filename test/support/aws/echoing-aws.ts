/** An AWS that refuses every call and repeats it in the message, secrets and all, as proxies and gateways do. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EchoingAws {
  readonly url: string
  /** What was repeated. */
  readonly echoes: readonly string[]
  /** Session tokens that requests were signed with. */
  readonly tokens: ReadonlySet<string>
  close(): Promise<void>
}

/** Roles are assumed at `upstream`, everything else is refused. */
export async function startEchoingAws(upstream: string | undefined): Promise<EchoingAws> {
  const echoes: string[] = []
  const tokens = new Set<string>()
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming)
    const token = incoming.headers['x-amz-security-token']
    if (typeof token === 'string') tokens.add(token)
    if (upstream !== undefined && body.includes('Action=AssumeRole'))
      return forward(upstream, incoming, body, outgoing)
    // each at another place, so that a cut falls on every part of a secret
    const echo = `${'.'.repeat((echoes.length * 7) % 200)} ${String(token)} ${body} ${JSON.stringify(incoming.headers)}`
    echoes.push(echo)
    refuse(incoming, outgoing, echo)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ echoes, tokens },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function refuse({ headers }: IncomingMessage, outgoing: ServerResponse, echo: string): void {
  const code = 'InvalidSignatureException'
  if (String(headers['content-type']).includes('form')) {
    const text = echo.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    outgoing.writeHead(403, { 'content-type': 'text/xml' })
    outgoing.end(
      `<ErrorResponse><Error><Code>${code}</Code><Message>${text}</Message></Error></ErrorResponse>`,
    )
    return
  }
  outgoing.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': code })
  outgoing.end(JSON.stringify({ __type: code, message: echo }))
}

/** Signed for this host, so the host is kept. */
function forward(upstream: string, incoming: IncomingMessage, body: string, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming
  const asked = request(new URL(url ?? '/', upstream), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(outgoing)
  })
  asked.end(body)
}
