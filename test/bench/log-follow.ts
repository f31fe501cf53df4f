/** What a real server needs while somebody follows the log of a busy task over HTTP. Linux only. */
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import type { Store } from '#func/home/types.ts'
import { tokenSha256 } from '#func/http/access/tokens.ts'
import type { Task } from '#func/model/task.ts'
import { startConsole } from '../support/console/console-server.ts'
import { openEvents } from '../support/console/event-stream.ts'
import { memoryOf } from '../support/process-memory.ts'

const TOKEN = `fbx_${'k'.repeat(43)}`
const LINES_AT_ONCE = 1_000
const SAMPLE_MS = 20
/** For garbage to be collected. */
const REST_MS = 5_000

export interface FollowFigures {
  readonly lines: number
  /** Lines that the client got. */
  readonly got: number
  readonly seconds: number
  readonly beforeMb: number
  readonly peakMb: number
  readonly afterMb: number
}

export async function followBench(lines: number): Promise<FollowFigures> {
  const home = mkdtempSync(join(tmpdir(), 'funcbox-bench-follow-'))
  const clock = () => new Date()
  const store = await openStore({ home, key: loadKey({ home }), clock, log: { first: lines, last: 1 } })
  const server = await startConsole(home)
  try {
    const task = await startTask(store)
    await sleep(REST_MS)
    const beforeMb = residentMb(server.pid)
    const watch = watchMemory(server.pid)
    const started = performance.now()
    const [got] = await Promise.all([follow(server.url, task), writeLines(store, task, lines)])
    const seconds = (performance.now() - started) / 1000
    const peakMb = watch.end()
    await sleep(REST_MS)
    return { lines, got, seconds, beforeMb, peakMb, afterMb: residentMb(server.pid) }
  } finally {
    await server.stop()
    await store.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** A task of this process, as another server or a command line would run it. */
async function startTask(store: Store): Promise<Task> {
  const key = { id: 'bench', name: 'bench', role: 'viewer', createdBy: 'bench', expiresAt: null } as const
  await store.accessKeys.add(key, tokenSha256(TOKEN))
  await store.processes.register({
    ...{ id: 'bench', pid: process.pid, host: hostname(), bootMark: '', kind: 'cli' },
  })
  const who = { scriptSet: 'bench', trigger: 'bench', origin: 'manual', requestedBy: 'bench' } as const
  const task = await store.tasks.enqueue({ ...who, plannedAt: new Date() })
  if (task === undefined) throw new Error('Cannot begin the task of the benchmark')
  await store.tasks.claim(task.id, 'bench')
  return task
}

async function writeLines({ tasks }: Store, { id }: Task, lines: number): Promise<void> {
  for (let first = 0; first < lines; first += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, lines - first)
    const entries = Array.from({ length: count }, (_, at) => ({
      ...{ time: new Date(), level: 'info' as const, fields: { line: first + at } },
      message: 'x'.repeat(100),
    }))
    await tasks.appendLog(id, entries)
  }
  await tasks.finish(id, { status: 'success' })
}

/** Lines up to the end. */
async function follow(url: string, { id }: Task): Promise<number> {
  const events = await openEvents(`${url}/api/tasks/${id}/log/stream`, { authorization: `Bearer ${TOKEN}` })
  let lines = 0
  for (let event = await events.next(); event !== undefined; event = await events.next()) {
    if (event.event === 'log') lines += 1
  }
  return lines
}

function watchMemory(pid: number) {
  let peak = residentMb(pid)
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMb(pid))
  }, SAMPLE_MS)
  return {
    end(): number {
      clearInterval(timer)
      return peak
    },
  }
}

function residentMb(pid: number): number {
  return memoryOf(pid, 'VmRSS') ?? Number.NaN
}

export function printFollow({ lines, got, seconds, beforeMb, peakMb, afterMb }: FollowFigures): string {
  const mb = (value: number) => `${value.toFixed(0)} MiB`
  return [
    `${lines} lines of a task, followed over HTTP`,
    `  got                 ${got}`,
    `  time                ${seconds.toFixed(1)} s, ${Math.round(got / seconds)} lines a second`,
    `  server's memory     ${mb(beforeMb)} before, ${mb(peakMb)} at most, ${mb(afterMb)} after`,
  ].join('\n')
}
