import { hash, letters } from '../../hash.ts'
import type { AwsError, Protocol } from '../aws-error.ts'
import { expired, unknownKey, wrongSignature } from '../common-errors.ts'
import { timeRefusal } from './request-time.ts'
import { type Authorization, isSignedWith, type SignedRequest } from './sigv4.ts'

/** Who calls. */
export interface Principal {
  readonly account: string
  readonly arn: string
  readonly userId: string
  /** Came by AssumeRole. */
  readonly session: boolean
}

export interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expires?: Date
  readonly principal: Principal
}

export interface KeyStore {
  /** The caller of a request, or the error that AWS answers. */
  authenticate(request: SignedRequest, said: Authorization, protocol: Protocol): Promise<Principal | AwsError>
  issue(
    principal: Principal,
    seconds: number,
  ): Key & { readonly sessionToken: string; readonly expires: Date }
}

export function createKeyStore(fixed: Key, seed: number, now: () => Date): KeyStore {
  const keys = new Map([[fixed.accessKeyId, fixed]])
  return {
    async authenticate(request, said, protocol) {
      const key = keys.get(said.accessKeyId)
      const token = request.headers['x-amz-security-token']
      if (key === undefined || token !== key.sessionToken) return unknownKey(protocol)
      const refusal = timeRefusal(request, said, protocol, now())
      if (refusal !== undefined) return refusal
      const session = key.sessionToken === undefined ? {} : { sessionToken: key.sessionToken }
      const credentials = { secretAccessKey: key.secretAccessKey, ...session }
      if (!(await isSignedWith(request, said, credentials))) return wrongSignature(protocol)
      return key.expires !== undefined && key.expires <= now() ? expired(protocol) : key.principal
    },
    issue(principal, seconds) {
      const number = hash(seed, keys.size, 70)
      const key = {
        accessKeyId: `ASIA${letters(number, 1, 16).toUpperCase()}`,
        secretAccessKey: letters(number, 2, 40),
        sessionToken: `IQoJb3JpZ2luX2Vj${letters(number, 3, 160)}==`,
        expires: new Date(Math.floor(now().getTime() / 1000) * 1000 + seconds * 1000),
        principal,
      }
      keys.set(key.accessKeyId, key)
      return key
    },
  }
}
