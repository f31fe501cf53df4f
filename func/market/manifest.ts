import type { ValidateFunction } from 'ajv'
import manifestSchema from '../../manifests/schema/manifest.schema.json' with { type: 'json' }
import { type ErrorCode, FuncError, messageOf } from '../errors.ts'
import { withLocalTexts } from './local-texts.ts'
import type { Manifest } from './manifest.gen.ts'
import { describeProblems, listProblems, type Problem } from './problems.ts'
import { compileSchema } from './schema.ts'
import { parameterNames } from './template.ts'

export type {
  Manifest,
  ManifestFile,
  Measurement,
  Metric,
  ParameterSchema,
  Permission,
} from './manifest.gen.ts'

/** Written into the folder of an installed set, so that no set may bring a file of this name. */
export const INSTALLED_FILE = 'installed.json'

/**
 * Checks a manifest, and gives a copy with every sentence in both languages.
 *
 * @param where Names the manifest in messages, e.g. its path.
 * @throws {FuncError} FUNC_ERR_MARKET_MANIFEST_INVALID, with every problem in `details.problems`.
 */
export function validateManifest(value: unknown, where: string): Manifest {
  const copy: unknown = structuredClone(value)
  const problems = check(compileSchema(manifestSchema), copy)
  if (problems.length === 0) problems.push(...meaningProblems(copy as Manifest))
  fail('FUNC_ERR_MARKET_MANIFEST_INVALID', `Cannot use the manifest '${where}'`, problems)
  return withLocalTexts(copy as Manifest)
}

/**
 * Checks a config against the set's schema and gives a copy with all defaults filled in.
 *
 * @throws {FuncError} FUNC_ERR_CONFIG_INVALID, with every problem in `details.problems`; no secret is quoted.
 */
export function parseConfig(manifest: Pick<Manifest, 'id' | 'config'>, config: unknown): unknown {
  const copy: unknown = structuredClone(config)
  const problems = check(compileSchema(manifest.config ?? {}), copy)
  fail('FUNC_ERR_CONFIG_INVALID', `Cannot use the config for '${manifest.id}'`, problems)
  return copy
}

export type ParameterValues = Readonly<Record<string, unknown>>

/**
 * Checks the parameters of the deploy form. Text is read as the type that the parameter has: lists are split
 * at commas, numbers and booleans are recognised; empty text and null count as not given.
 *
 * @throws {FuncError} FUNC_ERR_PARAMETER_INVALID, with every problem in `details.problems`; no secret is quoted.
 */
export function parseParameters(
  manifest: Pick<Manifest, 'id' | 'parameters'>,
  raw: ParameterValues,
): ParameterValues {
  const properties = manifest.parameters?.properties ?? {}
  const entries = Object.entries(raw)
    .map(([name, value]): [string, unknown] => [name, readAs(properties[name]?.type, value)])
    .filter(([, value]) => value !== undefined)
  const values: Record<string, unknown> = Object.fromEntries(entries)
  const problems = check(compileSchema(manifest.parameters ?? {}), values)
  fail('FUNC_ERR_PARAMETER_INVALID', `Cannot use the parameters for '${manifest.id}'`, problems)
  return values
}

/** Names of the parameters that are secrets. */
export function secretParameters(manifest: Pick<Manifest, 'parameters'>): string[] {
  const properties = manifest.parameters?.properties ?? {}
  return Object.keys(properties).filter((name) => properties[name]?.writeOnly === true)
}

function readAs(type: string | undefined, value: unknown): unknown {
  if (value === null) return undefined
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (text === '') return undefined
  if (type === 'array') return splitList(text)
  if (type === 'boolean') return BOOLEANS[text.toLowerCase()] ?? text
  if (type === 'integer' || type === 'number') return Number.isNaN(Number(text)) ? text : Number(text)
  return text
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false }

function splitList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim())
  return items.filter((item) => item !== '')
}

function check(validate: ValidateFunction, value: unknown): Problem[] {
  return validate(value) ? [] : describeProblems(validate.errors ?? [], value)
}

/** What a JSON Schema cannot say. */
function meaningProblems(manifest: Manifest): Problem[] {
  return [
    ...fileProblems(manifest),
    ...schemaProblems('parameters', manifest.parameters),
    ...schemaProblems('config', manifest.config),
    ...templateProblems(manifest),
  ]
}

function fileProblems(manifest: Manifest): Problem[] {
  const paths = manifest.files.map(({ path }) => path)
  const lowerCase = paths.map((path) => path.toLowerCase())
  const twice = paths.filter((_, index) => lowerCase.indexOf(lowerCase[index] ?? '') !== index)
  const named = {
    ...{ entry: manifest.entry, changelog: manifest.changelog },
    ...Object.fromEntries((manifest.dashboards ?? []).map((path, at) => [`dashboards[${at}]`, path])),
  }
  return [
    ...twice.map((path) => ({
      path: 'files',
      message: `'${path}' is listed twice (letter case does not count)`,
    })),
    ...paths
      .filter((path) => path.toLowerCase() === INSTALLED_FILE)
      .map((path) => ({ path: 'files', message: `'${path}' is reserved for funcbox` })),
    ...Object.entries(named)
      .filter(([, path]) => path !== undefined && !paths.includes(path))
      .map(([key, path]) => ({ path: key, message: `is '${path}': wanted a path listed in files` })),
  ]
}

function schemaProblems(path: string, schema: Readonly<Record<string, unknown>> | undefined): Problem[] {
  if (schema === undefined) return []
  try {
    compileSchema(schema)
    return []
  } catch (error) {
    return [{ path, message: `is no valid JSON Schema: ${messageOf(error)}` }]
  }
}

function templateProblems(manifest: Manifest): Problem[] {
  const known = Object.keys(manifest.parameters?.properties ?? {})
  const used = parameterNames(manifest.template ?? {})
  return [
    ...used
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path: 'template',
        message: `names the parameter '${name}', which is not in parameters`,
      })),
    ...known
      .filter((name) => !used.includes(name))
      .map((name) => ({ path: `parameters.properties.${name}`, message: 'is not used by the template' })),
  ]
}

function fail(code: ErrorCode, action: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  throw new FuncError(code, `${action}:${listProblems(problems)}`, { details: { problems } })
}
