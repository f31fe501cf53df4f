export interface Cache<T> {
  /** The value of a key, looked up at most once while it stays in the cache. */
  get(key: string, lookUp: () => T): T
  clear(): void
}

/** Remembers values by key, at most `limit`; the ones remembered first are forgotten first. */
export function createCache<T>(limit: number): Cache<T> {
  const values = new Map<string, T>()
  return {
    get(key, lookUp) {
      const known = values.get(key)
      if (known !== undefined) return known
      const value = lookUp()
      for (const oldest of values.keys()) {
        if (values.size < limit) break
        values.delete(oldest)
      }
      values.set(key, value)
      return value
    },
    clear: () => values.clear(),
  }
}
