/** What keeps an authenticated request from its operation: region, rights, quotas, faults. */
import { hashText } from '../hash.ts'
import type { Site } from '../site.ts'
import { type Access, denialMessage, findDenial } from './access/denials.ts'
import { AwsError, type Protocol } from './aws-error.ts'
import { denied, internal, regionDisabled, throttled, unknownKey } from './common-errors.ts'
import { faultsIn, outcome } from './faults.ts'
import { perSecondOf, type QuotaName, quotaNamesOf } from './quotas.ts'

/** Who wants what of which service. */
export interface Attempt extends Access {
  /** As signatures name it, `monitoring`. */
  readonly service: string
  readonly protocol: Protocol
  /** How many of the same kind came before. */
  readonly number: number
  readonly bytes: number
}

/** CloudWatch refuses longer requests: influxdata/telegraf#10842; its documentation is silent. */
const MAX_CLOUDWATCH_BYTES = 614_400

export function refusalOf(site: Site, attempt: Attempt): AwsError | undefined {
  return (
    regionRefusal(site, attempt) ??
    denialOf(site, attempt, attempt.protocol) ??
    quotaRefusal(site, attempt, quotaNamesOf(attempt.action), 1) ??
    fateOf(site, attempt) ??
    sizeRefusal(attempt)
  )
}

/** Nobody can be kept from asking who they are. */
const NEVER_DENIED = 'sts:GetCallerIdentity'

export function denialOf(site: Site, access: Access, protocol: Protocol): AwsError | undefined {
  const denial = findDenial(site.faults.deny ?? [], access)
  if (denial === undefined || access.action === NEVER_DENIED) return undefined
  return denied(protocol, denialMessage(denial, access))
}

/** Where IAM and Account are, and STS was before it had regions. */
const GLOBAL_REGION = 'us-east-1'

/** A region that is switched off does not know the keys of the account; STS says why. */
function regionRefusal(site: Site, { service, region, protocol, principal }: Attempt): AwsError | undefined {
  if (service === 'iam' || service === 'account') return undefined
  if (service === 'sts') {
    const isOff = region !== GLOBAL_REGION && !site.enabledRegions.has(region)
    const isStsOff = isOff || site.faults.stsOff?.includes(region) === true
    return isStsOff ? regionDisabled(principal.account) : undefined
  }
  return site.enabledRegions.has(region) ? undefined : unknownKey(protocol)
}

/** Takes an amount of quotas, which an account has for itself in each region. */
export function quotaRefusal(
  site: Site,
  { region, service, principal: { account } }: Attempt,
  names: readonly QuotaName[],
  amount: number,
): AwsError | undefined {
  const changes = [faultsIn(site.faults, region, account).quotas, site.quotaChanges]
  const isTooMuch = names.some(
    (name) => !site.quotas.allows(`${account}/${region}/${name}`, perSecondOf(name, region, changes), amount),
  )
  return isTooMuch ? throttled(service) : undefined
}

function fateOf(site: Site, { region, action, service, number, principal }: Attempt): AwsError | undefined {
  const kind = hashText(`${region}/${action}`)
  const fate = outcome(faultsIn(site.faults, region, principal.account), site.seed, kind, number)
  if (fate === 'throttle') return throttled(service)
  return fate === 'error' ? internal(service) : undefined
}

function sizeRefusal({ service, bytes }: Attempt): AwsError | undefined {
  if (service !== 'monitoring' || bytes <= MAX_CLOUDWATCH_BYTES) return undefined
  const message = `Request size exceeded ${MAX_CLOUDWATCH_BYTES} bytes`
  return new AwsError('RequestEntityTooLarge', message, { status: 413 })
}
