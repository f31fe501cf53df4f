import { hashText } from '../hash.ts'
import { linkedAccounts } from '../links.ts'
import type { Site } from '../site.ts'
import { AwsError, type Protocol } from './aws-error.ts'
import type { Call, OperationEntry } from './call.ts'
import { denied, internal, regionDisabled, throttled, unknownKey, unknownOperation } from './common-errors.ts'
import type { Principal } from './credentials.ts'
import { type Access, denialMessage, findDenial } from './denials.ts'
import { faultsIn, outcome } from './faults.ts'
import { invalidInput, notSimulated } from './invalid-input.ts'
import { documentedQuotas } from './quotas.ts'
import { notationOf, type Reading, readInput } from './read-input.ts'
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
  try {
    const operation = operationOf(asked)
    const { input, violations } = readingOf(asked, operation)
    const resource = operation.resource?.(input, { region: asked.said.region, account: principal.account })
    const refusal = refusalOf(site, asked, principal, resource)
    if (refusal !== undefined) return refusal
    const [first, ...more] = violations
    if (first !== undefined) return invalidInput(asked.said.service, [first, ...more])
    return operation.run(callOf(site, asked, principal, input))
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function callOf(site: Site, asked: Asked, principal: Principal, input: Call['input']): Call {
  const { region } = asked.said
  const { seed, counters, keys, roles, accountAlias, enabledRegions } = site
  const metrics = { region, action: 'cloudwatch:GetMetricData' }
  return {
    region,
    principal,
    url: asked.request.url,
    input,
    fleet: site.world.fleet(principal.account, region),
    linked: linkedAccounts(site.links, { own: site.account, account: principal.account, region }),
    isSilent: (account) =>
      findDenial(site.faults.deny ?? [], { ...metrics, principal: { ...principal, account } }) !== undefined,
    fleetOf: (account) => site.world.fleet(account, region),
    refusalOf: (action, resource) => denialOf(site, { principal, region, action, resource }, asked.protocol),
    faults: faultsIn(site.faults, region, principal.account),
    now: site.now(),
    number: asked.number,
    requestId: asked.requestId,
    ...{ seed, counters, keys, roles, accountAlias, enabledRegions },
  }
}

function operationOf({ service, wanted, protocol }: Asked): OperationEntry {
  const operation = Object.hasOwn(service.operations, wanted.operation)
    ? service.operations[wanted.operation]
    : undefined
  if (operation === undefined) throw unknownOperation(protocol, wanted.operation)
  return operation
}

/** @throws {AwsError} if it has what the simulator does not know, or what is of another type */
function readingOf(asked: Asked, { input }: OperationEntry): Reading {
  const { wanted, protocol } = asked
  const isInTexts = ([name]: [string, unknown]) => Object.hasOwn(wanted.texts, name)
  const known = Object.entries(input)
  const inTexts = Object.fromEntries(known.filter(isInTexts))
  const inBody = Object.fromEntries(known.filter((member) => !isInTexts(member)))
  const texts = readInput('texts', inTexts, wanted.texts)
  const body = readInput(notationOf(protocol), inBody, wanted.body)
  const unknown = [...texts.unknown, ...body.unknown]
  if (unknown.length > 0) throw notSimulated(actionOf(asked), unknown)
  return {
    input: { ...texts.input, ...body.input },
    violations: [...texts.violations, ...body.violations],
    unknown,
  }
}

function actionOf({ service, wanted }: Asked): string {
  return `${service.prefix}:${wanted.operation}`
}

function refusalOf(
  site: Site,
  asked: Asked,
  principal: Principal,
  resource: string | undefined,
): AwsError | undefined {
  const { said, protocol } = asked
  const action = actionOf(asked)
  const { account } = principal
  const off = regionRefusal(site, said, protocol, account)
  if (off !== undefined) return off
  const access = { principal, region: said.region, action, ...(resource === undefined ? {} : { resource }) }
  const denial = denialOf(site, access, protocol)
  if (denial !== undefined) return denial
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

/** Nobody can be kept from asking who they are. */
const NEVER_DENIED = 'sts:GetCallerIdentity'

function denialOf(site: Site, access: Access, protocol: Protocol): AwsError | undefined {
  const denial = findDenial(site.faults.deny ?? [], access)
  if (denial === undefined || access.action === NEVER_DENIED) return undefined
  return denied(protocol, denialMessage(denial, access))
}

/** A region that is switched off does not know the keys of the account; STS says why. */
function regionRefusal(
  site: Site,
  { service, region }: Authorization,
  protocol: Protocol,
  account: string,
): AwsError | undefined {
  if (service === 'iam' || service === 'account') return undefined
  if (service === 'sts') {
    const isOff = region !== GLOBAL_REGION && !site.enabledRegions.has(region)
    return isOff || site.faults.stsOff?.includes(region) === true ? regionDisabled(account) : undefined
  }
  return site.enabledRegions.has(region) ? undefined : unknownKey(protocol)
}

/** Where IAM and Account are, and STS was before it had regions. */
const GLOBAL_REGION = 'us-east-1'
