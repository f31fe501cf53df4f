/** Failed attempts to sign in, counted by address and by name. */
import { FuncError } from '../../errors.ts'
import { type Clock, MINUTE_MS } from '../../time.ts'

const WINDOW_MS = 5 * MINUTE_MS
const PER_ADDRESS = 20
const PER_NAME = 10
/** More keys than this are an attack; the oldest are forgotten. */
const MOST_KEYS = 10_000

export interface SignInLimits {
  /** @throws FUNC_ERR_HTTP_SIGN_IN_RATE, with `details.retryAfterSeconds` */
  assertAllowed(address: string, name: string): void
  failed(address: string, name: string): void
  succeeded(name: string): void
}

interface Attempts {
  readonly since: number
  readonly count: number
}

export function createSignInLimits(clock: Clock): SignInLimits {
  const attempts = new Map<string, Attempts>()
  const now = () => clock().getTime()
  const current = (key: string): Attempts | undefined => {
    const found = attempts.get(key)
    return found !== undefined && now() - found.since < WINDOW_MS ? found : undefined
  }
  const count = (key: string): void => {
    const before = current(key) ?? { since: now(), count: 0 }
    attempts.delete(key)
    attempts.set(key, { ...before, count: before.count + 1 })
    if (attempts.size > MOST_KEYS) attempts.delete(attempts.keys().next().value ?? '')
  }
  return {
    assertAllowed(address, name) {
      refuse(current(`address ${address}`), PER_ADDRESS, now())
      refuse(current(`name ${name}`), PER_NAME, now())
    },
    failed(address, name) {
      count(`address ${address}`)
      count(`name ${name}`)
    },
    succeeded: (name) => void attempts.delete(`name ${name}`),
  }
}

function refuse(found: Attempts | undefined, most: number, now: number): void {
  if (found === undefined || found.count < most) return
  const retryAfterSeconds = Math.ceil((found.since + WINDOW_MS - now) / 1000)
  const message = `Cannot sign in as too many attempts failed: wait ${retryAfterSeconds} s`
  throw new FuncError('FUNC_ERR_HTTP_SIGN_IN_RATE', message, { details: { retryAfterSeconds } })
}
