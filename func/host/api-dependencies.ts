/** What the API is given, made of the parts of an opened home. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { FuncError, hasCode, messageOf } from '../errors.ts'
import type {
  ApiDependencies,
  DeployPort,
  MarketPort,
  ParametersCheck,
  SinkPort,
  TriggerPort,
} from '../http/deps.ts'
import { LOOPBACK_HOSTS } from '../http/host-guard.ts'
import type { Masker } from '../log.ts'
import { type CatalogEntry, catalogEntries, findSet, matchesSearch, readCatalogs } from '../market/catalog.ts'
import { listDashboards } from '../market/dashboards.ts'
import { scriptsFolder } from '../market/installed.ts'
import { scheduleProblem } from '../market/schedule.ts'
import type { PointQueries } from '../points/types.ts'
import { checkConfig, checkDeployed } from '../runner/host/check-deploy.ts'
import type { Runner } from '../runner/host/runner.ts'
import { checkSink, DEFAULT_SINK, readDraft, readSink, saveSink } from '../runner/host/sinks.ts'
import { changeTrigger, nextRuns, nextSlots, requireTrigger } from '../runner/host/triggers.ts'
import type { CheckedStartup } from '../runner/messages.ts'
import type { Logger } from '../script.ts'
import { shownSettings } from '../settings.ts'
import type { Settings } from '../settings-schema.ts'
import { SINK_TYPES } from '../sinks/config.ts'
import { deploy } from '../startup-scripts/deploy.ts'
import { deployConfig } from '../startup-scripts/deploy-config.ts'
import {
  listStartupScripts,
  previewDeploy,
  readStartupScript,
  saveStartupScript,
} from '../startup-scripts/startup-scripts.ts'
import { deployOptions, type Home, type HostContext, sinkParts } from './home.ts'

const LONGEST_TEXT = 1024 * 1024

export interface ServerParts {
  readonly runner: Runner
  readonly queries: PointQueries
  readonly log: Logger
  readonly http: Settings['http']
  readonly setupToken: string
  readonly tls?: { readonly cert: string; readonly key: string }
}

export function apiDependencies(home: Home, context: HostContext, parts: ServerParts): ApiDependencies {
  const { clock, masker, version, packageRoot } = context
  masker.add(parts.setupToken)
  return {
    ...{ store: home.store, points: home.points, queries: parts.queries, runner: parts.runner },
    ...{ clock, masker, version, log: parts.log, tls: parts.tls },
    market: marketPort(home, parts.log),
    deploys: deployPort(home, context),
    triggers: triggerPort(home),
    sinks: sinkPort(home, context),
    settings: shownSettings(home.settings),
    homeName: basename(home.folder),
    redact: createRedact(masker, home.folder, packageRoot),
    access: { hosts: hostsOf(parts.http), setupToken: parts.setupToken },
    consoleFolder: consoleFolder(context),
  }
}

/** Where the built console lies, if it has been built. */
export function consoleFolder({ packageRoot }: Pick<HostContext, 'packageRoot'>): string {
  return join(packageRoot, 'web', 'dist')
}

/** On loopback only its own names; beyond, the names given, or any. */
function hostsOf({ host, hosts }: Settings['http']): string[] {
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(host)
  if (!isLoopback && hosts.length === 0) return []
  return [...LOOPBACK_HOSTS, host, ...hosts].map((name) => name.toLowerCase())
}

/** Longer folders first: one may lie in the other. */
function createRedact(masker: Masker, folder: string, packageRoot: string): (text: string) => string {
  const places = [
    [folder, 'home'],
    [packageRoot, 'funcbox'],
    [homedir(), '~'],
  ] as const
  const known = places.filter(([path]) => path.length > 1).sort(([a], [b]) => b.length - a.length)
  return (text) => known.reduce((text, [path, word]) => text.replaceAll(path, word), masker.mask(text))
}

