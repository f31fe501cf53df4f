/**
 * The SDK works out anew for each call what is the same for all calls of one operation: middleware, endpoint, headers,
 * signature. Of the operations that make up a collection, the first call that succeeds goes all the way through it;
 * those after it are sent alike, through the same connections and protocol. A call that fails goes through the SDK
 * again, whose retries and errors stay what they are.
 */
import { randomUUID } from 'node:crypto'
import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols'
import type { FinalizeHandler, HandlerExecutionContext, MiddlewareStack } from '@smithy/types'
import type { BytePool } from '../../bytes/byte-pool.ts'
import { GrowingBytes } from '../../bytes/growing-bytes.ts'
import type { Credentials } from '../credentials.ts'
import { type Attempt, operationOf } from '../instrument.ts'
import type { ReadAnswer } from './metric-data-protocol.ts'
import { writeMetricData } from './metric-data-request.ts'
import { writeMetricList } from './metric-list-codec.ts'
import { type SignAgain, signerLike } from './repeated-signature.ts'

/** Sends one attempt: with its share of the budgets, and counted. */
export type AroundAttempt = <Output>(attempt: Attempt, send: () => Promise<Output>) => Promise<Output>

interface Command {
  readonly input: object
}

interface CallOptions {
  readonly abortSignal?: AbortSignal
}

export interface RepeatableClient {
  readonly middlewareStack: MiddlewareStack<object, object>
  readonly config: {
    readonly credentials: () => Promise<Credentials>
    /** Milliseconds by which this machine's clock is behind that of AWS, as far as the SDK knows. */
    readonly systemClockOffset: number
    readonly requestHandler: {
      handle(request: HttpRequest, options: CallOptions): Promise<{ response: HttpResponse }>
    }
  }
  send(command: Command, options?: CallOptions, ...rest: unknown[]): Promise<object>
}

export interface RepeatOptions {
  readonly around: AroundAttempt
  /** How the protocol reads answers of an operation. */
  readonly readerOf: (operation: string) => ReadAnswer | undefined
  readonly pool: BytePool
  /** Ends calls that were given no signal. */
  readonly signal: AbortSignal | undefined
}

/** What was learned from a call that succeeded. */
interface Model {
  readonly request: HttpRequest
  readonly sign: SignAgain
  readonly read: ReadAnswer
  /** Of the body of the last call. */
  bytes: number
}

type Write = (input: object, body: GrowingBytes) => boolean

/** The operations, with what writes the bodies of their ordinary calls. */
const OPERATIONS: readonly (readonly [Command: new (...args: never) => Command, name: string, Write])[] = [
  [GetMetricDataCommand, 'GetMetricData', writeMetricData],
  [ListMetricsCommand, 'ListMetrics', writeMetricList],
]

/** To be called once for a CloudWatch client. */
export function repeatCalls(client: RepeatableClient, options: RepeatOptions): void {
  const models = new Map<string, Model>()
  learnCalls(client, models, options)
  const sendAnew = client.send.bind(client)
  client.send = async (command, given, ...rest) => {
    const isPlain = typeof given !== 'function' && rest.length === 0
    const signal = given?.abortSignal ?? options.signal
    const output = isPlain ? await sendAgain(command, signal) : undefined
    return output ?? (await sendAnew(command, given, ...rest))
  }

  /** Undefined when the SDK should send it. */
  async function sendAgain(command: Command, signal: AbortSignal | undefined): Promise<object | undefined> {
    const [, operation = '', write] = OPERATIONS.find(([Command]) => command instanceof Command) ?? []
    const model = models.get(operation)
    if (model === undefined || write === undefined) return undefined
    const { input } = command
    const body = new GrowingBytes(options.pool, model.bytes)
    if (!write(input, body)) {
      body.giveBack()
      return undefined
    }
    model.bytes = body.length
    try {
      const send = () => exchange(client, model, body.content, signal)
      const output = await options.around({ command, operation, input, signal }, send)
      body.giveBack()
      return output
    } catch {
      // A call that failed may still be sending its bytes: they are not given back.
      return undefined
    }
  }
}

async function exchange(
  { config }: RepeatableClient,
  { request: { method, protocol, hostname, port, path, ...model }, sign, read }: Model,
  body: Buffer,
  signal: AbortSignal | undefined,
): Promise<object> {
  const headers = { ...model.headers }
  headers['content-length'] = String(body.length)
  headers['amz-sdk-invocation-id'] = randomUUID()
  // The time of day, as the SDK signs: AWS compares it with its own.
  sign(headers, body, await config.credentials(), new Date(Date.now() + config.systemClockOffset))
  const request = new HttpRequest({ method, protocol, hostname, path, headers, body, ...(port && { port }) })
  const options = signal === undefined ? {} : { abortSignal: signal }
  const { response } = await config.requestHandler.handle(request, options)
  return await read(response)
}

/** Keeps of each operation the first request that was signed and answered. */
function learnCalls(
  { middlewareStack, config }: RepeatableClient,
  models: Map<string, Model>,
  { readerOf }: RepeatOptions,
) {
  const learn =
    (next: FinalizeHandler<object, object>, context: HandlerExecutionContext) =>
    async (args: { readonly input: object; readonly request: HttpRequest }) => {
      const operation = operationOf(context)
      const result = await next(args)
      const isWanted = OPERATIONS.some(([, name]) => name === operation) && !models.has(operation)
      const read = isWanted ? readerOf(operation) : undefined
      if (read === undefined) return result
      // Whatever is wrong with the keys now, this call has been answered.
      const credentials = await config.credentials().catch(() => undefined)
      const sign = credentials && signerLike(args.request, credentials)
      if (sign === undefined) return result
      const request = HttpRequest.clone(args.request)
      request.body = undefined
      models.set(operation, { request, sign, read, bytes: 0 })
      return result
    }
  middlewareStack.addRelativeTo(learn as never, {
    relation: 'after',
    toMiddleware: 'httpSigningMiddleware',
    name: 'funcboxLearn',
  })
}
