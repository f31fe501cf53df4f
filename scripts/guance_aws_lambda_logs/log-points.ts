/** The log point of an event. Pure. Tags and fields are a promise to those who query them. */
import type { FieldValue, Point } from '#func/script.ts'
import { withoutEmpty } from '../guance_integration_core/index.ts'
import type { EventFacts, LogEvent } from './lines/types.ts'
import type { CleanMessage } from './log-rules.ts'

export interface LogParts {
  readonly event: LogEvent
  readonly facts: EventFacts
  readonly message: CleanMessage
  /** Share of the events like it that is kept. */
  readonly rate: number
  readonly measurement: string
}

export function logPoint({ event, facts, message, rate, measurement }: LogParts): Point {
  const { function: lambda, logGroup, logStream, id, timestamp } = event
  const fields: Record<string, FieldValue> = {
    message: message.text,
    LogStream: logStream,
    EventId: id,
    ...(facts.requestId !== undefined && { RequestId: facts.requestId }),
    ...(message.cutFrom !== undefined && { cut_from: BigInt(message.cutFrom) }),
    ...(rate < 1 && { sample_rate: rate }),
  }
  const tags = withoutEmpty({
    ...lambda.tags,
    FunctionName: lambda.name,
    ExecutedVersion: facts.version ?? lambda.version,
    AccountId: lambda.accountId,
    LogGroup: logGroup,
    status: facts.status,
  })
  return { measurement, tags, fields, timestamp }
}
