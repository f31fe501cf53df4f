import { once } from 'node:events'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'
import { startChild } from './child.ts'

export const KEYS = { id: ACCESS_KEY_ID, secret: SECRET_ACCESS_KEY }

export interface AccountJob {
  readonly functions: number
  readonly seed: number
  readonly latencyMs: number
  /** The simulated time, milliseconds since the epoch; null is the clock's. */
  readonly now: number | null
}

export type AccountRequest =
  | { readonly kind: 'record'; readonly on: boolean }
  | { readonly kind: 'save'; readonly file: string }
  | { readonly kind: 'counters' }
  | { readonly kind: 'close' }

export interface AccountReply {
  readonly url: string
  readonly counters: Readonly<Record<string, number>>
}

export interface SimulatedAccount {
  readonly url: string
  ask(request: Exclude<AccountRequest, { kind: 'close' }>): Promise<AccountReply>
  close(): Promise<void>
}

export async function startAccount(job: AccountJob): Promise<SimulatedAccount> {
  const child = startChild('simulator-process.ts', job)
  const reply = async () => (await once(child, 'message'))[0] as AccountReply
  const { url } = await reply()
  return {
    url,
    ask: async (request) => {
      const answered = reply()
      child.send(request)
      return await answered
    },
    async close() {
      const ended = once(child, 'exit')
      child.send({ kind: 'close' })
      await ended
    },
  }
}
