import type { ErrorObject } from 'ajv'
import { closest } from '../did-you-mean.ts'

/** One thing that is wrong with a value, in words for people. */
export interface Problem {
  /** Where, e.g. `targets[0].metrics`; empty for the value itself. */
  readonly path: string
  /** What it is and what is wanted. Never holds a secret. */
  readonly message: string
}

type Schema = Readonly<Record<string, unknown>>

const SECRET_NAME = /secret|password|passwd|token|credential|private|ak_id|access_?key|external_id|api_?key/i
/** Looks like an access key, a secret key or a URL with a password, wherever it was pasted. */
const SECRET_VALUE = /^A[A-Z]{3}[A-Z0-9]{12,}$|^[A-Za-z0-9/+=_-]{32,}$|@/

/** Puts ajv's errors (made with `verbose` and `allErrors`) into words. */
export function describeProblems(errors: readonly ErrorObject[], root: unknown): Problem[] {
  const problems = withoutNoise(errors).map((error) => describe(error, root))
  const seen = new Set<string>()
  return problems.filter(({ path, message }) => {
    const key = `${path}\0${message}`
    return !seen.has(key) && seen.add(key)
  })
}

/** `- path: message`, one a line. */
export function listProblems(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `\n- ${path === '' ? '' : `${path}: `}${message}`).join('')
}

/** Drops what only repeats another error: wrappers, and the branches of a choice that were not meant. */
function withoutNoise(errors: readonly ErrorObject[]): ErrorObject[] {
  const dropped = new Set<ErrorObject>(
    errors.filter(({ keyword }) => keyword === 'if' || keyword === 'propertyNames'),
  )
  for (const choice of errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')) {
    const inside = errors.filter(({ schemaPath }) => schemaPath.startsWith(`${choice.schemaPath}/`))
    const meant = meantBranch(choice, inside)
    for (const error of inside) if (!meant.includes(error)) dropped.add(error)
    if (meant.length > 0) dropped.add(choice)
  }
  return errors.filter((error) => !dropped.has(error))
}

/** The errors of the branch whose kind of value it is; none when no branch fits. */
function meantBranch(choice: ErrorObject, inside: readonly ErrorObject[]): readonly ErrorObject[] {
  const branches = Map.groupBy(
    inside,
    ({ schemaPath }) => schemaPath.slice(choice.schemaPath.length + 1).split('/')[0],
  )
  const otherKind = ({ keyword, instancePath }: ErrorObject): boolean =>
    instancePath === choice.instancePath && ['type', 'const', 'enum'].includes(keyword)
  return [...branches.values()].find((branch) => !branch.some(otherKind)) ?? []
}

function describe(error: ErrorObject, root: unknown): Problem {
  const path = readablePath(error.instancePath, root)
  const schema = (error.parentSchema ?? {}) as Schema
  const params = error.params as Readonly<Record<string, unknown>>
  if (error.propertyName !== undefined) {
    return { path, message: `key '${error.propertyName}' cannot be used: wanted ${wanted(error, schema)}` }
  }
  if (error.keyword === 'required') {
    const name = String(params.missingProperty)
    return { path: joinPath(path, name), message: `is missing${purpose(schema, name)}` }
  }
  if (error.keyword === 'additionalProperties') {
    const name = String(params.additionalProperty)
    return { path: joinPath(path, name), message: `is not known${didYouMean(name, schema)}` }
  }
  if (error.keyword === 'dependentRequired') {
    const missing = String(params.missingProperty)
    return { path: joinPath(path, missing), message: `is missing: wanted together with ${params.property}` }
  }
  return { path, message: `${current(error, schema)}wanted ${wanted(error, schema)}` }
}

function wanted(error: ErrorObject, schema: Schema): string {
  const params = error.params as Readonly<Record<string, unknown>>
  const words: Record<string, () => string> = {
    type: () => (Array.isArray(schema.type) ? schema.type.join(' or ') : withArticle(String(schema.type))),
    enum: () => `one of ${(schema.enum as unknown[]).map((item) => JSON.stringify(item)).join(', ')}`,
    const: () => JSON.stringify(schema.const),
    minimum: () => `at least ${params.limit}`,
    maximum: () => `at most ${params.limit}`,
    multipleOf: () => `a multiple of ${params.multipleOf}`,
    minLength: () => (params.limit === 1 ? 'some text' : `at least ${params.limit} characters`),
    maxLength: () => `at most ${params.limit} characters`,
    minItems: () => `at least ${params.limit} ${params.limit === 1 ? 'item' : 'items'}`,
    maxItems: () => `at most ${params.limit} items`,
    uniqueItems: () => `no item twice: items ${params.i} and ${params.j} are equal`,
  }
  if (['type', 'uniqueItems', 'minItems'].includes(error.keyword)) return words[error.keyword]?.() ?? ''
  if (typeof schema.wanted === 'string') return schema.wanted
  return words[error.keyword]?.() ?? `what ${error.keyword} ${JSON.stringify(error.schema)} allows`
}

function withArticle(type: string): string {
  const article = /^[aeiou]/.test(type) ? 'an' : 'a'
  return type === 'array' ? 'a list' : `${article} ${type}`
}

/** What the value is now, unless it is or may be a secret. */
function current(error: ErrorObject, schema: Schema): string {
  const secret = schema.writeOnly === true || SECRET_NAME.test(error.instancePath)
  const value = error.data
  if (secret || error.keyword === 'not' || (typeof value === 'object' && value !== null)) return ''
  if (typeof value === 'string' && SECRET_VALUE.test(value)) return ''
  const text = JSON.stringify(value) ?? String(value)
  return `is ${text.length > 80 ? `${text.slice(0, 80)}…` : text}: `
}

function purpose(schema: Schema, name: string): string {
  const property = propertiesOf(schema)[name]
  const text = property?.wanted ?? property?.description ?? property?.title
  return typeof text === 'string'
    ? `: wanted ${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.$/, '')}`
    : ''
}

function didYouMean(name: string, schema: Schema): string {
  const known = Object.keys(propertiesOf(schema))
  const near = closest(name, known)
  if (near) return `: did you mean ${near}?`
  return known.length === 0 ? '' : `: wanted one of ${known.join(', ')}`
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema | undefined>> {
  return (schema.properties ?? {}) as Readonly<Record<string, Schema | undefined>>
}

/** `/targets/0/metrics` → `targets[0].metrics`; a number is an index only where the value is a list. */
function readablePath(pointer: string, root: unknown): string {
  let path = ''
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path = Array.isArray(value) ? `${path}[${name}]` : joinPath(path, name)
    value = (value as Record<string, unknown> | undefined)?.[name]
  }
  return path
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
