/**
 * Environment variables are where secrets sit in practice, whatever their names. So names are kept, and values
 * are masked unless they are of a kind that is never a secret.
 */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'

export const MASK = '***'

const SECRET_NAME =
  /key|token|secret|pass|pwd|cred|auth|cert|sign|salt|private|dsn|conn|jwt|session|cookie|hash|pin/i
const HARMLESS_VALUE =
  /^(true|false|yes|no|on|off|none|\d{1,5}|trace|debug|info|warn(ing)?|error|prod(uction)?|stag(e|ing)|dev(elopment)?|test|qa|[a-z]{2}(-[a-z]+)+-\d|utc|)$/i

export function maskVariable(name: string, value: string): string {
  return !SECRET_NAME.test(name) && HARMLESS_VALUE.test(value) ? value : MASK
}

/** A copy of the configuration in which no environment variable gives a secret away. */
export function maskEnvironment<T extends FunctionConfiguration>(lambda: T): T {
  const variables = lambda.Environment?.Variables
  if (variables === undefined) return lambda
  const masked = Object.entries(variables).map(([name, value]) => [name, maskVariable(name, value)])
  return { ...lambda, Environment: { ...lambda.Environment, Variables: Object.fromEntries(masked) } }
}
