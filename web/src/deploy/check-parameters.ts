/**
 * Checks a deploy form while it is being filled in. It knows the keywords that manifests use; the server checks with a
 * full validator before anything is saved. Interpreted rather than compiled, so that the page needs no right to make
 * code from text (`unsafe-eval`).
 */
import { filledIn, type Parameters, type ParametersSchema, type ValueSchema } from './parameters-schema.ts'

export type ProblemKey =
  | 'required'
  | 'requiredWith'
  | 'wanted'
  | 'choice'
  | 'format'
  | 'tooShort'
  | 'tooLong'
  | 'tooSmall'
  | 'notAbove'
  | 'tooLarge'
  | 'multiple'
  | 'number'
  | 'unique'

export interface ParameterProblem {
  readonly name: string
  readonly key: ProblemKey
  readonly values: Readonly<Record<string, string | number>>
}

/** @param stored names of secrets that the server has already: they need not be given again */
export function checkParameters(
  schema: ParametersSchema,
  parameters: Parameters,
  stored: ReadonlySet<string> = new Set(),
): ParameterProblem[] {
  const given = filledIn(parameters)
  const has = (name: string) => name in given || stored.has(name)
  return [
    ...missing(schema, given, has),
    ...Object.entries(given).flatMap(([name, value]) => valueProblems(name, schema.properties[name], value)),
    ...forbidden(schema, given, has),
  ]
}

function missing(
  schema: ParametersSchema,
  given: Parameters,
  has: (name: string) => boolean,
): ParameterProblem[] {
  const required = (schema.required ?? [])
    .filter((name) => !has(name))
    .map((name) => problem(name, 'required'))
  const together = Object.entries(schema.dependentRequired ?? {})
    .filter(([name]) => name in given)
    .flatMap(([name, others]) =>
      others
        .filter((other) => !has(other))
        .map((other) => problem(other, 'requiredWith', { other: schema.properties[name]?.title ?? name })),
    )
  return [...required, ...together]
}

/** `dependentSchemas` with `not: {}`: the one excludes the other. */
function forbidden(
  schema: ParametersSchema,
  given: Parameters,
  has: (name: string) => boolean,
): ParameterProblem[] {
  return Object.entries(schema.dependentSchemas ?? {})
    .filter(([name]) => has(name))
    .flatMap(([, { properties = {} }]) => Object.entries(properties))
    .filter(([name, rule]) => rule.not !== undefined && name in given)
    .map(([name, rule]) => problem(name, 'wanted', { wanted: rule.wanted ?? '' }))
}

function valueProblems(name: string, schema: ValueSchema | undefined, value: unknown): ParameterProblem[] {
  if (schema === undefined) return []
  if (Array.isArray(value)) return listProblems(name, schema, value)
  const key = firstWrong(schema, value)
  if (key === undefined) return []
  const [which, values] = key
  if (schema.wanted !== undefined) return [problem(name, 'wanted', { wanted: schema.wanted })]
  return [problem(name, which, values)]
}

function listProblems(name: string, schema: ValueSchema, values: readonly unknown[]): ParameterProblem[] {
  if (schema.uniqueItems === true && new Set(values).size < values.length) return [problem(name, 'unique')]
  const wrong = values.flatMap((value) =>
    valueProblems(name, schema.items, value).map((found) => ({ found, value })),
  )
  return wrong
    .slice(0, 1)
    .map(({ found, value }) => ({ ...found, values: { ...found.values, value: String(value) } }))
}

type Wrong = readonly [ProblemKey, Readonly<Record<string, string | number>>]

function firstWrong(schema: ValueSchema, value: unknown): Wrong | undefined {
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return ['choice', { choices: schema.enum.join(', ') }]
  if (schema.type === 'integer' || schema.type === 'number') return numberWrong(schema, value)
  return typeof value === 'string' ? textWrong(schema, value) : undefined
}

function textWrong(
  { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: ValueSchema,
  value: string,
): Wrong | undefined {
  if (value.length < minLength) return ['tooShort', { limit: minLength }]
  if (value.length > maxLength) return ['tooLong', { limit: maxLength }]
  return pattern === undefined || new RegExp(pattern, 'u').test(value) ? undefined : ['format', { pattern }]
}

function numberWrong(schema: ValueSchema, value: unknown): Wrong | undefined {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, multipleOf } = schema
  const { exclusiveMinimum: above = Number.NEGATIVE_INFINITY } = schema
  if (typeof value !== 'number' || (schema.type === 'integer' && !Number.isInteger(value)))
    return ['number', {}]
  if (value < minimum) return ['tooSmall', { limit: minimum }]
  if (value <= above) return ['notAbove', { limit: above }]
  if (value > maximum) return ['tooLarge', { limit: maximum }]
  return multipleOf !== undefined && value % multipleOf !== 0 ? ['multiple', { of: multipleOf }] : undefined
}

function problem(name: string, key: ProblemKey, values: ParameterProblem['values'] = {}): ParameterProblem {
  return { name, key, values }
}
