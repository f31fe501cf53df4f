/** A process of its own on a home, for tests. Arguments: role, home, name. Starts on a line of standard input. */
import { once } from 'node:events'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import { openPointStore } from '#func/points/point-store.ts'
import type { Point } from '#func/script.ts'
import { POINTS_PER_WRITE, type RaceResult, SLOTS } from './child-protocol.ts'
import { newTask, START } from './fixture.ts'

const clock = () => new Date()

/** Takes every slot and claims every waiting task, as fast as it can. */
async function race(home: string, name: string): Promise<void> {
  const key = loadKey({ home })
  const store = await openStore({ home, key, clock })
  const enqueued: string[] = []
  const claimed: string[] = []
  for (let slot = 0; slot < SLOTS; slot++) {
    const plannedAt = new Date(START + slot)
    const task = await store.tasks.enqueue(newTask({ origin: 'schedule', trigger: `t${slot}`, plannedAt }))
    if (task !== undefined) enqueued.push(task.id)
    for (const waiting of await store.tasks.waiting()) {
      if ((await store.tasks.claim(waiting.id, name)) === 'running') claimed.push(waiting.id)
    }
  }
  await store.close()
  report(JSON.stringify({ key: Buffer.from(key).toString('hex'), enqueued, claimed } satisfies RaceResult))
}

/** Writes points, task records and logs until it is killed; reports each acknowledged write. */
async function write(home: string): Promise<void> {
  const store = await openStore({ home, key: loadKey({ home }), clock })
  const points = await openPointStore({ home, clock })
  for (let round = 0; ; round++) {
    await points.write('metric', batch(round))
    const task = await store.tasks.enqueue(newTask())
    if (task !== undefined) await store.tasks.appendLog(task.id, logOf(round))
    report('written')
  }
}

function batch(round: number): Point[] {
  return Array.from({ length: POINTS_PER_WRITE }, (_, at) => {
    const tags = { name: `fn-${at % 50}` }
    return {
      measurement: 'aws_lambda',
      tags,
      fields: { round, at },
      timestamp: round * POINTS_PER_WRITE + at,
    }
  })
}

function logOf(round: number) {
  return Array.from({ length: 20 }, () => {
    return { time: clock(), level: 'info' as const, message: `round ${round}`, fields: {} }
  })
}

function report(line: string): void {
  process.stdout.write(`${line}\n`)
}

const [role, home = '', name = ''] = process.argv.slice(2)
report('ready')
await once(process.stdin, 'data')
await (role === 'race' ? race(home, name) : write(home))
process.exit(0)
