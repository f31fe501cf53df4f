/** One request and what its outcome means, with secrets masked. */
import { codeOf, messageOf } from '../../errors.ts'
import { createMasker } from '../../log.ts'
import { type Network, networkSecrets } from '../../network.ts'
import type { Acknowledges } from './acknowledgement.ts'
import { createHttpClient, type HttpRequest, type HttpResponse } from './http-client.ts'
import { judge, type Verdict } from './verdict.ts'

export interface HttpExchange {
  /** Never rejects but with the signal's reason. */
  judge(request: HttpRequest, acknowledges: Acknowledges): Promise<Verdict>
  /** The answer as it came; rejects with the network's error. */
  send(request: HttpRequest): Promise<HttpResponse>
  /** For texts of a receiver that go into a log or message. */
  mask(text: string): string
  close(): void
}

export interface HttpExchangeOptions {
  readonly userAgent: string
  readonly network: Network
  /** Values that must not show up in a reason, whatever the receiver answers. */
  readonly secrets: readonly string[]
  readonly now: () => number
}

export function createHttpExchange(options: HttpExchangeOptions): HttpExchange {
  const client = createHttpClient(options.userAgent, options.network)
  const masker = createMasker()
  for (const secret of [...options.secrets, ...networkSecrets(options.network)]) masker.add(secret)
  return {
    send: (request) => client.send(request),
    mask: (text) => masker.mask(text),
    close: () => client.close(),
    async judge(request, acknowledges) {
      const verdict = await client.send(request).then(
        // masked before it is shortened: half a secret would not be recognised
        (response) => judge({ ...response, body: masker.mask(response.body) }, options.now(), acknowledges),
        (error: unknown) => networkVerdict(error, request.signal),
      )
      if (!('reason' in verdict)) return verdict
      const todo = 'todo' in verdict && { todo: masker.mask(verdict.todo ?? '') }
      return { ...verdict, ...todo, reason: masker.mask(verdict.reason) }
    },
  }
}

function networkVerdict(error: unknown, signal: AbortSignal): Verdict {
  signal.throwIfAborted()
  const reason = networkReason(error)
  if (!isCertificateError(error)) return { kind: 'retry', reason, network: true, cause: error }
  return { kind: 'failed', code: 'FUNC_ERR_SINK_UNREACHABLE', reason, cause: error }
}

/** The code, and the message where it says more; the error of several addresses has no message of its own. */
export function networkReason(error: unknown): string {
  const code = codeOf(error)
  const message = messageOf(error)
  if (code === undefined || message.includes(code)) return message
  return message === '' ? code : `${code}: ${message}`
}

/** Waiting does not mend a certificate. */
function isCertificateError(error: unknown): boolean {
  return /CERT|SELF_SIGNED|ERR_TLS|EPROTO|UNABLE_TO_/.test(codeOf(error) ?? '')
}
