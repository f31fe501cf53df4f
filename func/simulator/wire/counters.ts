/** One answered request, newest last. */
export interface RequestEntry {
  readonly time: Date
  /** As IAM names it: `cloudwatch`, `lambda`, `tag`, `sts`, `iam`, `account`. */
  readonly service: string
  readonly operation: string
  readonly region: string
  /** HTTP status; 0 for a connection that was reset. */
  readonly status: number
  /** The caller's account; empty if the caller is not known. */
  readonly account: string
}

const KEPT = 10_000

/**
 * Counts requests by action (`cloudwatch:GetMetricData`), `errors` and `throttles` overall, and for GetMetricData
 * `queries`, `datapoints` and `billedMetrics`.
 */
export class Counters {
  #values: Record<string, number> = {}
  #entries: RequestEntry[] = []

  get values(): Readonly<Record<string, number>> {
    return this.#values
  }

  get entries(): readonly RequestEntry[] {
    return [...this.#entries]
  }

  add(name: string, amount = 1): void {
    this.#values[name] = (this.#values[name] ?? 0) + amount
  }

  log(entry: RequestEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries = this.#entries.slice(-KEPT / 2)
  }

  reset(): void {
    this.#values = {}
    this.#entries = []
  }
}
