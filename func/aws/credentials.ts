/** Where the credentials of an account come from: literal keys, a profile, the SDK's chain; then roles. */
import { createHash } from 'node:crypto'
import type { STS } from '@aws-sdk/client-sts'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { codeOf, FuncError, messageOf } from '../errors.ts'
import type { AwsAccount } from '../script.ts'
import { MINUTE_MS } from '../time.ts'
import { mapError } from './map-error.ts'
import { profileEndpoint } from './profile-endpoint.ts'
import { homeRegion } from './regions.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Of clients that the SDK makes on its way to credentials. */
export interface ChainConfig {
  readonly requestHandler?: NodeHttpHandler
  readonly endpoint?: string
}

export type CredentialProvider = () => Promise<Credentials>

export interface CredentialOptions {
  readonly account: AwsAccount
  readonly region: string
  /** Milliseconds since the epoch, as AWS has them: by its clock keys expire. */
  readonly now: () => number
  /** A client of the STS in a region: what it gives is good in every region of the partition. */
  readonly createSts: (region: string, credentials: CredentialProvider) => STS
  /** How the calls within a profile or the SDK's chain are made. */
  readonly chainConfig?: ChainConfig
  /** Called with all credentials that come from elsewhere: a profile, the SDK's chain, a role. */
  readonly onCredentials?: (credentials: Credentials) => void
}

const RENEW_BEFORE_MS = 5 * MINUTE_MS
/** Where the new ones expire just as soon, they are not asked for again at every call. */
const RENEW_EVERY_MS = MINUTE_MS

/** The same account, keys, profile, roles and endpoint give the same text; no secret can be read from it. */
export function accountIdentity(account: AwsAccount): string {
  const { ak_id, ak_secret, session_token, profile, role_arn, external_id, endpoint } = account
  const facts = [ak_id, ak_secret, session_token, profile, role_arn, external_id, endpoint]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

/**
 * Whose quota a call uses, as far as is known without asking AWS: the account of the last role, else the key,
 * else the profile, else the default chain. No secret can be read from it.
 */
export function quotaOwner({ role_arn, ak_id, profile, endpoint }: AwsAccount): string {
  const [, partition, , , owner] = [role_arn].flat().at(-1)?.split(':') ?? []
  const facts = owner === undefined ? [ak_id ?? null, profile ?? null] : [partition, owner]
  return createHash('sha256')
    .update(JSON.stringify([...facts, endpoint]))
    .digest('hex')
    .slice(0, 16)
}

/** Values of an account that must never be shown. */
export function accountSecrets({ ak_secret, session_token, external_id }: AwsAccount): string[] {
  return [ak_secret, session_token, external_id]
    .filter((value) => value !== undefined)
    .filter(({ length }) => length >= 4)
}

/** Credentials are kept until shortly before they expire; a failure is not kept. */
export function createCredentialProvider(options: CredentialOptions): CredentialProvider {
  const { role_arn, external_id } = options.account
  const roles = role_arn === undefined ? [] : [role_arn].flat()
  return roles.reduce<CredentialProvider>(
    (previous, role, index) => {
      const externalId = index === roles.length - 1 ? external_id : undefined
      const clients = new Map<string, STS>()
      const assume = (region: string) => {
        const sts = clients.get(region) ?? options.createSts(region, previous)
        clients.set(region, sts)
        return assumeRole(sts, role, externalId)
      }
      return remember(inFirstRegion(stsRegions(options.region), assume), options)
    },
    remember(baseProvider(options), options),
  )
}

/**
 * One that is on for every account of the partition: the account whose keys are used may lack the region that is
 * collected. In a private network there may be no way to it, but to the region's own.
 */
function stsRegions(region: string): string[] {
  return [...new Set([homeRegion(region), region])]
}

/** The first failure counts: what the last region says of keys that it does not know would mislead. */
function inFirstRegion(
  regions: readonly string[],
  assume: (region: string) => Promise<Credentials>,
): CredentialProvider {
  let order = regions
  return async () => {
    const failures: unknown[] = []
    for (const region of order) {
      try {
        const credentials = await assume(region)
        order = [region, ...regions.filter((other) => other !== region)]
        return credentials
      } catch (error) {
        failures.push(error)
        if (!isOfRegion(error)) break
      }
    }
    throw failures[0]
  }
}

/** There is no way to it, or a policy of the organization closes it. */
function isOfRegion(error: unknown): boolean {
  if (codeOf(error) === 'FUNC_ERR_AWS_UNREACHABLE') return true
  return codeOf(error) === 'FUNC_ERR_AWS_ACCESS_DENIED' && /service control policy/i.test(messageOf(error))
}

function baseProvider({ account, region, chainConfig }: CredentialOptions): CredentialProvider {
  const { ak_id, ak_secret, session_token, profile } = account
  if (ak_id !== undefined || ak_secret !== undefined) return literalKeys(ak_id, ak_secret, session_token)
  return async () => {
    const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    // Files are read anew: the SDK would keep what it has read as long as the process lives.
    const endpoint = chainConfig?.endpoint ?? (profile && (await profileEndpoint(profile, 'STS')))
    const clientConfig = { region, ...chainConfig, ...(endpoint && { endpoint }) }
    const options = { clientConfig, ignoreCache: true }
    const provider = profile === undefined ? fromNodeProviderChain(options) : fromIni({ ...options, profile })
    return provider().catch((error: unknown) => {
      throw mapError(error, { action: 'sts:GetCallerIdentity', region })
    })
  }
}

function literalKeys(id = '', secret = '', token?: string): CredentialProvider {
  if (id === '' || secret === '') {
    const missing = id === '' ? 'ak_id' : 'ak_secret'
    throw new FuncError(
      'FUNC_ERR_AWS_CREDENTIALS_INVALID',
      `Cannot use the account as its '${missing}' is empty`,
    )
  }
  const keys = { accessKeyId: id, secretAccessKey: secret }
  return async () => (token === undefined || token === '' ? keys : { ...keys, sessionToken: token })
}

async function assumeRole(sts: STS, role: string, externalId: string | undefined): Promise<Credentials> {
  const { Credentials: given } = await sts.assumeRole({
    RoleArn: role,
    RoleSessionName: 'funcbox',
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  })
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
    throw new FuncError(
      'FUNC_ERR_AWS_CREDENTIALS_INVALID',
      `Cannot use role '${role}' as AWS answered without keys`,
    )
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  }
}

/** One renewal at a time, for all that wait; what is still good is used when a renewal fails. */
function remember(
  provider: CredentialProvider,
  { now, onCredentials }: Pick<CredentialOptions, 'now' | 'onCredentials'>,
): CredentialProvider {
  let kept: Credentials | undefined
  let renewing: Promise<Credentials> | undefined
  let renewedAt = Number.NEGATIVE_INFINITY
  const msLeft = () => (kept?.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - now()
  const renew = () => {
    renewedAt = now()
    renewing ??= provider()
      .then((credentials) => {
        onCredentials?.(credentials)
        kept = credentials
        return credentials
      })
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }
  return async () => {
    const good = kept
    if (good === undefined || msLeft() <= 0) return renew()
    const isDue = msLeft() <= RENEW_BEFORE_MS && Math.abs(now() - renewedAt) >= RENEW_EVERY_MS
    return isDue ? renew().catch(() => good) : good
  }
}
