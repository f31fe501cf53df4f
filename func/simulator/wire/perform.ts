import { hashText } from '../hash.ts'
import { linkedAccounts } from '../links.ts'
import type { Site } from '../site.ts'
import { AwsError, type Protocol } from './aws-error.ts'
import { denied, internal, regionDisabled, throttled, unknownOperation } from './common-errors.ts'
import type { Principal } from './credentials.ts'
import { faultsIn, isDenied, outcome } from './faults.ts'
import { documentedQuotas } from './quotas.ts'
import type { Service } from './services.ts'
import type { Authorization, SignedRequest } from './sigv4.ts'

/** What a signed request asks for. */
export interface Asked {
  readonly said: Authorization
  readonly service: Service
  readonly protocol: Protocol
  readonly request: SignedRequest
  readonly input: Readonly<Record<string, unknown>>
  readonly operation: string
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
  const operation = asked.service.operations[asked.operation]
  const refusal = refusalOf(site, asked, principal)
  if (refusal !== undefined) return refusal
  if (operation === undefined) return unknownOperation(asked.protocol, asked.operation)
  const { seed, counters, keys, roles, accountAlias, enabledRegions } = site
  try {
    return operation({
      region,
      principal,
      url: asked.request.url,
      input: asked.input,
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

function refusalOf(site: Site, asked: Asked, principal: Principal): AwsError | undefined {
  const { said, service, protocol } = asked
  const action = `${service.prefix}:${asked.operation}`
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
