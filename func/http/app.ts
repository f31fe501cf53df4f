/** The HTTP application: API and console. `buildApp` makes it, whoever calls it listens. */
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { FuncError } from '../errors.ts'
import { DAY_SECONDS } from '../time.ts'
import { createChanges } from './changes.ts'
import { serveConsole } from './console.ts'
import type { ApiDependencies } from './deps.ts'
import { errorAnswer } from './error-answer.ts'
import { createHandlers } from './handlers.ts'
import { assertHost } from './host-guard.ts'
import { registerOperations } from './register.ts'
import { createSerializerCompiler } from './serialize.ts'
import { createValidatorCompiler } from './validate.ts'

const REQUEST_MS = 30_000
const KEEP_ALIVE_MS = 5000
const LONGEST_PARAMETER = 300

export async function buildApp(deps: ApiDependencies): Promise<FastifyInstance> {
  const closing = new AbortController()
  const app = createInstance(deps)
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(createValidatorCompiler() as never)
  app.setSerializerCompiler(createSerializerCompiler())
  app.decorateRequest('actor', undefined)
  app.addHook('onRequest', async ({ headers }) => assertHost(headers.host, deps.access.hosts))
  answerErrors(app, deps)
  await app.register(cookie)
  await app.register(helmet, securityHeaders(deps))
  app.addHook('preClose', async () => closing.abort(new DOMException('The server ends', 'AbortError')))
  const changes = createChanges({ store: deps.store, now: () => deps.clock().getTime() })
  const handlers = createHandlers(deps, changes)
  await app.register(async (api) => {
    api.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
    registerOperations(api, { deps, handlers, closing: closing.signal, onChange: changes.publish })
  })
  await serveConsole(app, deps.consoleFolder)
  return app
}

function createInstance(deps: ApiDependencies): FastifyInstance {
  const { tls } = deps
  const options = {
    // errors that Fastify meets before there is a route
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      void answerError(error, request, reply, deps),
    logger: false,
    genReqId: () => randomBytes(9).toString('base64url'),
    bodyLimit: 64 * 1024,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  } as const
  return tls === undefined ? Fastify(options) : (Fastify({ ...options, https: { ...tls } }) as never)
}

/** No script but our own runs in the console; nobody may put it into a frame. */
function securityHeaders({ tls }: ApiDependencies) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        ...{
          defaultSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
        ...{ objectSrc: ["'none'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'", 'data:'] },
        // component libraries set styles on elements
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    strictTransportSecurity: tls === undefined ? false : { maxAge: 365 * DAY_SECONDS },
    referrerPolicy: { policy: 'no-referrer' },
  } as const
}

function answerErrors(app: FastifyInstance, deps: ApiDependencies): void {
  app.setNotFoundHandler(async () => {
    throw new FuncError('FUNC_ERR_HTTP_NOT_FOUND', 'Cannot find anything under this address')
  })
  app.setErrorHandler(async (error, request, reply) => answerError(error, request, reply, deps))
}

function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { redact, log }: Pick<ApiDependencies, 'redact' | 'log'>,
): FastifyReply {
  const { status, headers, body } = errorAnswer(error, request.id, redact)
  if (status >= 500 && !request.raw.destroyed) {
    const { method, routeOptions } = request
    const text = error instanceof Error ? error.stack : String(error)
    log.error({ requestId: request.id, method, route: routeOptions.url, error: text }, 'Request failed')
  }
  return reply.code(status).headers(headers).type('application/json').send(body)
}
