/** Request quotas: a bucket of one second's worth for each account, region and action. */
import { performance } from 'node:perf_hooks'

interface Bucket {
  tokens: number
  filledAt: number
}

export class Quotas {
  readonly #buckets = new Map<string, Bucket>()

  /** @param perSecond undefined: no quota */
  admits(key: string, perSecond: number | undefined): boolean {
    if (perSecond === undefined) return true
    const now = performance.now()
    const bucket = this.#buckets.get(key) ?? { tokens: perSecond, filledAt: now }
    this.#buckets.set(key, bucket)
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond)
    bucket.filledAt = now
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}
