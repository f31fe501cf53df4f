/** What the API answered when it refused; `offline` when there was no answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string | undefined
  readonly todo: string | undefined
  readonly requestId: string | undefined
  readonly problems: readonly Problem[]

  constructor(message: string, fields: ApiErrorFields) {
    super(message, { cause: fields.cause })
    this.status = fields.status
    this.code = fields.code
    this.todo = fields.todo
    this.requestId = fields.requestId
    this.problems = fields.problems ?? []
  }

  get offline(): boolean {
    return this.status === 0
  }
}

export interface ApiErrorFields {
  /** HTTP status; 0 without an answer. */
  readonly status: number
  readonly code?: string
  readonly todo?: string
  readonly requestId?: string
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

/** One wrong place of a form or a request. */
export interface Problem {
  readonly path: string
  readonly message: string
}
