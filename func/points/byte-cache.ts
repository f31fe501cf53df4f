export interface ByteCache<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
}

/** Remembers values of a known size up to so many bytes; those not asked for the longest are forgotten first. */
export function createByteCache<T>(limit: number, sizeOf: (value: T) => number): ByteCache<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>()
  let total = 0

  function remove(key: string): void {
    total -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    set(key, value) {
      remove(key)
      const bytes = sizeOf(value)
      entries.set(key, { value, bytes })
      total += bytes
      for (const oldest of entries.keys()) {
        if (total <= limit) break
        remove(oldest)
      }
    },
  }
}
