/** Where the credentials of an account come from: literal keys, a profile, the SDK's chain; then roles. */
import { createHash } from 'node:crypto'
import type { STS } from '@aws-sdk/client-sts'
import { FuncError } from '../errors.ts'
import type { AwsAccount } from '../script.ts'
import { MINUTE_MS } from '../time.ts'
import { mapError } from './map-error.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export type CredentialProvider = () => Promise<Credentials>

export interface CredentialOptions {
  readonly account: AwsAccount
  readonly region: string
  /** Milliseconds since the epoch, as AWS has them: by its clock keys expire. */
  readonly now: () => number
  /** A client of the region's own STS endpoint: its tokens are good in every region. */
  readonly createSts: (credentials: CredentialProvider) => STS
  /** Called with all credentials that come from elsewhere: a profile, the SDK's chain, a role. */
  readonly onCredentials?: (credentials: Credentials) => void
}

const RENEW_BEFORE_MS = 5 * MINUTE_MS

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
      const sts = options.createSts(previous)
      const externalId = index === roles.length - 1 ? external_id : undefined
      return remember(() => assumeRole(sts, role, externalId), options)
    },
    remember(baseProvider(options), options),
  )
}

function baseProvider({ account, region }: CredentialOptions): CredentialProvider {
  const { ak_id, ak_secret, session_token, profile } = account
  if (ak_id !== undefined || ak_secret !== undefined) return literalKeys(ak_id, ak_secret, session_token)
  return async () => {
    const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    const clientConfig = { region }
    const provider =
      profile === undefined ? fromNodeProviderChain({ clientConfig }) : fromIni({ profile, clientConfig })
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

function remember(
  provider: CredentialProvider,
  { now, onCredentials }: Pick<CredentialOptions, 'now' | 'onCredentials'>,
): CredentialProvider {
  let kept: Promise<Credentials> | undefined
  const renew = () => {
    const asked = provider().then((credentials) => {
      onCredentials?.(credentials)
      return credentials
    })
    kept = asked
    asked.catch(() => {
      if (kept === asked) kept = undefined
    })
    return asked
  }
  return async () => {
    const credentials = await (kept ?? renew())
    const expires = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY
    return expires - RENEW_BEFORE_MS > now() ? credentials : renew()
  }
}
