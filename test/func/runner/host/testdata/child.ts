/** A process of its own on a home, for tests: `child.ts <home> <serve|cli> [trigger]`. Prints lines of JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createRunner } from '#func/runner/host/runner.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import { SETTINGS, silentLog } from '../support.ts'

const [home = '', kind = '', trigger] = process.argv.slice(2)
const clock = () => new Date()
const key = loadKey({ home })
const store = await openStore({ home, key, clock })
const points = await openPointStore({ home, clock })
const runner = createRunner({
  ...{ home, key, store, points, clock, settings: SETTINGS, log: silentLog },
  kind: kind === 'serve' ? 'serve' : 'cli',
})

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

process.on('SIGTERM', async () => {
  await runner.close()
  await store.close()
  await points.close()
  process.exit(0)
})

await runner.start({ schedule: false })
say({ started: process.pid })
if (trigger !== undefined) {
  const { id } = await runner.execute(trigger, { requestedBy: 'child' })
  const task = await runner.wait(id, { pollMs: 20, onLog: (entries) => sayNew(id, entries) })
  say({ id, status: task.status })
  await runner.close()
  process.exit(0)
}
await sleep(60_000)

function sayNew(id: string, entries: readonly { readonly message: string }[]): void {
  const log = entries.map(({ message }) => message).find((message) => message !== 'Run started')
  if (log !== undefined) say({ id, log })
}
