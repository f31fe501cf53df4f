import { signByClock } from '#func/aws/aws-clock.ts'
import type { AwsClients } from '#func/script.ts'

/**
 * Clients that sign at the time of a simulated day, as on a machine whose clock is right. The SDK knows only the
 * machine's clock: it would find it wrong, and send every refused call again as one that was signed at a wrong time.
 */
export function onClock<T extends AwsClients>(aws: T, now: () => number): T {
  const known = new WeakSet<object>()
  const prepare = (client: { readonly config?: object } | undefined) => {
    if (client?.config === undefined || known.has(client.config)) return
    known.add(client.config)
    signByClock(client.config, { now })
  }
  return new Proxy(aws, {
    get(target, name) {
      const made: unknown = Reflect.get(target, name)
      if (typeof made !== 'function') return made
      return (...args: unknown[]) => {
        const client = Reflect.apply(made, target, args)
        prepare(client)
        return client
      }
    },
  })
}
