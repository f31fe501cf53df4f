/** Throw-away homes for tests: a folder, its store, script sets, startup scripts and triggers. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import type { Store } from '#func/home/types.ts'
import type { Trigger } from '#func/model/trigger.ts'
import { openPointStore } from '#func/points/point-store.ts'
import type { PointStore } from '#func/points/types.ts'
import type { Clock } from '#func/time.ts'

export interface TestHome {
  readonly path: string
  readonly key: Uint8Array
  readonly clock: Clock
  readonly store: Store
  readonly points: PointStore
  /** Another connection to the same store, as another process would have; closed with the home. */
  openAgain(): Promise<Store>
  /** Installs the files of a folder as a script set. */
  addScriptSet(id: string, folder: string, manifest?: Readonly<Record<string, unknown>>): Promise<void>
  /** Writes `startup/<name>.ts`; gives its path. */
  addStartup(name: string, source: string): Promise<string>
  /** Deploys a trigger. Its cron comes due once a year unless another is given. */
  addTrigger(trigger: TestTrigger, secrets?: Readonly<Record<string, string>>): Promise<Trigger>
  close(): Promise<void>
}

export type TestTrigger = Pick<Trigger, 'name' | 'scriptSet'> & Partial<Trigger>

export interface TestHomeOptions {
  /** @default {system time} */
  readonly clock?: Clock
}

export async function createHome({ clock = () => new Date() }: TestHomeOptions = {}): Promise<TestHome> {
  const path = await mkdtemp(join(tmpdir(), 'funcbox-home-'))
  await writeFile(join(path, 'package.json'), '{ "type": "module" }\n')
  const key = loadKey({ home: path })
  const store = await openStore({ home: path, key, clock })
  const points = await openPointStore({ home: path, clock })
  const others: Store[] = []
  return {
    ...{ path, key, clock, store, points },
    async openAgain() {
      const other = await openStore({ home: path, key, clock })
      others.push(other)
      return other
    },
    addScriptSet: (id, folder, manifest = {}) => addScriptSet(path, id, folder, manifest),
    async addStartup(name, source) {
      const file = join(path, 'startup', `${name}.ts`)
      await write(file, source)
      return file
    },
    async addTrigger(given, secrets = {}) {
      const trigger = { ...defaultTrigger(clock()), title: given.name, ...given }
      await store.triggers.deploy(trigger, secrets)
      return trigger
    },
    async close() {
      await Promise.all([...others, store, points].map((each) => each.close()))
      await rm(path, { recursive: true, force: true })
    },
  }
}

function defaultTrigger(now: Date): Omit<Trigger, 'name' | 'scriptSet' | 'title'> {
  return {
    ...{ cron: '0 0 1 1 *', timezone: 'UTC', jitterSeconds: 0, timeoutSeconds: 60 },
    ...{ enabled: true, pausedUntil: null, generatedSha256: '', generatedVersion: '1.0.0', parameters: {} },
    ...{ createdAt: now, updatedAt: now },
  }
}

async function addScriptSet(
  home: string,
  id: string,
  folder: string,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const files = names.map((entry) => {
    const file = join(entry.parentPath, entry.name)
    return { path: file.slice(folder.length + 1), content: readFileSync(file) }
  })
  const target = join(home, 'scripts', id)
  for (const { path, content } of files) await write(join(target, path), content)
  const digests = files.map(({ path, content }) => ({ path, sha256: sha256(content) }))
  const manifest = { id, version: '1.0.0', entry: 'main.ts', files: digests, ...more }
  const record = {
    id,
    version: '1.0.0',
    manifest,
    source: 'test',
    files: digests,
    installedAt: '2026-01-01T00:00:00Z',
  }
  await write(join(target, 'installed.json'), JSON.stringify(record))
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
