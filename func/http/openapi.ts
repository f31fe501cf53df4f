/** The OpenAPI 3.1 document, made from the table of operations. */

import { OPERATIONS } from './operations/index.ts'
import type { Operation } from './operations/operation.ts'
import type { Schema } from './schema.ts'
import { COMPONENTS } from './schemas/index.ts'

type Table = Readonly<Record<string, Operation>>

/** `docs/reference/openapi.json`, also served as `/api/openapi.json`. */
export function openApi(operations: Table = OPERATIONS): Schema {
  return {
    openapi: '3.1.0',
    info: { title: 'funcbox', version: '1', description: INTRO },
    servers: [{ url: 'http://127.0.0.1:8088' }],
    security: [{ session: [], csrf: [] }, { key: [] }],
    paths: pathsOf(operations),
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'funcbox_session',
          description: 'Of people: `signIn` sets it',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'x-csrf-token',
          description: 'With a session, for changes',
        },
        key: { type: 'http', scheme: 'bearer', description: 'Access key of a program' },
      },
      schemas: withReferences(COMPONENTS),
    },
  }
}

const INTRO = `Everything that the console shows and does. \`x-role\` of an operation is the least role that may call it.
Lists are paged: give \`nextCursor\` as \`cursor\`. Errors have one shape, \`Error\`.`

function pathsOf(operations: Table): Schema {
  const paths: Record<string, Record<string, Schema>> = {}
  for (const [id, operation] of Object.entries(operations)) {
    const { path, method } = operation
    paths[path] = { ...paths[path], [method.toLowerCase()]: entryOf(id, operation) }
  }
  return paths
}

function entryOf(id: string, operation: Operation): Schema {
  const parameters = parametersOf(operation)
  return {
    operationId: id,
    summary: operation.summary,
    'x-role': operation.role,
    ...(operation.role === 'public' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, content: content('application/json', operation.body) } }),
    responses: {
      [String(operation.status ?? 200)]: answerOf(operation),
      default: { description: 'An error', content: content('application/json', { $ref: 'Error#' }) },
    },
  }
}

function parametersOf({ params = {}, query, etag, idempotent }: Operation): Schema[] {
  const inPath = Object.entries(params).map(([name, schema]) => parameter('path', name, schema, true))
  const required = (query?.required ?? []) as readonly string[]
  const properties = (query?.properties ?? {}) as Readonly<Record<string, Schema>>
  const inQuery = Object.entries(properties).map(([name, schema]) =>
    parameter('query', name, schema, required.includes(name)),
  )
  return [
    ...inPath,
    ...inQuery,
    ...(etag === 'wants' ? [parameter('header', 'if-match', IF_MATCH, true)] : []),
    ...(idempotent === true ? [parameter('header', 'idempotency-key', IDEMPOTENCY_KEY, false)] : []),
  ]
}

const IF_MATCH: Schema = {
  type: 'string',
  description: '`etag` of what was read, or * to overwrite whatever is there',
}

export const IDEMPOTENCY_KEY: Schema = {
  type: 'string',
  pattern: '^[\\x21-\\x7e]{8,100}$',
  description: 'Any text of your own: the same request under the same key is done once, for 24 hours',
}

function parameter(where: string, name: string, schema: Schema, required: boolean): Schema {
  return { name, in: where, required, schema: withReferences(schema) }
}

function answerOf({ answer, etag }: Operation): Schema {
  if (answer === undefined) {
    return { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } }
  }
  const headers = etag === undefined ? {} : { headers: { etag: { schema: { type: 'string' } } } }
  return { description: 'Done', ...headers, content: content('application/json', answer) }
}

function content(type: string, schema: Schema): Schema {
  return { [type]: { schema: withReferences(schema) } }
}

/** `Task#`, as the server's own schemas name each other, to where the document has it. */
function withReferences<T>(value: T): T
function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === '$ref' ? place(item) : withReferences(item),
  ])
  return Object.fromEntries(entries)
}

function place(reference: string): string {
  return `#/components/schemas/${reference.slice(0, -1)}`
}
