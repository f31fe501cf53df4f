/**
 * Calls past the SDK's stack, which works out for each call what is the same for all calls of a client: middleware,
 * endpoint, headers, signature. The SDK signs one request, which is never sent; direct calls are sent like it, through the
 * SDK's own connections. What fails is left to the SDK, and so is all that follows something unexpected.
 */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols'
import type { BytePool } from '../../bytes/byte-pool.ts'
import { collect, GrowingBytes } from '../../bytes/growing-bytes.ts'
import { FuncError } from '../../errors.ts'
import { checkToken } from '../check-answer.ts'
import { abortable, type Instruments, oneAttempt } from '../instrument.ts'
import { isThrottle, mapError } from '../map-error.ts'
import type { Asked } from '../usage.ts'
import { type Refusal, refusalOf } from './refusal.ts'
import {
  type CreateSigningClient,
  makeTemplate,
  type Template,
  type TemplateConfig,
  Unexpected,
} from './request-template.ts'

export interface DirectConfig extends TemplateConfig {
  readonly requestHandler: {
    handle(
      request: HttpRequest,
      options: { readonly abortSignal: AbortSignal },
    ): Promise<{ response: HttpResponse }>
  }
}

export interface DirectOptions {
  /** Of the SDK's client that makes the calls which are not made here. */
  readonly config: DirectConfig
  /** A client of the same configuration with another request handler, to have a request signed. */
  readonly createSigningClient: CreateSigningClient
  readonly tools: Instruments
  readonly pool: BytePool
  /** Called once, when no further call is made here. */
  readonly onFallback: (reason: string) => void
}

export interface Page {
  readonly nextToken?: string | undefined
}

export interface DirectCall<Answer> {
  readonly operation: string
  readonly asked: Asked
  readonly print: (body: GrowingBytes) => void
  /** Undefined when the answer is out of the ordinary. */
  readonly read: (bytes: Uint8Array) => Answer | undefined
  /** Of the page that is wanted; undefined for the first. */
  readonly nextToken: string | undefined
  readonly signal: AbortSignal
}

/** So many refusals in a row of what the SDK may do: AWS wants something else of these calls. */
const MAX_REFUSALS = 3
/** Bytes of an answer that are set aside before they have come. */
const MAX_EXPECTED_BYTES = 2 ** 20

export class DirectCalls {
  readonly #options: DirectOptions
  /** Of the last body of each operation. */
  readonly #lengths = new Map<string, number>()
  #template: Promise<Template> | undefined
  #isOff = false
  #isRefused = false
  #refusals = 0

  constructor(options: DirectOptions) {
    this.#options = options
  }

  /**
   * Undefined when the SDK should make this call.
   * @throws FUNC_ERR_AWS_ACCESS_DENIED, FUNC_ERR_AWS_ANSWER_INVALID, what getting credentials throws, and the reason of the signal.
   */
  async send<Answer extends Page>(call: DirectCall<Answer>): Promise<Answer | undefined> {
    if (this.#isOff) return undefined
    const { signal } = call
    try {
      signal.throwIfAborted()
      const answer = await abortable(this.#attempt(call), signal)
      this.#refusals = 0
      const { service, region } = this.#options.tools
      checkToken(`${service}:${call.operation}`, region, call.nextToken, answer.nextToken)
      return answer
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof FuncError) throw error
      this.#note(error)
      return undefined
    }
  }

  /** To be called when the SDK has made a call that was left to it. */
  sdkSucceeded(): void {
    if (this.#isRefused && ++this.#refusals >= MAX_REFUSALS)
      this.#turnOff('AWS refuses what it takes from the SDK')
    this.#isRefused = false
  }

  async #attempt<Answer extends object>(call: DirectCall<Answer>): Promise<Answer> {
    const { operation, asked, print, signal } = call
    const { config, createSigningClient, pool, tools } = this.#options
    this.#template ??= makeTemplate(config, createSigningClient)
    const template = await this.#template
    const body = new GrowingBytes(pool, this.#lengths.get(operation))
    print(body)
    this.#lengths.set(operation, body.length)
    const request = await this.#requestOf(template, operation, body.content)
    const send = () => this.#exchange(request, call)
    try {
      const answer = await oneAttempt({ command: request, operation, asked, signal }, send, tools)
      // Not after a failure: it may still be sending these bytes.
      body.release()
      return answer
    } catch (error) {
      signal.throwIfAborted()
      const { service, region, secrets, usage } = tools
      const mapped = mapError(error, { action: `${service}:${operation}`, region, secrets })
      if (mapped.code === 'FUNC_ERR_AWS_ACCESS_DENIED') throw mapped
      usage.repeated()
      throw error
    }
  }

  async #requestOf(template: Template, operation: string, body: Buffer): Promise<HttpRequest> {
    const { config, tools } = this.#options
    const headers: Record<string, string> = {
      ...template.headers,
      'x-amz-target': template.targetOf(operation),
      'content-length': String(body.length),
      'amz-sdk-invocation-id': randomUUID(),
    }
    template.sign(headers, body, await config.credentials(), new Date(tools.clock.now()))
    return new HttpRequest({ ...template.place, headers, body })
  }

  async #exchange<Answer extends object>(
    request: HttpRequest,
    { read, signal }: DirectCall<Answer>,
  ): Promise<Answer> {
    const { requestHandler } = this.#options.config
    const { response } = await requestHandler.handle(request, { abortSignal: signal })
    if (!(response.body instanceof Readable)) throw new Unexpected('An answer is no stream')
    const expected = Math.min(Number(response.headers['content-length']) || 0, MAX_EXPECTED_BYTES)
    const bytes = await collect(response.body, this.#options.pool, expected)
    const refusal = response.statusCode === 200 ? undefined : refusalOf(response, bytes.content)
    const answer = refusal === undefined ? read(bytes.content) : undefined
    bytes.release()
    if (refusal !== undefined) throw refusal
    if (answer === undefined) throw new Unexpected('An answer is not the JSON that is known')
    return answer
  }

  #note(error: unknown): void {
    if (error instanceof Unexpected) this.#turnOff(error.message)
    const { httpStatusCode: status = 0 } = (error as Refusal).$metadata ?? {}
    this.#isRefused = status >= 400 && status < 500 && !isThrottle(error)
    // The next one is signed with what the SDK has learned from this call.
    this.#template = undefined
  }

  #turnOff(reason: string): void {
    if (!this.#isOff) this.#options.onFallback(reason)
    this.#isOff = true
  }
}
