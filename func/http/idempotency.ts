/** The same request under the same key is done once; asked again it gets the same answer. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { plain } from '../audit/plain.ts'
import { FuncError } from '../errors.ts'
import type { Store } from '../home/types.ts'
import type { IdempotentRequest } from '../model/access.ts'

const KEY = /^[\x21-\x7e]{8,100}$/

export interface IdempotentWork {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly store: Pick<Store, 'idempotency'>
  readonly work: () => Promise<unknown>
}

/** @throws FUNC_ERR_HTTP_IDEMPOTENCY_KEY, FUNC_ERR_HTTP_REQUEST_INVALID, or what the work throws */
export async function withIdempotency({ request, reply, store, work }: IdempotentWork): Promise<unknown> {
  const asked = readKey(request)
  if (asked === undefined) return work()
  const found = await store.idempotency.begin(asked)
  if (found.state === 'done') {
    reply.code(found.status).header('idempotency-replayed', 'true')
    return found.answer
  }
  if (found.state !== 'new') throw taken(asked.key, found.state)
  try {
    const answer = await work()
    await store.idempotency.finish(asked, reply.statusCode, plain(answer))
    return answer
  } catch (error) {
    await store.idempotency.forget(asked)
    throw error
  }
}

function readKey(request: FastifyRequest): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) {
    const message = 'Cannot use the header idempotency-key: wanted 8 to 100 visible ASCII characters'
    throw new FuncError('FUNC_ERR_HTTP_REQUEST_INVALID', message)
  }
  const content = JSON.stringify([request.method, request.url, request.body])
  const fingerprint = createHash('sha256').update(content).digest('hex')
  return { actor: `${request.actor?.kind} ${request.actor?.name}`, key, fingerprint }
}

function taken(key: string, state: 'running' | 'other'): FuncError {
  const why = state === 'running' ? 'its request is still running' : 'it was used for another request'
  return new FuncError('FUNC_ERR_HTTP_IDEMPOTENCY_KEY', `Cannot use the idempotency key '${key}' as ${why}`)
}
