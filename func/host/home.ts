/** One installation's home, opened: settings, databases, installed sets, and what is wired to them. */
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
import { checkStartup } from '../runner/host/check-startup.ts'
import { createRunner, type Runner } from '../runner/host/runner.ts'
import type { SinkParts } from '../runner/host/sinks.ts'
import type { Logger } from '../script.ts'
import { type Environment, loadSettings } from '../settings.ts'
import type { Settings } from '../settings-schema.ts'
import type { SinkDependencies } from '../sinks/sink.ts'
import { type DeployOptions, recoverDeploys, removeDeploy } from '../startup-scripts/deploy.ts'
import type { Clock } from '../time.ts'
import { makeFolder } from './make-folder.ts'

/** How long a removal waits for the running task to end. */
const STOP_MS = 10_000
const STOP_POLL_MS = 100

/** What the process gives: clock, environment, user, the program's own folder, and where notes for people go. */
export interface HostContext {
  readonly clock: Clock
  readonly env: Environment
  readonly version: string
  /** User of the operating system who gave the command: the audit names it. */
  readonly user: string
  /** Folder of the program: the manifests and scripts that ship with it. */
  readonly packageRoot: string
  readonly masker: Masker
  /** As given by --home, or by the demo. */
  readonly home: () => string | undefined
  /** A line for people, beside the results. */
  readonly note: (line: string) => void
}

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
  /** Removes a trigger with its secrets and state, and its startup script; an edited one is kept under another name. */
  removeTrigger(name: string): Promise<{ readonly oldFile?: string }>
  close(): Promise<void>
}

/** Who opens a home closes it. */
export async function openHome(context: HostContext): Promise<Home> {
  const { clock } = context
  const settings = loadSettings({ home: context.home(), env: context.env })
  const folder = settings.home
  if (await makeFolder(folder)) context.note(`note: made a new home in ${folder}`)
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
    sinkDependencies: {
      ...{ local: points, log, sleep: wait, network: settings.connections },
      ...{ now: () => clock().getTime(), random: Math.random },
    },
    async removeTrigger(name) {
      await stopRunning(name, store)
      return await removeDeploy({ home: folder, store }, name)
    },
    async close() {
      await Promise.all([store.close(), points.close(), queries.close()])
    },
  }
}

/** A run that does not end in time goes on without the right to keep its progress. */
async function stopRunning(trigger: string, { tasks }: Store): Promise<void> {
  for (let waited = 0; waited < STOP_MS; waited += STOP_POLL_MS) {
    const running = (await tasks.running()).filter((task) => task.trigger === trigger)
    if (running.length === 0) return
    for (const { id } of running) await tasks.requestStop(id)
    await sleep(STOP_POLL_MS)
  }
}

export function runnerOf(kind: 'cli' | 'serve', home: Home, { clock }: Pick<HostContext, 'clock'>): Runner {
  const { folder, key, store, points, settings, log } = home
  return createRunner({ home: folder, key, store, points, clock, kind, settings, log })
}

/** Deploys prove in a worker of its own that the startup script loads and its config is right. */
export function deployOptions(
  { folder, installer, store }: Home,
  { clock }: Pick<HostContext, 'clock'>,
): DeployOptions {
  const verify: DeployOptions['verify'] = (file, secrets, scriptSet) =>
    checkStartup({ home: folder, file, secrets, scriptSet })
  return { home: folder, installer, store, clock, verify }
}

export function sinkParts(
  { store, sinkDependencies }: Home,
  { masker, clock }: Pick<HostContext, 'masker' | 'clock'>,
): SinkParts {
  return { store, dependencies: sinkDependencies, masker, clock }
}

function sourcesOf(settings: Settings, context: HostContext): MarketSource[] {
  const folders = settings.market.folders.map((path) => folderSource(path, path))
  return [builtinSource(context.packageRoot), ...folders]
}

/** The host log of a server. */
export function serverLogger({ log }: Settings, { note, masker }: HostContext): Logger {
  return createHostLogger({ ...log, write: (line) => note(line.trimEnd()), masker })
}

/** A command prints its own results; of the host log only what went wrong. */
function commandLogger(settings: Settings, context: HostContext): Logger {
  const level = settings.log.level === 'debug' ? 'debug' : 'warn'
  return serverLogger({ ...settings, log: { ...settings.log, level } }, context)
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal })
}
