import type { AwsClients } from '#func/script.ts'

/**
 * Clients that sign at the time of a simulated day, as on a machine whose clock is right. The SDK knows only the
 * machine's clock: it would find it wrong, and send every refused call again as one that was signed at a wrong time.
 */
export function onClock<T extends AwsClients>(aws: T, now: () => number): T {
  const known = new WeakSet<object>()
  const prepare = (client: { readonly config?: SigningConfig } | undefined) => {
    if (client?.config === undefined || known.has(client.config)) return
    known.add(client.config)
    signBy(now, client.config)
  }
  return new Proxy(aws, {
    get(target, name) {
      const made: unknown = Reflect.get(target, name)
      if (typeof made !== 'function') return made
      return (...args: unknown[]) => {
        const client = Reflect.apply(made, target, args)
        // Metrics are read by the clock of the SDK's client.
        prepare(name === 'metrics' ? Reflect.apply(target.cloudwatch, target, args) : client)
        return client
      }
    },
  })
}

interface SigningConfig {
  disableClockSkewCorrection?: () => Promise<boolean>
  signer(scheme: unknown): Promise<{ sign(request: unknown, options?: object): Promise<unknown> }>
}

function signBy(now: () => number, config: SigningConfig): void {
  const signerOf = config.signer.bind(config)
  config.signer = async (scheme) => {
    const signer = await signerOf(scheme)
    return { sign: (request, options) => signer.sign(request, { ...options, signingDate: new Date(now()) }) }
  }
  config.disableClockSkewCorrection = async () => true
  // Read where requests are signed without the SDK.
  Object.defineProperty(config, 'systemClockOffset', { get: () => now() - Date.now() })
}
