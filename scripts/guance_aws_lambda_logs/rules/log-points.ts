/** The log point of an event. Pure. Tags and fields are a promise to those who query them. */
import type { Point } from '#func/script.ts'
import { withoutEmpty } from '../../guance_integration_core/index.ts'
import type { EventFacts, FunctionFacts, LogEvent } from '../lines/types.ts'
import type { CleanMessage } from './log-rules.ts'
import { Moments } from './moments.ts'

export interface LogParts {
  readonly event: LogEvent
  readonly facts: EventFacts
  readonly message: CleanMessage
  /** Share of the events like it that is kept. */
  readonly rate: number
  readonly measurement: string
}

/** Makes the points of one log group: one object of tags for all events that have the same. */
export class LogPoints {
  readonly #moments = new Moments()
  readonly #tags = new WeakMap<FunctionFacts, Map<string, Point['tags']>>()

  of({ event, facts, message, rate, measurement }: LogParts): Point {
    const fields = fieldsOf({ event, facts, message, rate })
    const nanoseconds = this.#moments.of(event)
    return { measurement, tags: this.#tagsOf(event, facts), fields, timestamp: event.timestamp, nanoseconds }
  }

  #tagsOf({ function: lambda, logGroup }: LogEvent, facts: EventFacts): Point['tags'] {
    const version = facts.version ?? lambda.version
    const ofFunction = this.#tags.get(lambda) ?? new Map<string, Point['tags']>()
    this.#tags.set(lambda, ofFunction)
    const key = `${version} ${facts.status}`
    const known = ofFunction.get(key)
    if (known !== undefined) return known
    const tags = withoutEmpty({
      ...lambda.tags,
      FunctionName: lambda.name,
      ExecutedVersion: version,
      AccountId: lambda.accountId,
      LogGroup: logGroup,
      status: facts.status,
    })
    ofFunction.set(key, tags)
    return tags
  }
}

function fieldsOf({ event, facts, message, rate }: Omit<LogParts, 'measurement'>): Point['fields'] {
  return {
    message: message.text,
    LogStream: event.logStream,
    EventId: event.id,
    ...(facts.requestId !== undefined && { RequestId: facts.requestId }),
    ...(message.cutFrom !== undefined && { cut_from: BigInt(message.cutFrom) }),
    ...(rate < 1 && { sample_rate: rate }),
  }
}