function marketPort({ installer, sources, store, folder, removeTrigger }: Home, log: Logger): MarketPort {
  return {
    ...installer,
    sources,
    catalogs: () => readCatalogs({ sources, installer }),
    entries: catalogEntries,
    matches: (entry, search) => matchesSearch(entry.manifest, search),
    entry: (id) => findSet(id, { sources, installer }),
    text: (entry, path) => offeredText(entry, path, { sources, folder }),
    installedText: (id, path) => readText(() => readFile(join(scriptsFolder(folder), id, path))),
    dashboards: async () =>
      listDashboards(folder, await installer.installed(), (error) =>
        log.warn({ error: messageOf(error) }, 'Left out a dashboard'),
      ),
    async removal({ withTriggers, ...options }) {
      const removal = { removeTrigger: async (name: string) => void (await removeTrigger(name)) }
      return { ...options, triggers: await store.triggers.list(), ...(withTriggers ? removal : {}) }
    },
  }
}

async function offeredText(
  { manifest: { id }, source }: CatalogEntry,
  path: string,
  { sources, folder }: Pick<Home, 'sources' | 'folder'>,
): Promise<string | undefined> {
  const offering = sources.find(({ name }) => name === source)
  return (
    (offering && (await readText(() => offering.read(id, path)))) ??
    readText(() => readFile(join(scriptsFolder(folder), id, path)))
  )
}

async function readText(read: () => Promise<Uint8Array>): Promise<string | undefined> {
  try {
    const bytes = await read()
    return bytes.length > LONGEST_TEXT ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function deployPort(home: Home, context: HostContext): DeployPort {
  const options = deployOptions(home, context)
  const checkHome = { home: home.folder, store: home.store, installer: home.installer }
  return {
    deploy: (request) => deploy(options, request),
    preview: (request) => previewDeploy(options, request),
    remove: home.removeTrigger,
    list: () => listStartupScripts(options),
    read: (name) => readStartupScript(options, name),
    save: (edit) => saveStartupScript(options, edit) as Promise<CheckedStartup>,
    test: (request, signal) =>
      withProblems(async () => {
        const config = await deployConfig(options, request)
        return checkConfig(checkHome, { scriptSet: request.set, config }, signal)
      }),
    check: async (name, signal) => checkDeployed(checkHome, await requireTrigger(home.store, name), signal),
  }
}

/** Wrong parameters are an answer of a test, not its failure. */
async function withProblems(check: () => Promise<Extract<ParametersCheck, { report: unknown }>['report']>) {
  try {
    return { report: await check() }
  } catch (error) {
    const isAnswer = hasCode(error, 'FUNC_ERR_PARAMETER_INVALID') || hasCode(error, 'FUNC_ERR_CONFIG_INVALID')
    if (!isAnswer || !(error instanceof FuncError)) throw error
    const { problems = [{ path: '', message: error.message }] } = error.details as Partial<
      Extract<ParametersCheck, { problems: unknown }>
    >
    return { problems }
  }
}

function triggerPort({ store }: Home): TriggerPort {
  return {
    require: (name) => requireTrigger(store, name),
    change: (name, change) => changeTrigger(store, name, change),
    ...{ nextRuns, nextSlots },
    problem: scheduleProblem,
  }
}

function sinkPort(home: Home, context: HostContext): SinkPort {
  const parts = sinkParts(home, context)
  return {
    types: SINK_TYPES,
    implicit: DEFAULT_SINK,
    test: async (draft, signal) => checkSink(await readDraft(draft, parts), parts, signal),
    check: async (name, signal) => {
      const isImplicit = name === DEFAULT_SINK.name && (await home.store.sinks.list()).length === 0
      const sink = isImplicit ? await readDraft(DEFAULT_SINK, parts) : await readSink(parts, name)
      return checkSink(sink, parts, signal)
    },
    save: async (draft) => void (await saveSink(await readDraft(draft, parts), parts)),
  }
}
