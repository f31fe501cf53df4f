import { hashText } from '../hash.ts'
import { linkedAccounts } from '../links.ts'
import type { Site } from '../site.ts'
import { AwsError, type Protocol } from './aws-error.ts'
import type { OperationEntry } from './call.ts'
import { denied, internal, regionDisabled, throttled, unknownOperation } from './common-errors.ts'
import type { Principal } from './credentials.ts'
import { faultsIn, isDenied, outcome } from './faults.ts'
import { invalidInput, notSimulated } from './invalid-input.ts'
import { documentedQuotas } from './quotas.ts'
import { notationOf, readInput } from './read-input.ts'
import type { Wanted } from './request.ts'
import type { Service } from './services.ts'
import type { Authorization, SignedRequest } from './sigv4.ts'

/** What a signed request asks for. */
export interface Asked {
  readonly said: Authorization
  readonly service: Service
  readonly protocol: Protocol
  readonly request: SignedRequest
  readonly wanted: Wanted
  readonly requestId: string
  /** How many requests of the same kind came before. */
  readonly number: number
}

/** CloudWatch refuses longer requests: influxdata/telegraf#10842; its documentation is silent. */
const MAX_CLOUDWATCH_BYTES = 614_400

/** The result, or the error that AWS would answer; authentication first, then rights, then limits. */
export async function perform(site: Site, asked: Asked): Promise<{ account: string; result: unknown }> {
  const { said, request, protocol } = asked
  const principal = await site.keys.authenticate(request, said, protocol)
  if (principal instanceof AwsError) return { account: '', result: principal }
  return { account: principal.account, result: run(site, asked, principal) }
}

function run(site: Site, asked: Asked, principal: Principal): unknown {
  const { region } = asked.said
  const refusal = refusalOf(site, asked, principal)
  if (refusal !== undefined) return refusal
  const { seed, counters, keys, roles, accountAlias, enabledRegions } = site
  try {
    const operation = operationOf(asked)
    return operation.run({
      region,
      principal,
      url: asked.request.url,
      input: inputOf(asked, operation),
      fleet: site.world.fleet(principal.account, region),
      linked: linkedAccounts(site.links, { own: site.account, account: principal.account, region }),
      isSilent: (account) => isDenied(site.faults, region, 'cloudwatch:GetMetricData', account),
      fleetOf: (account) => site.world.fleet(account, region),
      faults: faultsIn(site.faults, region, principal.account),
      now: site.now(),
      number: asked.number,
      requestId: asked.requestId,
      ...{ seed, counters, keys, roles, accountAlias, enabledRegions },
    })
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function operationOf({ service, wanted, protocol }: Asked): OperationEntry {
  const operation = Object.hasOwn(service.operations, wanted.operation)
    ? service.operations[wanted.operation]
    : undefined
  if (operation === undefined) throw unknownOperation(protocol, wanted.operation)
  return operation
}

/** @throws {AwsError} if it has what the simulator does not know, or what AWS refuses */
function inputOf(asked: Asked, { input }: OperationEntry): Readonly<Record<string, unknown>> {
  const { wanted, protocol, said } = asked
  const isInTexts = (name: string) => Object.hasOwn(wanted.texts, name)
  const known = Object.entries(input)
  const inTexts = Object.fromEntries(known.filter(([name]) => isInTexts(name)))
  const inBody = Object.fromEntries(known.filter(([name]) => !isInTexts(name)))
  const readings = [
    readInput('texts', inTexts, wanted.texts),
    readInput(notationOf(protocol), inBody, wanted.body),
  ]
  const unknown = readings.flatMap((reading) => reading.unknown)
  if (unknown.length > 0) throw notSimulated(actionOf(asked), unknown)
  const [first, ...more] = readings.flatMap((reading) => reading.violations)
  if (first !== undefined) throw invalidInput(said.service, [first, ...more])
  return Object.assign({}, ...readings.map((reading) => reading.input))
}

function actionOf({ service, wanted }: Asked): string {
  return `${service.prefix}:${wanted.operation}`
}

function refusalOf(site: Site, asked: Asked, principal: Principal): AwsError | undefined {
  const { said, protocol } = asked
  const action = actionOf(asked)
  if (!isEnabled(site, said)) return regionDisabled(said.service, protocol, said.region)
  const { account } = principal
  if (isDenied(site.faults, said.region, action, account)) return denied(protocol, principal.arn, action)
  const kind = hashText(`${said.region}/${action}`)
  const faults = faultsIn(site.faults, said.region, account)
  const fate = outcome(faults, site.seed, kind, asked.number)
  const quota = (faults.quotas ?? documentedQuotas(said.region))[action]
  const isTooMuch = !site.quotas.allows(`${account}/${said.region}/${action}`, quota)
  if (fate === 'throttle' || isTooMuch) return throttled(said.service)
  if (fate === 'error') return internal(said.service)
  const tooLong = said.service === 'monitoring' && asked.request.body.length > MAX_CLOUDWATCH_BYTES
  return tooLong
    ? new AwsError('RequestEntityTooLarge', `Request size exceeded ${MAX_CLOUDWATCH_BYTES} bytes`, {
        status: 413,
      })
    : undefined
}

/** IAM and Account, and STS's first endpoint, serve every region. */
function isEnabled(site: Site, said: Authorization): boolean {
  if (said.service === 'iam' || said.service === 'account') return true
  if (said.service === 'sts' && said.region === 'us-east-1') return true
  return site.enabledRegions.has(said.region)
}
