/** Checks requests: bodies as they are; paths and queries, which are text, read as the type that is wanted. */
import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parseInstant } from '../time.ts'
import { COMPONENTS } from './schemas/index.ts'

interface Part {
  readonly schema: unknown
  readonly httpPart?: string
}

/** As Fastify calls it. */
interface Validate {
  (value: unknown): boolean
  errors?: ErrorObject[] | null
}

/** Schemas are compiled when they are first used: most of them are not in most processes. */
export function createValidatorCompiler(): (part: Part) => Validate {
  const strict = once(() => newAjv(false))
  const reading = once(() => newAjv('array'))
  return ({ schema, httpPart }) => {
    const compiled = once(() => (httpPart === 'body' ? strict() : reading()).compile(schema as object))
    const validate: Validate = (value) => {
      const check: ValidateFunction = compiled()
      const isGood = check(value)
      validate.errors = check.errors ?? null
      return isGood
    }
    return validate
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function newAjv(coerceTypes: false | 'array'): Ajv2020 {
  const ajv = new Ajv2020({
    ...{ coerceTypes, useDefaults: true, allErrors: false, strict: true },
    ...{ strictTypes: false, strictRequired: false, allowUnionTypes: true, validateSchema: false },
  })
  ajv.addFormat('date-time', (text: string) => parseInstant(text) !== undefined)
  for (const [name, schema] of Object.entries(COMPONENTS)) ajv.addSchema({ $id: name, ...schema })
  return ajv
}
