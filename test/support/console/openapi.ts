/** The OpenAPI document as tests walk it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

// biome-ignore lint/suspicious/noExplicitAny: a schema of any kind
export type AnySchema = any

export interface DocumentedOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly role: 'public' | 'viewer' | 'operator' | 'admin'
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: AnySchema }[]
  readonly body: AnySchema | undefined
  readonly streams: boolean
}

export const DOCUMENT: AnySchema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../docs/reference/openapi.json'), 'utf8'),
)

export function documentedOperations(): DocumentedOperation[] {
  return Object.entries<AnySchema>(DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries<AnySchema>(methods).map(([method, operation]) => ({
      ...{ id: operation.operationId, method: method.toUpperCase(), path, role: operation['x-role'] },
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content['application/json'].schema,
      streams: 'text/event-stream' in (operation.responses['200']?.content ?? {}),
    })),
  )
}

/** Names and ids that suit the patterns and exist nowhere. */
const SAMPLES: Readonly<Record<string, string>> = {
  ...{ set: 'no_such_set', name: 'nobody', id: '1', owner: 'nobody', measurement: 'none' },
}

export function samplePath({ path }: Pick<DocumentedOperation, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? 'x')
}
