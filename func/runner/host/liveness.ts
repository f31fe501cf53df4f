/** Which processes of this home are dead: proof where there is some, else a heartbeat that stays away. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { ProcessRecord } from '../../home/types.ts'

/** A heartbeat older than this is taken for death where the process itself cannot be looked at. */
export const STALE_MS = 30_000

/** What this machine knows about processes. */
export interface Machine {
  readonly host: string
  isAlive(pid: number): boolean
  /** Empty when the system does not say, or there is no such process. */
  bootMark(pid: number): string
}

export function isDead(record: ProcessRecord, machine: Machine, now: Date): boolean {
  const stale = now.getTime() - record.heartbeatAt.getTime() > STALE_MS
  if (record.host !== machine.host) return stale
  if (!machine.isAlive(record.pid)) return true
  const mark = machine.bootMark(record.pid)
  if (mark === '' || record.bootMark === '') return stale
  // the same pid with another start time is another process
  return mark !== record.bootMark
}

export function thisMachine(): Machine {
  return { host: hostname(), isAlive, bootMark }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: there is one, of another user
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Boot of the machine and start time of the process: field 22 of proc(5) `/proc/<pid>/stat`. */
function bootMark(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the second field, a name in brackets, may itself hold blanks and brackets
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${started}`
  } catch {
    return ''
  }
}
