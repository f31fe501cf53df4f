/** The log point of the first failure of a kind. Pure. Tags and fields are a promise to those who query them. */
import type { Point } from '#func/script.ts'
import { ERROR_MEASUREMENT, type ErrorSample } from '../metrics/error-groups.ts'
import type { CleanMessage } from './log-rules.ts'

/** @param clean Hides what is to be hidden, and cuts. */
export function errorLog(
  { tags, event, pattern, requestId }: ErrorSample,
  clean: (message: string) => CleanMessage,
): Point {
  const fields = {
    message: clean(event.message).text,
    pattern: clean(pattern).text,
    LogStream: event.logStream,
    EventId: event.id,
    ...(requestId !== undefined && { RequestId: requestId }),
  }
  return {
    measurement: ERROR_MEASUREMENT,
    tags: { ...tags, status: 'error' },
    fields,
    timestamp: event.timestamp,
  }
}
