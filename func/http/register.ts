/** Turns the table of operations into routes: sign-in, role, checks, idempotency and audit around every handler. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { recordChange } from '../audit/record-change.ts'
import { FuncError } from '../errors.ts'
import { type Actor, authenticate, authorize } from './access/auth.ts'
import type { ApiChange, Call, Handlers } from './call.ts'
import type { ApiDependencies } from './deps.ts'
import { withIdempotency } from './idempotency.ts'
import { OPERATIONS, type OperationId } from './operations/index.ts'
import type { Operation } from './operations/operation.ts'
import { object, type Schema } from './schema.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | undefined
  }
}

const BODY_LIMIT = 64 * 1024
const METHODS: readonly HTTPMethods[] = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']

type AnyHandler = (call: Call<OperationId>) => Promise<unknown>

export interface Registration {
  readonly deps: ApiDependencies
  readonly handlers: Handlers
  /** Aborted when the server ends. */
  readonly closing: AbortSignal
  /** Called with the first part of the path of whatever was changed. */
  readonly onChange: (topic: string) => void
}

export function registerOperations(app: FastifyInstance, registration: Registration): void {
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    const handler = registration.handlers[id as OperationId] as AnyHandler
    registerOperation(app, operation, handler, registration)
  }
  for (const [path, methods] of methodsByPath()) refuseOtherMethods(app, path, methods)
}

function registerOperation(
  app: FastifyInstance,
  operation: Operation,
  handler: AnyHandler,
  registration: Registration,
): void {
  const { deps } = registration
  app.route({
    method: operation.method,
    url: routePath(operation.path),
    schema: schemaOf(operation),
    bodyLimit: operation.bodyLimit ?? BODY_LIMIT,
    exposeHeadRoute: operation.answer !== undefined,
    onRequest: async (request) => {
      request.actor = await authenticate(request, deps)
      authorize(request, operation, request.actor)
    },
    preValidation: async (request) => {
      // a body of which everything may be left out may be left out itself
      if (operation.body !== undefined) request.body ??= {}
    },
    handler: (request, reply) => run(operation, handler, { request, reply, registration }),
  })
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly registration: Registration
}

async function run(operation: Operation, handler: AnyHandler, exchange: Exchange): Promise<unknown> {
  const { request, reply, registration } = exchange
  reply.code(operation.status ?? 200)
  const call = createCall(exchange)
  const work = () => handler(call)
  const answer = operation.idempotent
    ? await withIdempotency({ request, reply, store: registration.deps.store, work })
    : await work()
  if (operation.answer === undefined) return reply
  if (operation.method !== 'GET' && operation.reads !== true) registration.onChange(topicOf(operation))
  return answer
}

/** `/api/tasks/{id}/stop` → `tasks` */
function topicOf({ path }: Operation): string {
  return path.split('/')[2] ?? ''
}

function createCall({ request, reply, registration }: Exchange): Call<OperationId> {
  const { actor } = request
  return {
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    get actor() {
      if (actor !== undefined) return actor
      throw new FuncError('FUNC_ERR_HTTP_UNAUTHENTICATED', 'Cannot answer as nobody is signed in')
    },
    visitor: actor,
    signal: AbortSignal.any([gone(reply), registration.closing]),
    ifMatch: request.headers['if-match'],
    ...{ request, reply },
    audit: (change) => record(change, request, registration.deps),
  }
}

/** The client closed its connection before it had its answer. */
function gone(reply: FastifyReply): AbortSignal {
  const abort = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) abort.abort(new DOMException('The client went away', 'AbortError'))
  })
  return abort.signal
}

async function record(
  { actor, ...change }: ApiChange,
  request: FastifyRequest,
  { store, masker }: ApiDependencies,
): Promise<void> {
  const { name, kind } = actor ?? request.actor ?? ({ name: 'anonymous', kind: 'user' } as const)
  await recordChange(change, { name, kind, requestId: request.id }, { audit: store.audit, masker })
}

function schemaOf({ params, query, body, answer, status = 200 }: Operation): Schema {
  return {
    ...(params === undefined ? {} : { params: object(params) }),
    querystring: query ?? object({}),
    ...(body === undefined ? {} : { body }),
    ...(answer === undefined ? {} : { response: { [status]: answer } }),
  }
}

function routePath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function methodsByPath(): Map<string, HTTPMethods[]> {
  const methods = new Map<string, HTTPMethods[]>()
  for (const { path, method, answer } of Object.values<Operation>(OPERATIONS)) {
    const more: HTTPMethods[] = method === 'GET' && answer !== undefined ? [method, 'HEAD'] : [method]
    methods.set(path, [...(methods.get(path) ?? []), ...more])
  }
  return methods
}

/** OPTIONS lists the methods; no other site is ever let in, so there are no CORS headers. */
function refuseOtherMethods(app: FastifyInstance, path: string, methods: readonly HTTPMethods[]): void {
  const allow = [...methods, 'OPTIONS'].sort().join(', ')
  app.route({
    method: METHODS.filter((method) => !methods.includes(method)),
    url: routePath(path),
    handler: async (request, reply) => {
      reply.header('allow', allow)
      if (request.method === 'OPTIONS') return reply.code(204).send()
      throw new FuncError('FUNC_ERR_HTTP_METHOD', `Cannot use ${request.method} here: wanted ${allow}`)
    },
  })
}
