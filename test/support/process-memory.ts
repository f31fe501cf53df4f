import { readFileSync } from 'node:fs'

/** `VmRSS`: resident; `VmHWM`: the most of that ever; `RssAnon`: resident without pages of files. */
export type MemoryField = 'VmRSS' | 'VmHWM' | 'RssAnon'

/**
 * MiB of a process, as Linux reports it; undefined elsewhere, and when the process has ended.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function memoryOf(pid: number | undefined, field: MemoryField): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
    return kib === undefined ? undefined : Number(kib) / 1024
  } catch {
    return undefined
  }
}
