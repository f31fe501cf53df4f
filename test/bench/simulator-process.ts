/** The simulated account of a benchmark, in a process of its own. Keeps requests for the raw floor. */
import { writeFileSync } from 'node:fs'
import { type SignedRequest, startSimulator } from '#func/simulator/simulator.ts'
import { readJob } from './child.ts'
import type { AccountJob, AccountReply, AccountRequest } from './simulated-account.ts'

const job = readJob<AccountJob>()
let recorded: SignedRequest[] = []
let recording = false

const simulator = await startSimulator({
  functions: job.functions,
  seed: job.seed,
  everyMetric: true,
  now: () => new Date(job.now ?? Date.now()),
  faults: { latencyMs: job.latencyMs },
  // What is measured is work, not the waiting for AWS.
  quotas: 'none',
  onRequest: (request) => {
    if (recording) recorded.push(request)
  },
})

process.on('message', (request: AccountRequest) => {
  if (request.kind === 'record') {
    recording = request.on
    if (request.on) recorded = []
  }
  if (request.kind === 'save') save(request.file)
  const counters = { ...simulator.counters }
  if (request.kind === 'counters') simulator.resetCounters()
  if (request.kind === 'close') void simulator.close().then(() => process.disconnect())
  else process.send?.({ url: simulator.url, counters } satisfies AccountReply)
})
process.send?.({ url: simulator.url, counters: {} } satisfies AccountReply)

/** One JSON line of headers and length before each body. */
function save(file: string): void {
  const parts = recorded.flatMap(({ method, url, headers, body }) => [
    Buffer.from(
      `${JSON.stringify({ method, path: url.pathname + url.search, headers, length: body.length })}\n`,
    ),
    body,
  ])
  writeFileSync(file, '')
  for (const part of parts) writeFileSync(file, part, { flag: 'a' })
  recorded = []
}
