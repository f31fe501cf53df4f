import { linkedAccounts } from '../links.ts'
import type { Site } from '../site.ts'
import type { Principal } from './access/credentials.ts'
import { findDenial } from './access/denials.ts'
import type { Authorization, SignedRequest } from './access/sigv4.ts'
import { AwsError, type Protocol } from './aws-error.ts'
import type { Call, OperationEntry } from './call.ts'
import { unknownOperation } from './common-errors.ts'
import { type DamageKind, damagedResult, damageOf } from './damage.ts'
import { faultsIn } from './faults.ts'
import { invalidInput, notSimulated } from './invalid-input.ts'
import type { Wanted } from './protocols/request.ts'
import { notationOf, type Reading, readInput } from './read-input.ts'
import { type Attempt, denialOf, quotaRefusal, refusalOf } from './refusal.ts'
import type { Service } from './services.ts'
import { type MetricDataRequest, valuesAsked } from './values-asked.ts'

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

export interface Outcome {
  /** Of the caller, empty while it is not known. */
  readonly account: string
  /** Members, or the error that AWS would answer. */
  readonly result: unknown
  /** What becomes of the answer on its way. */
  readonly damage?: DamageKind
}

/** Authentication first, then rights, then limits. */
export async function perform(site: Site, asked: Asked): Promise<Outcome> {
  const { said, request, protocol } = asked
  const principal = await site.keys.authenticate(request, said, protocol)
  if (principal instanceof AwsError) return { account: '', result: principal }
  try {
    return { account: principal.account, ...run(site, asked, principal) }
  } catch (error) {
    if (error instanceof AwsError) return { account: principal.account, result: error }
    throw error
  }
}

/** @throws {AwsError} */
function run(site: Site, asked: Asked, principal: Principal): Omit<Outcome, 'account'> {
  const operation = operationOf(asked)
  const { input, violations } = readingOf(asked, operation)
  const attempt = attemptOf(asked, principal, input)
  const [first, ...more] = violations
  const refusal =
    refusalOf(site, attempt) ??
    (first === undefined ? undefined : invalidInput(asked.said.service, [first, ...more])) ??
    valuesRefusal(site, attempt, input)
  if (refusal !== undefined) throw refusal
  const call = callOf(site, attempt, asked, input)
  const result = operation.run(call)
  const damage = damageOf(call.faults.damage ?? [], { ...attempt, seed: site.seed })
  return damage === undefined ? { result } : { result: damagedResult(damage, input, result), damage }
}

function attemptOf(
  { said, service, wanted, protocol, number, request }: Asked,
  principal: Principal,
  input: Call['input'],
): Attempt {
  const { region } = said
  const resource = service.resourceOf?.(input, { region, account: principal.account })
  return {
    ...{ principal, region, protocol, number, service: said.service, bytes: request.body.length },
    action: `${service.prefix}:${wanted.operation}`,
    ...(resource === undefined ? {} : { resource }),
  }
}

function valuesRefusal(site: Site, attempt: Attempt, input: Call['input']): AwsError | undefined {
  if (attempt.action !== 'cloudwatch:GetMetricData') return undefined
  const { quota, amount } = valuesAsked(input as unknown as MetricDataRequest, site.now().getTime())
  return quotaRefusal(site, attempt, [quota], amount)
}

function callOf(site: Site, attempt: Attempt, { request, requestId }: Asked, input: Call['input']): Call {
  const { principal, region, number, protocol } = attempt
  const { seed, counters, keys, roles, accountAlias, enabledRegions } = site
  const metrics = { region, action: 'cloudwatch:GetMetricData' }
  return {
    ...{ principal, region, number, requestId, input, url: request.url },
    fleet: site.world.fleet(principal.account, region),
    linked: linkedAccounts(site.links, { own: site.account, account: principal.account, region }),
    isSilent: (account) =>
      findDenial(site.faults.deny ?? [], { ...metrics, principal: { ...principal, account } }) !== undefined,
    fleetOf: (account) => site.world.fleet(account, region),
    refusalOf: (action, resource) => denialOf(site, { principal, region, action, resource }, protocol),
    faults: faultsIn(site.faults, region, principal.account),
    now: site.now(),
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
function readingOf({ wanted, protocol, service }: Asked, { input }: OperationEntry): Reading {
  const isInTexts = ([name]: [string, unknown]) => Object.hasOwn(wanted.texts, name)
  const known = Object.entries(input)
  const inTexts = Object.fromEntries(known.filter(isInTexts))
  const inBody = Object.fromEntries(known.filter((member) => !isInTexts(member)))
  const texts = readInput('texts', inTexts, wanted.texts)
  const body = readInput(notationOf(protocol), inBody, wanted.body)
  const unknown = [...texts.unknown, ...body.unknown]
  if (unknown.length > 0) throw notSimulated(`${service.prefix}:${wanted.operation}`, unknown)
  return {
    input: { ...texts.input, ...body.input },
    violations: [...texts.violations, ...body.violations],
    unknown,
  }
}
