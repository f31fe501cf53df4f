import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { validRange } from 'semver'
import { isTimezone } from '../time.ts'
import { cronProblem } from './schedule.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * Words of ours inside JSON Schemas: `wanted` says in words what a value must be, `i18n` translates titles, `prompt`
 * has a value asked for that is not required.
 */
const VOCABULARY = ['wanted', 'i18n', 'prompt']

/** Compiling is slow beside checking: its results are kept. */
const compiled = new WeakMap<Schema, ValidateFunction>()
const ajv = newAjv()

/**
 * A strict validator that reports every problem and fills defaults into the value it checks.
 *
 * @throws {Error} If the schema itself breaks the rules.
 */
export function compileSchema(schema: Schema): ValidateFunction {
  const known = compiled.get(schema)
  if (known) return known
  try {
    const validate = ajv.compile(schema)
    compiled.set(schema, validate)
    return validate
  } finally {
    // Ajv would hold every schema for good, and refuse another one with the same $id.
    ajv.removeSchema(schema)
  }
}

function newAjv(): Ajv2020 {
  const fresh = new Ajv2020({
    strict: true,
    inlineRefs: false,
    code: { optimize: false },
    // Compiling checks keywords and their types by itself; the meta-schemas would take half a second more.
    meta: false,
    validateSchema: false,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
    verbose: true,
    useDefaults: true,
    validateFormats: true,
  })
  addFormats.default(fresh, ['uri'])
  fresh.addFormat('semver-range', (text: string) => validRange(text) !== null)
  fresh.addFormat('cron', (text: string) => cronProblem(text) === undefined)
  fresh.addFormat('timezone', isTimezone)
  return fresh.addVocabulary(VOCABULARY)
}
