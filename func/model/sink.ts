/** Configured sinks. */
import type { Json } from '../script.ts'

/** A configured sink, as `funcbox sinks add` stores it. Secret options live in `Secrets` under owner `sink:<name>`. */
export interface SinkRecord {
  readonly name: string
  readonly type: string
  /** Options of the type, without secrets. */
  readonly options: Readonly<Record<string, Json>>
  /** A required sink holds back state until it has acknowledged. */
  readonly required: boolean
  /** Since when it is what it is: one that is given another place begins anew. */
  readonly createdAt: Date
}

/** Names what a sink has received: one that begins anew has received nothing. */
export function sinkId({ name, createdAt }: Pick<SinkRecord, 'name' | 'createdAt'>): string {
  return `${name}@${createdAt.getTime()}`
}
