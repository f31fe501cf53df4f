/** Checks requests: bodies as they are; paths and queries, which are text, read as the type that is wanted. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import { COMPONENTS } from './schemas/index.ts'

export function createValidatorCompiler(): FastifySchemaCompiler<Record<string, unknown>> {
  const strict = newAjv(false)
  const reading = newAjv('array')
  return ({ schema, httpPart }) => (httpPart === 'body' ? strict : reading).compile(schema)
}

function newAjv(coerceTypes: false | 'array'): Ajv2020 {
  const ajv = new Ajv2020({
    ...{ coerceTypes, useDefaults: true, allErrors: false, strict: true },
    ...{ strictTypes: false, strictRequired: false, allowUnionTypes: true },
  })
  addFormats.default(ajv, ['date-time'])
  for (const [name, schema] of Object.entries(COMPONENTS)) ajv.addSchema({ $id: name, ...schema })
  return ajv
}
