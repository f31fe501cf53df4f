import type { Secret } from '../api/types.gen.ts'
import type { ParametersSchema } from './parameters-schema.ts'

/** Parameters whose secret the server has: its name is that of the deploy and of the parameter, `PROD_AK_SECRET`. */
export function storedSecrets(
  schema: ParametersSchema,
  secrets: readonly Secret[],
  owner: string | null,
): ReadonlySet<string> {
  const names = secrets.filter((secret) => secret.owner === owner).map(({ name }) => name.toLowerCase())
  const stored = Object.keys(schema.properties).filter((parameter) =>
    names.some((name) => name === parameter || name.endsWith(`_${parameter}`)),
  )
  return new Set(stored)
}
