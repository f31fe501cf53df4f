import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { uuid } from '../hash.ts'
import { next, type Site } from '../site.ts'
import { type Answer, AwsError, type Protocol } from './aws-error.ts'
import { unsigned } from './common-errors.ts'
import { faultsIn } from './faults.ts'
import { type Asked, perform } from './perform.ts'
import { renderError, renderResult } from './render.ts'
import { guessProtocol, parseInput, readRequest } from './request.ts'
import { SERVICES, type Service } from './services.ts'
import { type Authorization, parseAuthorization, type SignedRequest } from './sigv4.ts'

/** Answers one HTTP request. @throws if the caller goes away or the simulator closes */
export async function respond(
  site: Site,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const said = parseAuthorization(incoming.headers.authorization)
  const region = said?.region ?? ''
  if (site.faults.down?.includes(region) === true) {
    log(site, said, '', 0, '')
    incoming.socket.resetAndDestroy()
    return
  }
  const request = await readRequest(incoming)
  site.onRequest?.(request)
  const { latencyMs = 0 } = faultsIn(site.faults, region)
  if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: site.stopping.signal })
  const requestId = uuid(site.seed, next(site, 'all'))
  const answer = await answerTo(site, request, said, requestId)
  response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': requestId })
  response.end(answer.body)
}

async function answerTo(
  site: Site,
  request: SignedRequest,
  said: Authorization | undefined,
  requestId: string,
): Promise<Answer> {
  const service = SERVICES[said?.service ?? '']
  if (said === undefined || service === undefined) {
    const protocol = guessProtocol(request)
    return finish(site, said, '', protocol, { requestId, account: '', result: unsigned(protocol) })
  }
  const { operation, ...outcome } = await outcomeOf(site, request, said, service, requestId)
  return finish(site, said, operation, service.protocolOf(request), { requestId, ...outcome })
}

interface Outcome {
  readonly requestId: string
  readonly account: string
  readonly result: unknown
}

async function outcomeOf(
  site: Site,
  request: SignedRequest,
  said: Authorization,
  service: Service,
  requestId: string,
): Promise<{ operation: string; account: string; result: unknown }> {
  const protocol = service.protocolOf(request)
  const input = readable(protocol, request.body)
  if (input instanceof AwsError) return { operation: '', account: '', result: input }
  const operation = service.nameOf(request, input)
  const action = `${service.prefix}:${operation}`
  site.counters.add(action)
  const number = next(site, `${said.region}/${action}`)
  const asked: Asked = { said, service, protocol, request, input, operation, requestId, number }
  return { operation, ...(await perform(site, asked)) }
}

function readable(protocol: Protocol, body: Buffer): Readonly<Record<string, unknown>> | AwsError {
  try {
    return parseInput(protocol, body)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function finish(
  site: Site,
  said: Authorization | undefined,
  operation: string,
  protocol: Protocol,
  { requestId, account, result }: Outcome,
): Answer {
  const failed = result instanceof AwsError
  const spoken = { protocol, operation, requestId }
  const answer = failed ? renderError(spoken, result) : renderResult(spoken, result)
  if (failed) site.counters.add(/Throttling|TooManyRequests/.test(result.code) ? 'throttles' : 'errors')
  log(site, said, operation, answer.status, account)
  return answer
}

function log(
  site: Site,
  said: Authorization | undefined,
  operation: string,
  status: number,
  account: string,
): void {
  const service = SERVICES[said?.service ?? '']?.prefix ?? said?.service ?? ''
  const region = said?.region ?? ''
  site.counters.log({ time: site.now(), service, operation, region, status, account })
}
