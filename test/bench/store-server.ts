/** The HTTP API on the home of a benchmark, in a process of its own. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openTestApi } from '../support/console/api.ts'
import { memoryOf } from '../support/process-memory.ts'
import { readJob } from './child.ts'

export interface ServerJob {
  readonly home: string
}

export interface ServerReply {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export interface ServerFigures {
  /** Memory of its own: without pages of files, which the kernel takes back when it needs to. Elsewhere than on Linux all. */
  readonly ownMb: number
  /** The longest that its event loop was held up. */
  readonly loopDelayMs: number
}

const { home } = readJob<ServerJob>()
for (const name of readdirSync(home)) if (name.startsWith('funcbox.db')) rmSync(join(home, name))
const api = await openTestApi({ folder: home })
const url = await api.app.listen({ port: 0, host: '127.0.0.1' })
// As `funcbox serve` does.
api.deps.queries.warm()
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('message', () => {
  process.send?.({ ownMb: ownMb(), loopDelayMs: delay.max / 1e6 } satisfies ServerFigures)
})
process.on('disconnect', () => void api.close())
process.send?.({ url, headers: await api.credentials('viewer') } satisfies ServerReply)

function ownMb(): number {
  return memoryOf(process.pid, 'RssAnon') ?? process.memoryUsage.rss() / 2 ** 20
}
