/**
 * How parameters make the config. A template is plain JSON; `{ "$parameter": "name" }` stands for a value, and
 * `{ "$when": "name", "value": … }` for its `value` if the parameter has a value. `"else": "$name"` beside
 * `$parameter` takes the deploy's name where the parameter has no value.
 */

const PARAMETER = '$parameter'
const WHEN = '$when'
const ELSE = 'else'
/** Among the values of parameters, what the deploy is called. */
export const DEPLOY_NAME = '$name'

/** Names of the parameters that a template uses. */
export function parameterNames(template: unknown): string[] {
  const name = named(template, PARAMETER)
  if (name !== undefined) return [name]
  if (typeof template !== 'object' || template === null) return []
  return [...new Set(Object.values(template).flatMap(parameterNames))]
}

/**
 * Puts values in place of parameters. A parameter without value leaves its key out, and an object or list that
 * becomes empty by this is left out as well.
 */
export function fillTemplate(
  template: unknown,
  values: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  return (fill(template, values) ?? {}) as Record<string, unknown>
}

function fill(template: unknown, values: ReadonlyMap<string, unknown>): unknown {
  const name = named(template, PARAMETER)
  if (name !== undefined) return dropEmpty(values.get(name) ?? values.get(named(template, ELSE) ?? ''))
  const condition = named(template, WHEN)
  if (condition !== undefined) {
    return dropEmpty(values.get(condition)) === undefined ? undefined : fill(conditional(template), values)
  }
  if (Array.isArray(template)) {
    return dropEmpty(template.map((item) => fill(item, values)).filter((item) => item !== undefined))
  }
  if (typeof template !== 'object' || template === null) return template
  const entries = Object.entries(template).map(([key, item]): [string, unknown] => [key, fill(item, values)])
  return dropEmpty(Object.fromEntries(entries.filter(([, item]) => item !== undefined)))
}

function dropEmpty(value: unknown): unknown {
  const plain = Array.isArray(value) || (value !== null && typeof value === 'object' && isPlain(value))
  return plain && Object.keys(value as object).length === 0 ? undefined : value
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype
}

function named(node: unknown, key: string): string | undefined {
  if (typeof node !== 'object' || node === null || !(key in node)) return undefined
  const name = (node as Record<string, unknown>)[key]
  return typeof name === 'string' ? name : undefined
}

function conditional(node: unknown): unknown {
  return (node as { readonly value?: unknown }).value
}
