/** CloudWatch Logs, Lambda and ListMetrics of one region in memory: what a reader of logs needs of AWS, and no more. */
import type { FilteredLogEvent, FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs'
import { FuncError } from '#func/errors.ts'
import type { AwsClients } from '#func/script.ts'

export interface FakeEvent {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** From when on it can be read. @default {at} */
  readonly seen?: number
  readonly message: string
  readonly stream?: string
}

export interface FakeLogsOptions {
  readonly functions: readonly {
    readonly name: string
    readonly logGroup?: string
    readonly runtime?: string
  }[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Names of functions that CloudWatch lists as active; undefined: listing is denied. @default all */
  readonly active?: () => readonly string[] | undefined
}

const STREAM = `2026/08/01/[$LATEST]${'0'.repeat(32)}`

export class FakeLogs {
  readonly #options: FakeLogsOptions
  readonly groups = new Map<string, FakeEvent[]>()
  /** Every call of FilterLogEvents. */
  readonly calls: FilterLogEventsRequest[] = []
  /** Events of one page. */
  pageSize = 100
  /** So many pages are empty before the first event. */
  emptyPages = 0
  /** Fails the n-th call, from 1. */
  failAt: (call: number, request: FilterLogEventsRequest) => FuncError | undefined = () => undefined
  /** Runs before each answer. */
  onCall: () => Promise<void> | void = () => {}

  constructor(options: FakeLogsOptions) {
    this.#options = options
  }

  add(group: string, ...events: FakeEvent[]): void {
    const all = this.groups.get(group) ?? []
    this.groups.set(group, [...all, ...events])
  }

  clients(): AwsClients {
    const clients = {
      logs: () => ({ filterLogEvents: (request: FilterLogEventsRequest) => this.#filter(request) }),
      lambda: () => ({ listFunctions: async () => ({ Functions: this.#functions() }) }),
      metrics: () => ({ listMetrics: async () => this.#listMetrics() }),
    }
    return clients as unknown as AwsClients
  }

  #functions() {
    return this.#options.functions.map(({ name, logGroup, runtime }) => ({
      FunctionName: name,
      FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
      ...(runtime !== undefined && { Runtime: runtime }),
      ...(logGroup !== undefined && { LoggingConfig: { LogGroup: logGroup } }),
    }))
  }

  #listMetrics() {
    const { active, functions } = this.#options
    const names = active === undefined ? functions.map(({ name }) => name) : active()
    if (names === undefined)
      throw new FuncError('FUNC_ERR_AWS_ACCESS_DENIED', 'Cannot call cloudwatch:ListMetrics')
    const dimensionsOf = (value: string) => [{ name: 'FunctionName', value }]
    return { metrics: names.map((name) => ({ name: 'Invocations', dimensions: dimensionsOf(name) })) }
  }

  async #filter(
    request: FilterLogEventsRequest,
  ): Promise<{ events: FilteredLogEvent[]; nextToken?: string }> {
    this.calls.push(request)
    await this.onCall()
    const failure = this.failAt(this.calls.length, request)
    if (failure !== undefined) throw failure
    const { logGroupName = '', startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken = '0' } = request
    const group = this.groups.get(logGroupName)
    if (group === undefined) throw new FuncError('FUNC_ERR_AWS_NOT_FOUND', `No log group ${logGroupName}`)
    const visible = group
      .filter(({ at, seen = at }) => at >= startTime && at <= endTime && seen <= this.#options.now())
      .sort((a, b) => a.at - b.at || (a.seen ?? a.at) - (b.seen ?? b.at))
    const page = Number(nextToken)
    const from = Math.max(0, page - this.emptyPages) * this.pageSize
    const events = page < this.emptyPages ? [] : visible.slice(from, from + this.pageSize)
    const isLast = page >= this.emptyPages && from + this.pageSize >= visible.length
    return { events: events.map(toEvent), ...(!isLast && { nextToken: String(page + 1) }) }
  }
}

function toEvent({ id, at, seen = at, message, stream = STREAM }: FakeEvent): FilteredLogEvent {
  return { eventId: id, timestamp: at, ingestionTime: seen, message, logStreamName: stream }
}
