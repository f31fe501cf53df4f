import type { WriteReceipt } from './sink.ts'

/** Sums of what writes did. */
export class Tally implements WriteReceipt {
  acknowledged = 0
  rejected = 0
  dropped = 0
  trimmed = 0
  bytes = 0
  requests = 0
  retries = 0

  add(receipt: WriteReceipt): void {
    this.acknowledged += receipt.acknowledged
    this.rejected += receipt.rejected
    this.dropped += receipt.dropped
    this.trimmed += receipt.trimmed
    this.bytes += receipt.bytes
    this.requests += receipt.requests
    this.retries += receipt.retries
  }

  receipt(): WriteReceipt {
    const { acknowledged, rejected, dropped, trimmed, bytes, requests, retries } = this
    return { acknowledged, rejected, dropped, trimmed, bytes, requests, retries }
  }
}

const receipts = new WeakMap<object, WriteReceipt>()

/** Ties what a failed write had done to its error, for the figures of the task. */
export function withReceipt<T>(error: T, receipt: WriteReceipt): T {
  if (typeof error === 'object' && error !== null) receipts.set(error, receipt)
  return error
}

export function receiptOf(error: unknown): WriteReceipt | undefined {
  return typeof error === 'object' && error !== null ? receipts.get(error) : undefined
}
