/** One call of an operation, as its handler sees it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../script.ts'
import type { Api } from './api.gen.ts'
import type { Actor } from './auth.ts'
import type { OperationId } from './operations/index.ts'

/** What was changed, for the audit: states without secrets. */
export interface Change {
  /** e.g. `trigger.change` */
  readonly action: string
  /** e.g. `trigger/prod` */
  readonly target: string
  readonly before?: unknown
  readonly after?: unknown
  /** When nobody is signed in. */
  readonly actor?: { readonly name: string; readonly kind: 'user' | 'setup' }
}

export interface Call<Id extends OperationId> {
  readonly params: Api[Id]['params']
  readonly query: Api[Id]['query']
  readonly body: Api[Id]['body']
  /** Who asks. @throws FUNC_ERR_HTTP_UNAUTHENTICATED in a public operation that nobody signed in for */
  readonly actor: Actor
  /** Undefined only in public operations. */
  readonly visitor: Actor | undefined
  /** Aborted when the client goes away, and when the server ends. */
  readonly signal: AbortSignal
  readonly ifMatch: string | undefined
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Records a change that was made. */
  audit(change: Change): Promise<void>
}

export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Api[Id]['answer']>

export type Handlers<Ids extends OperationId = OperationId> = { readonly [Id in Ids]: Handler<Id> }

/** Through JSON and back: dates become text, what is undefined is left out. */
export function plain(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json)
}
