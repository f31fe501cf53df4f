/** The SDK extension points through which every call is budgeted, counted, bounded and made to fail clearly. */
import type {
  FinalizeHandler,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  InitializeHandler,
  MiddlewareStack,
  SMITHY_CONTEXT_KEY,
} from '@smithy/types'
import { MINUTE_MS } from '../time.ts'
import type { AwsClock } from './aws-clock.ts'
import type { AwsService, Budgets } from './budgets.ts'
import { checkAnswer } from './check-answer.ts'
import { isAbort, isThrottle, isWrongTime, mapError } from './map-error.ts'
import { partitionOf } from './regions.ts'
import { type Asked, askedBy, type UsageRecorder } from './usage.ts'

/** One call of a script, before it is sent. */
export interface AwsCall {
  /** `service:Operation`, as in the figures of a task. */
  readonly api: string
  readonly region: string
  /** The same text for the same account and region; not a secret. */
  readonly target: string
  /** The same text for the same credentials; not a secret. */
  readonly credentials: string
  /** Roles that are assumed before the first call with these credentials. */
  readonly roles: number
  readonly input: object
}

/** Takes the place of sending a call; `send` sends one with this input after all. */
export type Detour = (call: AwsCall, send: (input: object) => Promise<object>) => Promise<object>

export interface Instruments {
  readonly service: AwsService
  /** Whose quota calls use; not a secret. */
  readonly account: string
  readonly region: string
  /** Grows with the credentials that are obtained. */
  readonly secrets: ReadonlySet<string>
  readonly budgets: Budgets
  readonly clock: AwsClock
  readonly usage: UsageRecorder
  readonly signal: AbortSignal | undefined
  /** How often a call that AWS still throttles after the SDK's attempts is made again. */
  readonly throttleRounds: number
  readonly roles: number
  readonly detour: Detour | undefined
  /** Commands of which an attempt was sent before. */
  readonly sent: WeakSet<object>
}

export function instrument<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  tools: Instruments,
): void {
  // It walks all of an answer for a logger that is not there, and answers of this service are large.
  if (tools.service === 'logs') stack.remove('loggerMiddleware')
  stack.add((next, context) => wholeCall(next, context, tools), {
    step: 'initialize',
    priority: 'high',
    name: 'funcboxCall',
  })
  const { detour } = tools
  if (detour !== undefined) {
    stack.add((next, context) => detoured(next, context, tools, detour), {
      step: 'initialize',
      priority: 'low',
      name: 'funcboxDetour',
    })
  }
  const attempt: FinalizeRequestMiddleware<Input, Output> = (next, context) => attempts(next, context, tools)
  stack.addRelativeTo(attempt, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'funcboxAttempt',
  })
}

/** Around all attempts: ends at the signal, begins again while throttled, maps errors. */
function wholeCall<Input extends object, Output extends object>(
  next: InitializeHandler<Input, Output>,
  context: HandlerExecutionContext,
  tools: Instruments,
): InitializeHandler<Input, Output> {
  const site = {
    action: actionOf(context, tools.service),
    region: tools.region,
    secrets: tools.secrets,
  }
  return async (args) => {
    const signal = signalOf(context) ?? tools.signal
    for (let round = 1; ; round++) {
      const { offset } = tools.clock
      try {
        signal?.throwIfAborted()
        const result = await abortable(next(args), signal)
        checkAnswer({ ...site, input: args.input, output: result.output })
        return result
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        if (isAbort(error)) throw error
        // The refusal itself showed what time it is.
        const isMended = isWrongTime(error) && Math.abs(tools.clock.offset - offset) >= MINUTE_MS
        if (!(isMended || isThrottle(error)) || round >= tools.throttleRounds) throw mapError(error, site)
      }
    }
  }
}

/** Around the SDK's own work: nothing is serialized, signed or sent unless the detour says so. */
function detoured<Input extends object, Output extends object>(
  next: InitializeHandler<Input, Output>,
  context: HandlerExecutionContext,
  { service, account, region, roles }: Instruments,
  detour: Detour,
): InitializeHandler<Input, Output> {
  const credentials = `${partitionOf(region)} ${account}`
  const target = `${region} ${account}`
  const call = { api: `${service}:${operationOf(context)}`, region, target, credentials, roles }
  return async (args) => {
    const send = async (input: object) => (await next({ ...args, input: input as Input })).output
    const output = await detour({ ...call, input: args.input }, send)
    return { output: output as Output, response: undefined }
  }
}

function attempts<Input extends object, Output extends object>(
  next: FinalizeHandler<Input, Output>,
  context: HandlerExecutionContext,
  tools: Instruments,
): FinalizeHandler<Input, Output> {
  const command = context[SMITHY_CONTEXT]?.commandInstance ?? context
  const operation = operationOf(context)
  const signal = signalOf(context)
  return (args) => {
    const asked = askedBy(`${tools.service}:${operation}`, args.input)
    return oneAttempt({ command, operation, asked, signal }, () => next(args), tools)
  }
}

export interface Attempt {
  /** Of the SDK, the same for all attempts of a call. */
  readonly command: object
  readonly operation: string
  readonly asked: Asked
  readonly signal: AbortSignal | undefined
}

/** Around each attempt: takes its share of the budgets, counts. */
export async function oneAttempt<Result>(
  { command, operation, asked, signal }: Attempt,
  send: () => Promise<Result>,
  tools: Instruments,
): Promise<Result> {
  const { service, account, region, usage, sent } = tools
  const api = `${service}:${operation}`
  const charges = tools.budgets.forCall(account, region, service, operation, asked)
  await Promise.all(charges.map(({ budget, units }) => budget.take(units, signal ?? tools.signal)))
  usage.sent(api, sent.has(command))
  sent.add(command)
  try {
    const result = await send()
    for (const { budget } of charges) budget.recover()
    usage.answered(api, asked)
    return result
  } catch (error) {
    const throttled = isThrottle(error)
    if (throttled) for (const { budget } of charges) budget.slowDown()
    if (!isAbort(error)) usage.failed(api, throttled)
    throw error
  }
}

const SMITHY_CONTEXT: typeof SMITHY_CONTEXT_KEY = '__smithy_context'

function signalOf(context: HandlerExecutionContext): AbortSignal | undefined {
  const signal: unknown = context[SMITHY_CONTEXT]?.abortSignal
  return signal instanceof AbortSignal ? signal : undefined
}

export function operationOf(context: HandlerExecutionContext): string {
  return (context.commandName ?? '').replace(/Command$/, '')
}

/** IAM calls the tagging service `tag`. */
function actionOf(context: HandlerExecutionContext, service: AwsService): string {
  return `${service === 'tagging' ? 'tag' : service}:${operationOf(context)}`
}

/** Waits for a promise, but not beyond the signal: the AWS SDK has waits that no signal reaches. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
