import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { uuid } from '../hash.ts'
import { next, type Site } from '../site.ts'
import { type Authorization, parseAuthorization, type SignedRequest } from './access/sigv4.ts'
import { type Answer, AwsError, type Protocol } from './aws-error.ts'
import { unsigned } from './common-errors.ts'
import { type DamageKind, damagedAnswer, sendCut } from './damage.ts'
import { faultsIn } from './faults.ts'
import { type Asked, type Outcome, perform } from './perform.ts'
import { renderError, renderResult, type Said } from './protocols/render.ts'
import { protocolOf, readRequest, readWanted, type Wanted } from './protocols/request.ts'
import { SERVICES, type Service } from './services.ts'

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
  const { damage, ...whole } = await answerTo(site, request, said, requestId)
  const answer = damagedAnswer(damage, whole)
  const headers = { ...answer.headers, date: site.now().toUTCString(), 'x-amzn-requestid': requestId }
  if (damage === 'cut') return sendCut(response, { ...answer, headers })
  response.writeHead(answer.status, headers)
  response.end(answer.body)
}

interface SentAnswer extends Answer {
  readonly damage?: DamageKind
}

async function answerTo(
  site: Site,
  request: SignedRequest,
  said: Authorization | undefined,
  requestId: string,
): Promise<SentAnswer> {
  const service = SERVICES[said?.service ?? '']
  const protocol = protocolOf(request, service)
  const spoken = { protocol, requestId, ...formsOf(request, service) }
  if (said === undefined || service === undefined) {
    return finish(site, said, { ...spoken, operation: '' }, { account: '', result: unsigned(protocol) })
  }
  const { operation, ...outcome } = await outcomeOf(site, request, said, service, protocol, requestId)
  return finish(site, said, { ...spoken, operation }, outcome)
}

function formsOf({ headers }: SignedRequest, service: Service | undefined) {
  return {
    namespace: service?.namespace ?? 'com.amazon.coral.service',
    xmlNamespace: service?.xmlNamespace ?? '',
    wantsQueryCodes: headers['x-amzn-query-mode'] === 'true',
  }
}

async function outcomeOf(
  site: Site,
  request: SignedRequest,
  said: Authorization,
  service: Service,
  protocol: Protocol,
  requestId: string,
): Promise<Outcome & { operation: string }> {
  const wanted = readable(request, protocol, service)
  if (wanted instanceof AwsError) return { operation: '', account: '', result: wanted }
  const { operation } = wanted
  const action = `${service.prefix}:${operation}`
  site.counters.add(action)
  const number = next(site, `${said.region}/${action}`)
  const asked: Asked = { said, service, protocol, request, wanted, requestId, number }
  return { operation, ...(await perform(site, asked)) }
}

function readable(request: SignedRequest, protocol: Protocol, service: Service): Wanted | AwsError {
  try {
    return readWanted(request, protocol, service)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function finish(
  site: Site,
  said: Authorization | undefined,
  spoken: Said,
  { account, result, damage }: Outcome,
): SentAnswer {
  const failed = result instanceof AwsError
  const answer = failed ? renderError(spoken, result) : renderResult(spoken, result)
  if (failed) site.counters.add(/Thrott|TooManyRequests/.test(result.code) ? 'throttles' : 'errors')
  if (damage !== undefined) site.counters.add('damaged')
  log(site, said, spoken.operation, answer.status, account)
  return damage === undefined ? answer : { ...answer, damage }
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
