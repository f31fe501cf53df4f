/** Short words for JSON Schemas (2020-12). */

export type Schema = Readonly<Record<string, unknown>>

/** Every property is required but those named optional; unknown ones are refused. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', additionalProperties: false, required, properties }
}

/** An object of which every property may be left out. */
export function optionals(properties: Readonly<Record<string, Schema>>): Schema {
  return object(properties, Object.keys(properties))
}

/** A schema of `components`. */
export function ref(name: string): Schema {
  return { $ref: `${name}#` }
}

export function list(items: Schema, maxItems?: number): Schema {
  return { type: 'array', items, ...(maxItems === undefined ? {} : { maxItems }) }
}

/** One page of a list: ask for the next one with `cursor`. */
export function page(items: Schema): Schema {
  return object({
    items: list(items),
    nextCursor: {
      type: ['string', 'null'],
      description: 'Give it as `cursor` for the next page; null on the last',
    },
  })
}

export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values }
}

export function text(description?: string, maxLength = 1000): Schema {
  return { type: 'string', maxLength, ...(description === undefined ? {} : { description }) }
}

/** In answers: what we send needs no limit. */
export const string: Schema = { type: 'string' }
export const boolean: Schema = { type: 'boolean' }
export const number: Schema = { type: 'number' }
export const integer: Schema = { type: 'integer' }
export const time: Schema = { type: 'string', format: 'date-time' }
export const json: Schema = { description: 'Any JSON' }
export const anyObject: Schema = { type: 'object', additionalProperties: true }

export function nullable(schema: Schema): Schema {
  return typeof schema.type === 'string'
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] }
}

export function whole(minimum: number, maximum: number, description?: string): Schema {
  return { type: 'integer', minimum, maximum, ...(description === undefined ? {} : { description }) }
}

export function oneOf(values: readonly string[], description?: string): Schema {
  return { type: 'string', enum: values, ...(description === undefined ? {} : { description }) }
}

export function described(schema: Schema, description: string): Schema {
  return { ...schema, description }
}

/** How many items of a list one page has, and where it begins. */
export function paging(defaultLimit: number, largest = 1000): Readonly<Record<string, Schema>> {
  return {
    limit: { ...whole(1, largest, 'Items on a page'), default: defaultLimit },
    cursor: text('`nextCursor` of the page before', 500),
  }
}

/** Ids and names in paths. */
export const SET_ID: Schema = { type: 'string', pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$', maxLength: 60 }
export const NAME: Schema = { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 40 }
export const SINK_NAME: Schema = { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$' }
export const TASK_ID: Schema = { type: 'string', pattern: '^[0-9A-Za-z_-]{1,64}$' }
