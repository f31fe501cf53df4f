/** The `endpoint_url` of a named profile: the SDK's clients look it up in the default one alone. */
import type { AwsAccount } from '../script.ts'

interface ClientConfig {
  readonly serviceId: string
  serviceConfiguredEndpoint?: () => Promise<string | undefined>
}

/** Makes a client call the endpoint that its account's profile names, where there is one. */
export function callEndpointOfProfile<T extends { readonly config: object }>(
  client: T,
  account: AwsAccount,
): T {
  const profile = profileOf(account)
  if (profile === undefined) return client
  const config = client.config as ClientConfig
  const usual = config.serviceConfiguredEndpoint
  config.serviceConfiguredEndpoint = async () =>
    (await profileEndpoint(profile, config.serviceId)) ?? (await usual?.())
  return client
}

/** @param serviceId As the SDK names it, e.g. `CloudWatch Logs`. */
export async function profileEndpoint(profile: string, serviceId: string): Promise<string | undefined> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config')
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true })
  const facts = { ...configFile[profile], ...credentialsFile[profile] }
  const services = configFile[`services.${facts.services}`] ?? {}
  return services[`${serviceId.toLowerCase().replaceAll(' ', '_')}.endpoint_url`] ?? facts.endpoint_url
}

/** Literal keys and an endpoint of the account's own come before it. */
function profileOf({ profile, ak_id, endpoint }: AwsAccount): string | undefined {
  return ak_id === undefined && (endpoint ?? '') === '' ? profile : undefined
}
