/**
 * To which invocation a line belongs that does not name one: the one whose START was last seen in its stream, as a
 * stream is one environment, which works on one request at a time. Lines after the report belong to none. Pure but
 * for its own tables.
 */
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import { tokenEnd } from '../lines/report.ts'
import type { LogEvent } from '../lines/types.ts'

/** Request id and time of its START by log stream. */
export type OpenRequests = Readonly<Record<string, readonly [requestId: string, at: number]>>

/** Nothing runs longer. */
const LONGEST_MS = 16 * MINUTE_MS
/** Turns of one window that are held; of more, the last one of each stream counts. */
const MOST_TURNS = 200_000
const START = 'START RequestId: '
const REPORT = 'REPORT RequestId: '

/** From this time on a stream works on this request, or, without one, on none. */
interface Turn {
  readonly at: number
  readonly requestId: string | undefined
}

export class OpenInvocations {
  readonly #turns = new Map<string, Turn[]>()
  readonly #settledTo: number
  #held = 0

  /** @param settledTo The next window begins no earlier, unless this one is left unfinished. */
  constructor(open: OpenRequests | undefined, settledTo: number) {
    this.#settledTo = settledTo
    for (const [stream, [requestId, at]] of Object.entries(open ?? {})) {
      this.#turns.set(stream, [{ at, requestId }])
    }
  }

  /** @param event In the order of their times. @returns The request that its stream is at work on. */
  requestOf({ logStream, message, timestamp }: LogEvent): string | undefined {
    const started = startedRequest(message)
    if (started !== undefined) this.#turn(logStream, { at: timestamp, requestId: started })
    const last = this.#turns.get(logStream)?.at(-1)
    const requestId = last && timestamp - last.at <= LONGEST_MS ? last.requestId : undefined
    if (requestId !== undefined && isReport(message))
      this.#turn(logStream, { at: timestamp, requestId: undefined })
    return requestId
  }

  /** What is under way when the next window begins. */
  keep(from: number): OpenRequests {
    const open: Record<string, readonly [string, number]> = {}
    for (const [stream, turns] of this.#turns) {
      const last = turns.findLast(({ at }) => at < from)
      if (last?.requestId === undefined || from - last.at > LONGEST_MS) continue
      open[stream] = [last.requestId, last.at]
    }
    return open
  }

  #turn(stream: string, turn: Turn): void {
    const turns = this.#turns.get(stream) ?? []
    this.#turns.set(stream, turns)
    if (turn.at < this.#settledTo || this.#held >= MOST_TURNS) turns.length = 0
    else this.#held += 1
    turns.push(turn)
  }
}

function startedRequest(message: string): string | undefined {
  const first = message.charCodeAt(0)
  if (first === 83 && message.startsWith(START))
    return message.slice(START.length, tokenEnd(message, START.length))
  if (first !== 123 || message.indexOf('"platform.start"') < 0) return undefined
  return /"requestId":\s*"([\w-]{8,64})"/.exec(message)?.[1]
}

function isReport(message: string): boolean {
  return message.startsWith(REPORT) || (message.startsWith('{') && message.indexOf('"platform.report"') >= 0)
}
