/** The secrets of one startup script, in clear only inside the worker that runs it. */
import { FuncError } from '../errors.ts'
import type { Secrets } from '../home/types.ts'
import type { Env } from '../script.ts'

/** All secrets that belong to an owner: a trigger's name, or `sink:<name>`. */
export async function readSecrets(
  secrets: Pick<Secrets, 'names' | 'get'>,
  owner: string,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const name of await secrets.names(owner)) {
    const value = await secrets.get(name, owner)
    if (value !== undefined) values[name] = value
  }
  return values
}

/** @throws FUNC_ERR_SECRET_MISSING from the lookup, naming the secret and how to set it */
export function createEnv(trigger: string, values: Readonly<Record<string, string>>): Env {
  return (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined) return value
    throw new FuncError(
      'FUNC_ERR_SECRET_MISSING',
      `Cannot find secret '${name}': startup script '${trigger}' has ${listed(Object.keys(values))}`,
      { todo: `Deploy '${trigger}' again with a value for '${name}', or correct the name in the script` },
    )
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no secrets' : names.map((name) => `'${name}'`).join(', ')
}

const SECRET_KEY = /secret|token|password|credential/i

/** Values that a config holds under a name of a secret, wherever they came from: masked too. */
export function secretsInConfig(config: unknown): string[] {
  if (typeof config !== 'object' || config === null) return []
  return Object.entries(config).flatMap(([key, value]) =>
    typeof value === 'string' && SECRET_KEY.test(key) ? [value] : secretsInConfig(value),
  )
}
