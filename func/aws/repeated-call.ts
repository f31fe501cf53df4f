/**
 * The SDK works out anew for each call what is the same for all calls of one operation: endpoint, headers, signer.
 * Of the operations that make up a collection, the first call that succeeds goes all the way through it; those after
 * it are sent alike, by the same signer, connections and protocol, which saves a third of what a call costs. A call that
 * fails goes through the SDK again, whose retries and errors stay what they are.
 */
import { randomUUID } from 'node:crypto'
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols'
import type {
  FinalizeHandler,
  HandlerExecutionContext,
  InitializeHandler,
  MiddlewareStack,
  SelectedHttpAuthScheme,
} from '@smithy/types'
import type { BytePool } from '../bytes/byte-pool.ts'
import { GrowingBytes } from '../bytes/growing-bytes.ts'
import { operationOf } from './instrument.ts'
import type { ReadAnswer } from './metric-data-protocol.ts'
import { writeMetricData } from './metric-data-request.ts'
import { writeMetricList } from './metric-list-codec.ts'

/** Sends one attempt: with its share of the budgets, and counted. */
export type AroundAttempt = <Input extends object, Output extends object>(
  next: FinalizeHandler<Input, Output>,
  context: HandlerExecutionContext,
) => FinalizeHandler<Input, Output>

export interface RepeatableClient {
  readonly middlewareStack: MiddlewareStack<object, object>
  readonly config: {
    readonly credentials: () => Promise<object>
    signer: (scheme: never) => Promise<object>
    readonly requestHandler: {
      handle(request: HttpRequest, options: object): Promise<{ response: HttpResponse }>
    }
  }
}

/** What was learned from a call that succeeded. */
interface Model {
  /** Not yet signed. */
  readonly request: HttpRequest
  readonly scheme: Pick<SelectedHttpAuthScheme, 'signer' | 'httpAuthOption'>
  readonly read: ReadAnswer
}

/** The bodies of ordinary calls, by operation. */
const WRITERS: Readonly<Record<string, (input: object, body: GrowingBytes) => boolean>> = {
  GetMetricData: writeMetricData,
  ListMetrics: writeMetricList,
}

/**
 * To be called once for a CloudWatch client.
 * @param readerOf How the protocol reads answers of an operation.
 */
export function repeatCalls(
  client: RepeatableClient,
  around: AroundAttempt,
  readerOf: (operation: string) => ReadAnswer | undefined,
  pool: BytePool,
): void {
  const models = new Map<string, Model>()
  keepSigner(client.config)
  client.middlewareStack.addRelativeTo(
    ((next: FinalizeHandler<object, object>, context: HandlerExecutionContext) =>
      async (args: { readonly input: object; readonly request: HttpRequest }) => {
        const operation = operationOf(context)
        const isNew = WRITERS[operation] !== undefined && !models.has(operation)
        const request = isNew ? HttpRequest.clone(args.request) : undefined
        const result = await next(args)
        const model = request === undefined ? undefined : learn(request, context, readerOf(operation))
        if (model !== undefined) models.set(operation, model)
        return result
      }) as never,
    { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'funcboxLearn' },
  )
  client.middlewareStack.add(
    (next: InitializeHandler<object, object>, context: HandlerExecutionContext) => async (args) => {
      const model = models.get(operationOf(context))
      const body = model === undefined ? undefined : bodyOf(context, args.input, pool)
      if (model === undefined || body === undefined) return await next(args)
      const send = sender(model, client, context, body.content)
      try {
        const result = await around(send as never, context)(args as never)
        body.giveBack()
        return result as never
      } catch {
        // A call that failed may still be sending its bytes: they are not given back.
        return await next(args)
      }
    },
    { step: 'initialize', priority: 'low', name: 'funcboxRepeat' },
  )
}

function bodyOf(context: HandlerExecutionContext, input: object, pool: BytePool): GrowingBytes | undefined {
  const body = new GrowingBytes(pool)
  if (WRITERS[operationOf(context)]?.(input, body)) return body
  body.giveBack()
  return undefined
}

/** The SDK makes a signer for each call, and for it a copy of all that is configured. */
function keepSigner(config: RepeatableClient['config']): void {
  const make = config.signer
  let signer: object | undefined
  config.signer = async (scheme) => {
    signer ??= await make(scheme)
    return signer
  }
}

function learn(
  request: HttpRequest,
  context: HandlerExecutionContext,
  read: ReadAnswer | undefined,
): Model | undefined {
  const scheme = context[SMITHY_CONTEXT]?.selectedHttpAuthScheme
  if (scheme === undefined || read === undefined) return undefined
  request.body = undefined
  return { request, scheme, read }
}

const SMITHY_CONTEXT = '__smithy_context'

function sender(
  { request: model, scheme, read }: Model,
  { config }: RepeatableClient,
  context: HandlerExecutionContext,
  body: Buffer,
): () => Promise<{ response: HttpResponse; output: object }> {
  return async () => {
    const request = HttpRequest.clone(model)
    request.body = body
    request.headers['content-length'] = String(body.length)
    request.headers['amz-sdk-invocation-id'] = randomUUID()
    const { signer, httpAuthOption } = scheme
    const signed = await signer.sign(
      request,
      (await config.credentials()) as never,
      httpAuthOption.signingProperties ?? {},
    )
    const abortSignal: unknown = context[SMITHY_CONTEXT]?.abortSignal
    const { response } = await config.requestHandler.handle(signed as HttpRequest, { abortSignal })
    return { response, output: await read(response) }
  }
}
