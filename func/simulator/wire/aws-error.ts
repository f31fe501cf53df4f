/** How a service speaks; decides the form of its errors. */
export type Protocol = 'query-compatible-json' | 'json' | 'rest-json' | 'query' | 'cbor'

export interface AwsErrorOptions {
  /** @default 400 */
  readonly status?: number
  /** The code that the service had in the Query protocol; CloudWatch sends it along. */
  readonly queryCode?: string
  /** The member that holds the text; some errors of Lambda spell it with a capital. @default 'message' */
  readonly messageMember?: 'Message'
  /** More members of the error, e.g. `Type` of a Lambda error. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** An error that AWS would answer: its code is the name the SDK gives it. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  readonly queryCode: string | undefined
  readonly messageMember: string
  readonly members: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message)
    this.code = code
    this.status = options.status ?? 400
    this.queryCode = options.queryCode
    this.messageMember = options.messageMember ?? 'message'
    this.members = options.members ?? {}
    this.headers = options.headers ?? {}
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
