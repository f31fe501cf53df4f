/** Starts a rival, waits until it has collected once, and reads its cost from the kernel's books. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../support/process-memory.ts'
import type { Cost } from './cost.ts'
import { RIVAL, type RivalName, type RivalPlan, type RivalStart, rivalEnvironment } from './rivals.ts'

export interface RivalRun extends Cost {
  readonly peakMb: number
  readonly output: string
}

const POLL_MS = 100
const GIVE_UP_MS = 600_000
/** Kernel ticks: always a hundredth of a second for programs. */
const TICK_MS = 10

export async function runRival(name: RivalName, plan: Omit<RivalPlan, 'port'>): Promise<RivalRun> {
  const start = RIVAL[name].start({ ...plan, port: await freePort() })
  writeFileSync(start.configFile, start.config)
  const began = performance.now()
  const child = spawn(start.command, start.args, {
    env: { PATH: process.env.PATH, ...rivalEnvironment(plan.url) },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const written: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk))
  const ended = once(child, 'exit')
  try {
    const books = () => booksOf(child.pid ?? 0)
    const done = start.endpoint === undefined ? untilEnd(ended, books) : untilServed(start, books)
    const { output, cpuMs, peakMb } = await done
    const wallMs = performance.now() - began
    return { wallMs, cpuMs, peakMb, output: output ?? Buffer.concat(written).toString() }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

interface Books {
  readonly cpuMs: number
  readonly peakMb: number
}

interface Done extends Books {
  readonly output?: string
}

/** It serves nothing of AWS before its first collection is complete. */
async function untilServed({ endpoint = '' }: RivalStart, books: () => Books): Promise<Done> {
  for (let waited = 0; waited < GIVE_UP_MS; waited += POLL_MS) {
    await sleep(POLL_MS)
    const before = books()
    const output = await fetch(endpoint).then(
      (response) => response.text(),
      () => '',
    )
    // Its own text is not part of collecting, but its memory is part of running it.
    if (/^aws_lambda_/m.test(output)) return { output, cpuMs: before.cpuMs, peakMb: books().peakMb }
  }
  throw new Error(`Nothing of AWS at ${endpoint}`)
}

async function untilEnd(ended: Promise<unknown>, books: () => Books): Promise<Done> {
  let last: Books = { cpuMs: 0, peakMb: 0 }
  const isOver = ended.then(() => true)
  while (!(await Promise.race([isOver, sleep(POLL_MS).then(() => false)]))) {
    // One that is about to go has given its memory back.
    const { cpuMs, peakMb } = books()
    last = { cpuMs: Math.max(last.cpuMs, cpuMs), peakMb: Math.max(last.peakMb, peakMb) }
  }
  return last
}

/** @see https://man7.org/linux/man-pages/man5/proc.5.html */
function booksOf(pid: number): Books {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number)
    return { cpuMs: (user + system) * TICK_MS, peakMb: memoryOf(pid, 'VmHWM') ?? 0 }
  } catch {
    return { cpuMs: 0, peakMb: 0 }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
