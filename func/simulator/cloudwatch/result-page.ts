import type { MetricQuery } from './metric-data-input.ts'
import type { Points } from './metric-reader.ts'

export interface Result {
  readonly Id: string
  readonly Label: string
  readonly Timestamps: readonly number[]
  readonly Values: readonly number[]
  readonly StatusCode: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden'
  readonly Messages?: readonly Message[]
}

export interface Message {
  readonly Code: string
  readonly Value: string
}

/** One page of results; a result whose values do not fit is split. */
export class ResultPage {
  readonly #limit: number
  readonly results: Result[] = []
  used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.used >= this.#limit
  }

  /** @returns where the next page goes on in this result, 0 when it is complete */
  add(query: MetricQuery, label: string, points: Points, skip: number): number {
    const end = skip + this.#limit - this.used
    const fitting = { seconds: points.seconds.slice(skip, end), values: points.values.slice(skip, end) }
    const isSplit = end < points.values.length
    this.addWhole(resultOf(query, label, fitting, isSplit ? 'PartialData' : 'Complete'))
    return isSplit ? end : 0
  }

  addWhole(result: Result): void {
    this.used += result.Values.length
    this.results.push(result)
  }
}

export function resultOf(
  query: MetricQuery,
  label: string,
  points: Points,
  status: Result['StatusCode'],
  message?: Message,
): Result {
  return {
    Id: query.id,
    Label: label,
    Timestamps: points.seconds,
    Values: points.values,
    StatusCode: status,
    ...(message === undefined ? {} : { Messages: [message] }),
  }
}
