/** What every command gets: the terminal, the clock, the home, opened on demand. */
import { setTimeout as sleep } from 'node:timers/promises'
import { loadKey } from '../home/secrets.ts'
import { openStore } from '../home/store.ts'
import type { Store } from '../home/types.ts'
import { createHostLogger, type Masker } from '../log.ts'
import { createInstaller, type Installer } from '../market/install.ts'
import { builtinSource, folderSource, type MarketSource } from '../market/source.ts'
import { openPointStore } from '../points/point-store.ts'
import { openPointQueries } from '../points/query/threads/point-queries.ts'
import type { PointQueries, PointStore } from '../points/types.ts'
import type { Logger } from '../script.ts'
import { loadSettings, type Settings } from '../settings.ts'
import type { SinkDependencies } from '../sinks/sink.ts'
import { recoverDeploys, removeDeploy } from '../startup-scripts/deploy.ts'
import { makeFolder } from './make-folder.ts'
import type { Terminal } from './terminal.ts'

export interface CliContext {
  readonly terminal: Terminal
  readonly clock: () => Date
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
  readonly version: string
  /** User of the operating system who gave the command: the audit names it. */
  readonly user: string
  /** Folder of the program: the manifests and scripts that ship with it. */
  readonly packageRoot: string
  readonly masker: Masker
  /** As given by --home, or by the demo. */
  readonly home: () => string | undefined
  /** Sets the exit status of a command that did not throw; the first that is not 0 stays. */
  readonly exit: (status: number) => void
}

/** One opened home. */
export interface Home {
  readonly folder: string
  readonly settings: Settings
  readonly key: Uint8Array
  readonly store: Store
  readonly points: PointStore
  /** For what may be heavy: answered by a thread that starts with the first query. */
  readonly queries: PointQueries
  readonly sources: readonly MarketSource[]
  readonly installer: Installer
  readonly log: Logger
  readonly sinkDependencies: SinkDependencies
  /** Removes a trigger with its secrets and state, and its startup script; an edited one is kept beside. */
  removeTrigger(name: string): Promise<{ readonly oldFile?: string }>
  close(): Promise<void>
}

/** Opens the home, mends what a killed command left half-done, calls the action, and closes the home again. */
export async function withHome<T>(context: CliContext, action: (home: Home) => Promise<T>): Promise<T> {
  const home = await openHome(context)
  try {
    return await action(home)
  } finally {
    await home.close()
  }
}

/** Who opens a home closes it. */
export async function openHome(context: CliContext): Promise<Home> {
  const { clock } = context
  const settings = loadSettings({ home: context.home() })
  const folder = settings.home
  if (await makeFolder(folder)) context.terminal.note(`note: made a new home in ${folder}`)
  const key = loadKey({ home: folder, value: settings.secretKey })
  const store = await openStore({ home: folder, key, clock })
  const points = await openPointStore({ home: folder, clock })
  const queries = openPointQueries({ home: folder })
  const log = commandLogger(settings, context)
  const sources = sourcesOf(settings, context)
  const { version: engineVersion, packageRoot } = context
  const installer = createInstaller({ home: folder, sources, engineVersion, clock, packageRoot })
  await installer.recover()
  await recoverDeploys({ home: folder, triggers: store.triggers })
  return {
    folder,
    settings,
    key,
    store,
    points,
    queries,
    sources,
    installer,
    log,
    sinkDependencies: { local: points, log, sleep: wait, now: () => clock().getTime(), random: Math.random },
    removeTrigger: (name) => removeDeploy({ home: folder, store }, name),
    async close() {
      await Promise.all([store.close(), points.close(), queries.close()])
    },
  }
}

function sourcesOf(settings: Settings, context: CliContext): MarketSource[] {
  const folders = settings.market.folders.map((path) => folderSource(path, path))
  return [builtinSource(context.packageRoot), ...folders]
}

/** The host log of a server. */
export function serverLogger({ log }: Settings, { terminal, masker }: CliContext): Logger {
  return createHostLogger({ ...log, write: (line) => terminal.note(line.trimEnd()), masker })
}

/** A command prints its own results; of the host log only what went wrong. */
function commandLogger(settings: Settings, context: CliContext): Logger {
  const level = settings.log.level === 'debug' ? 'debug' : 'warn'
  return serverLogger({ ...settings, log: { ...settings.log, level } }, context)
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal })
}
