/**
 * The raw floor: sends the recorded requests of a run again, byte for byte and so without signing, and parses
 * the answers. Nothing that reads these answers in JavaScript can be cheaper.
 */
import { readFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answer, readJob } from './child.ts'
import { type Cost, costOf, peakMemory } from './cost.ts'

export interface FloorJob {
  readonly url: string
  readonly file: string
  readonly atOnce: number
  /** Which of the recorded requests. */
  readonly from: number
  /** @default {all that follow} */
  readonly to?: number
  /** Time over which the requests are spread evenly, milliseconds. @default {as fast as they are answered} */
  readonly overMs?: number
}

export interface FloorResult extends Cost {
  readonly requests: number
  readonly queries: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly peakMb: number
}

interface Recorded {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer
}

const job = readJob<FloorJob>()
const requests = readRecorded(job.file).slice(job.from, job.to)
const agent = new Agent({ keepAlive: true, maxSockets: job.atOnce })
let bytesReceived = 0
let queries = 0

const { wallMs, cpuMs } = await costOf(async () => {
  const left = requests.entries()
  await Promise.all(Array.from({ length: job.atOnce }, () => sendAll(left)))
})
agent.destroy()
answer({
  wallMs,
  cpuMs,
  requests: requests.length,
  queries,
  bytesSent: requests.reduce((sum, { body }) => sum + body.length, 0),
  bytesReceived,
  peakMb: peakMemory(),
} satisfies FloorResult)

async function sendAll(left: IterableIterator<[number, Recorded]>): Promise<void> {
  const start = performance.now()
  for (const [index, request] of left) {
    const early = start + ((job.overMs ?? 0) * index) / requests.length - performance.now()
    if (early > 0) await sleep(early)
    const text = await send(request)
    bytesReceived += text.length
    const parsed = JSON.parse(text) as { MetricDataResults?: readonly unknown[] }
    queries += parsed.MetricDataResults?.length ?? 0
  }
}

function send({ method, path, headers, body }: Recorded): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(new URL(path, job.url), { method, headers, agent }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (incoming.statusCode === 200) resolve(text)
        else reject(new Error(`Refused: ${text.slice(0, 200)}`))
      })
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function readRecorded(file: string): Recorded[] {
  const content = readFileSync(file)
  const found: Recorded[] = []
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0x0a, at)
    const { length, ...request } = JSON.parse(content.toString('utf8', at, end))
    found.push({ ...request, body: content.subarray(end + 1, end + 1 + length) })
    at = end + 1 + length
  }
  return found
}
