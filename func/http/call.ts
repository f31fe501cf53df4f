/** One call of an operation, as its handler sees it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Change } from '../audit/record-change.ts'
import type { Actor } from './access/auth.ts'
import type { Api } from './api.gen.ts'
import type { OperationId } from './operations/index.ts'

export interface ApiChange extends Change {
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
  audit(change: ApiChange): Promise<void>
}

export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Api[Id]['answer']>

export type Handlers<Ids extends OperationId = OperationId> = { readonly [Id in Ids]: Handler<Id> }
