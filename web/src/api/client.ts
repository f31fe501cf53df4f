/** The one way to the server: JSON over fetch, with the CSRF token, and errors in one shape. */
import { ApiError } from './api-error.ts'
import { type Api, CALLS } from './types.gen.ts'

export type CallId = keyof Api & keyof typeof CALLS
export type Answer<Id extends CallId> = Api[Id]['answer']

/** What a call takes: parameters of its path, its query, its body; only those it has. */
export type Input<Id extends CallId> = Given<'params', Api[Id]['params']> &
  Given<'query', Api[Id]['query']> &
  Given<'body', Api[Id]['body']>
type Given<Key extends string, Value> = [Value] extends [undefined]
  ? unknown
  : { readonly [key in Key]: Value }

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Change only what is still as it was read. */
  readonly etag?: string | undefined
}

/** What was read, and the mark that shows whether it is still the same. */
export interface Tagged<T> {
  readonly value: T
  readonly etag: string | undefined
}

export interface ApiClient {
  call<Id extends CallId>(id: Id, input: Input<Id>, options?: CallOptions): Promise<Answer<Id>>
  callTagged<Id extends CallId>(id: Id, input: Input<Id>, options?: CallOptions): Promise<Tagged<Answer<Id>>>
}

export interface ApiClientOptions {
  readonly fetch: typeof fetch
  /** Of the present session; asked for at each change. */
  readonly csrfToken: () => string | undefined
}

interface Parts {
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

export function createApiClient({ fetch, csrfToken }: ApiClientOptions): ApiClient {
  async function callTagged<Id extends CallId>(id: Id, input: Input<Id>, options: CallOptions = {}) {
    const [method] = CALLS[id]
    const { body } = input as Parts
    const response = await reach(() =>
      fetch(callUrl(id, input), {
        method,
        headers: headers(body, options.etag, method === 'GET' ? undefined : csrfToken()),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    )
    if (!response.ok) throw await refusal(response)
    const value: Answer<Id> = await response.json()
    return { value, etag: response.headers.get('etag') ?? undefined }
  }
  return {
    callTagged,
    call: async (id, input, options) => (await callTagged(id, input, options)).value,
  }
}

/** Address of a call: parameters put into the path, lists as repeated query values, empty values left out. */
export function callUrl<Id extends CallId>(id: Id, input: Input<Id>): string {
  const { params = {}, query = {} } = input as Parts
  const path = CALLS[id][1].replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') search.append(name, String(item))
    }
  }
  return search.size === 0 ? path : `${path}?${search}`
}

function headers(body: unknown, etag: string | undefined, token: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    ...(etag === undefined ? {} : { 'if-match': etag }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { 'x-csrf-token': token }),
  }
}

async function reach(action: () => Promise<Response>): Promise<Response> {
  try {
    return await action()
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('The server cannot be reached', { status: 0, cause })
  }
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string
    readonly message?: string
    readonly todo?: string
    readonly requestId?: string
    readonly problems?: readonly { readonly path: string; readonly message: string }[]
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const body: ErrorBody = await response.json().catch(() => ({}))
  const { code, message, todo, requestId, problems } = body.error ?? {}
  return new ApiError(message ?? `${response.status} ${response.statusText}`, {
    status: response.status,
    ...(code === undefined ? {} : { code }),
    ...(todo === undefined ? {} : { todo }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(problems === undefined ? {} : { problems }),
  })
}
