/** What a stretch of work takes of the process that does it. */
export interface Cost {
  readonly wallMs: number
  /** User and system time of the whole process, garbage collection included. */
  readonly cpuMs: number
}

export async function costOf<T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  const before = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000, result }
}

/** MiB; the most that the process ever held. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024
}
