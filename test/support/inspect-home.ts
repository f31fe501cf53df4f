/** What is in a home, read past the command line. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import type { Store } from '#func/home/types.ts'
import type { AuditEntry } from '#func/model/access.ts'
import type { SinkRecord } from '#func/model/sink.ts'
import type { Trigger } from '#func/model/trigger.ts'
import { openPointStore } from '#func/points/point-store.ts'
import type { Json } from '#func/script.ts'
import type { PrintedSeries } from './aws/compare.ts'
import { readLines } from './sinks/line-protocol.ts'

const clock = () => new Date()

export async function withStore<T>(home: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ home, key: loadKey({ home }), clock })
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}

/** Committed state of one startup script: its watermarks. */
export function readState(home: string, owner: string): Promise<Record<string, Json>> {
  return withStore(home, (store) => store.state.all(owner))
}

/** Oldest first. */
export async function readAudit(home: string): Promise<readonly AuditEntry[]> {
  const entries = await withStore(home, (store) => store.audit.list({ limit: 10_000 }))
  return entries.reverse()
}

/** All metric points of one measurement. */
export async function readSeries(home: string, measurement = 'aws_lambda'): Promise<PrintedSeries[]> {
  const points = await openPointStore({ home, clock })
  try {
    const all = { measurement, since: new Date(0), until: new Date(8.64e15), limit: 10_000_000 }
    return (await points.series({ ...all, category: 'metric' })) as PrintedSeries[]
  } finally {
    await points.close()
  }
}

export interface Inventory {
  /** Path under `scripts` or `startup` with SHA-256, sorted; whatever lies there, hidden files too. */
  readonly files: readonly string[]
  readonly triggers: readonly Trigger[]
  readonly secrets: readonly string[]
  readonly sinks: readonly SinkRecord[]
}

/** Everything that a command which fails must leave as it was. */
export function takeInventory(home: string): Promise<Inventory> {
  return withStore(home, async ({ triggers, secrets, sinks }) => ({
    files: ['scripts', 'startup'].flatMap((folder) => filesOf(home, folder)),
    triggers: await triggers.list(),
    secrets: (await secrets.names()).sort(),
    sinks: await sinks.list(),
  }))
}

function filesOf(home: string, folder: string): string[] {
  const root = join(home, folder)
  if (!existsSync(root)) return []
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  return entries.map((entry) => describe(join(entry.parentPath, entry.name), entry.isFile(), home)).sort()
}

function describe(path: string, isFile: boolean, home: string): string {
  const name = path.slice(home.length + 1)
  return isFile ? `${name} ${createHash('sha256').update(readFileSync(path)).digest('hex')}` : `${name}/`
}

/** Metric points of a text of line protocol, as `readSeries` gives them. @param ticksPerMs Of its timestamps. */
export function readPrinted(text: string, ticksPerMs: number): PrintedSeries[] {
  const metrics = readLines(text).filter(
    (line) => line.measurement === 'aws_lambda' && !('class' in line.tags),
  )
  return metrics.map(({ tags, fields, timestamp }) => ({
    tags,
    points: [{ timestamp: Number(timestamp) / ticksPerMs, fields: fields as Record<string, number> }],
  }))
}
