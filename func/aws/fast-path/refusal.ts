import type { HttpResponse } from '@smithy/types'

/** What an answer says that is no success, in the form of the SDK's own errors. */
export interface Refusal extends Error {
  readonly $metadata?: { readonly httpStatusCode: number; readonly requestId: string | undefined }
}

export function refusalOf({ statusCode, headers }: HttpResponse, body: Buffer): Refusal {
  const { __type: type, message, Message } = membersOf(body.toString())
  const error = new Error(String(message ?? Message ?? 'no message'))
  const name = codeIn(headers['x-amzn-query-error'] ?? headers['x-amzn-errortype'] ?? type)
  const $metadata = { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] }
  return Object.assign(error, { name, $metadata, $response: { headers } })
}

function membersOf(json: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(json) ?? {}
  } catch {
    return {}
  }
}

/** `Throttling;Sender`, `com.amazonaws.cloudwatch#ThrottlingException`, `ThrottlingException:http://…`. */
function codeIn(text: unknown): string {
  return /^(?:[^#;:]*#)?([^;:,]*)/.exec(String(text ?? ''))?.[1] ?? ''
}
