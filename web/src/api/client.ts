/** The one way to the server: JSON over fetch, with the CSRF token, and errors in one shape. */
import { ApiError } from './api-error.ts'

export type QueryValue = string | number | boolean | undefined | null
export type Query = Readonly<Record<string, QueryValue | readonly string[]>>

export interface RequestOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Change only what is still as it was read. */
  readonly etag?: string | undefined
}

/** What was read, and the mark that tells whether it is still the same. */
export interface Tagged<T> {
  readonly value: T
  readonly etag: string | undefined
}

export interface ApiClient {
  get<T>(path: string, options?: RequestOptions): Promise<T>
  getTagged<T>(path: string): Promise<Tagged<T>>
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: RequestOptions): Promise<T>
}

export interface ApiClientOptions {
  readonly fetch: typeof fetch
  /** Of the present session; asked for at each change. */
  readonly csrfToken: () => string | undefined
}

export const API_BASE = '/api'

export function createApiClient({ fetch, csrfToken }: ApiClientOptions): ApiClient {
  async function call<T>(method: string, path: string, options: RequestOptions): Promise<Tagged<T>> {
    const response = await reach(() =>
      fetch(apiUrl(path, options.query), {
        method,
        headers: headers(options, method === 'GET' ? undefined : csrfToken()),
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    )
    if (!response.ok) throw await refusal(response)
    return { value: (await response.json()) as T, etag: response.headers.get('etag') ?? undefined }
  }
  return {
    get: async <T>(path: string, options = {}) => (await call<T>('GET', path, options)).value,
    getTagged: (path) => call('GET', path, {}),
    send: async <T>(method: string, path: string, options = {}) => (await call<T>(method, path, options)).value,
  }
}

/** Address of a route, lists as repeated parameters, empty values left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') search.append(name, String(item))
    }
  }
  const text = search.toString()
  return `${API_BASE}${path}${text === '' ? '' : `?${text}`}`
}

function headers({ body, etag }: RequestOptions, token: string | undefined): Record<string, string> {
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
