/** What query-thread.ts and its worker say to each other: one query, one answer. */
import type { QueryHandler } from '../query-handler.ts'

export interface QueryWorkerData {
  readonly home: string
}

export interface QueryRequest {
  readonly name: keyof QueryHandler
  readonly query: unknown
  /** Of one 32-bit number, shared: 1 when the asker has given up. */
  readonly givenUp: SharedArrayBuffer
}

export interface QueryAnswer {
  readonly value?: unknown
  readonly error?: unknown
  /** Of a FuncError, which does not survive the way between threads. */
  readonly code?: string
}
