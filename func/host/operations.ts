/** What can be done with an opened home, the same for the API and for commands. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AccessReport } from '../aws/check-access.ts'
import { checkRegion, isRegionForm } from '../aws/regions.ts'
import { FuncError, hasCode, messageOf } from '../errors.ts'
import type {
  DeployPort,
  InsightPort,
  MarketPort,
  ParametersCheck,
  SinkPort,
  TriggerPort,
} from '../http/deps.ts'
import { readFunctionHealth } from '../insight/function-health.ts'
import { selectFunctions } from '../insight/select-functions.ts'
import { type CatalogEntry, catalogEntries, findSet, matchesSearch, readCatalogs } from '../market/catalog.ts'
import { listDashboards } from '../market/dashboards.ts'
import { scriptsFolder } from '../market/installed.ts'
import { type Manifest, type Permission, secretParameters } from '../market/manifest.ts'
import { type IamPolicy, policyFor } from '../market/policy.ts'
import { scheduleProblem } from '../market/schedule.ts'
import type { SinkRecord } from '../model/sink.ts'
import { checkConfig, checkDeployed } from '../runner/host/check-deploy.ts'
import {
  checkSink,
  DEFAULT_SINK,
  readDraft,
  readSink,
  requireSink,
  type SinkDraft,
  saveSink,
} from '../runner/host/sinks.ts'
import { changeTrigger, nextRuns, nextSlots, requireTrigger } from '../runner/host/triggers.ts'
import type { CheckedStartup } from '../runner/messages.ts'
import type { Plan } from '../runner/plan/cost-plan.ts'
import { type PlanOptions, planTrigger } from '../runner/plan/plan-trigger.ts'
import { SINK_TYPES } from '../sinks/config.ts'
import { deploy } from '../startup-scripts/deploy.ts'
import { deployConfig } from '../startup-scripts/deploy-config.ts'
import type { DeployRequest } from '../startup-scripts/plan-deploy.ts'
import {
  listStartupScripts,
  previewDeploy,
  readStartupScript,
  saveStartupScript,
} from '../startup-scripts/startup-scripts.ts'
import { deployOptions, type Home, type HostContext, sinkParts } from './home.ts'

const LONGEST_TEXT = 1024 * 1024

export interface MarketOperations extends MarketPort {
  policyFor(permissions: readonly Permission[]): IamPolicy
  /** Names of the parameters that are never shown. */
  secretParameters(manifest: Manifest): readonly string[]
}

export interface DeployOperations extends DeployPort {
  /** As `test`, but wrong parameters are an error. @throws FUNC_ERR_PARAMETER_INVALID, FUNC_ERR_CONFIG_INVALID */
  access(request: DeployRequest, signal: AbortSignal): Promise<AccessReport>
  /** A region may be newer than this program, so a mistake is something to report and not to refuse. */
}

export interface TriggerOperations extends TriggerPort {
  /** What a trigger will use and cost. @throws FUNC_ERR_TRIGGER_UNKNOWN and what `planTrigger` throws */
  plan(name: string, options: Pick<PlanOptions, 'signal' | 'onStep'>): Promise<Plan>
}

export interface SinkOperations extends SinkPort {
  /** `keptLocal`: the embedded store, in use until now, stays a sink. */
  save(draft: SinkDraft): Promise<{ readonly record: SinkRecord; readonly keptLocal: boolean }>
  /** @throws FUNC_ERR_SINK_UNKNOWN */
  require(name: string): Promise<SinkRecord>
  /** Treats a sink as one that has received nothing. @throws FUNC_ERR_SINK_UNKNOWN */
  renew(name: string): Promise<void>
}

export interface Operations {
  readonly market: MarketOperations
  readonly deploys: DeployOperations
  readonly triggers: TriggerOperations
  readonly sinks: SinkOperations
  readonly insight: InsightPort
}

export function operationsOf(home: Home, context: HostContext): Operations {
  return {
    market: marketOperations(home),
    deploys: deployOperations(home, context),
    triggers: triggerOperations(home, context),
    sinks: sinkOperations(home, context),
    insight: insightOperations(home, context),
  }
}

function insightOperations({ queries }: Home, { clock }: HostContext): InsightPort {
  return {
    functions: (options) => readFunctionHealth(queries, { now: clock().getTime(), ...options }),
    select: selectFunctions,
  }
}

function marketOperations({ installer, sources, store, folder, log, removeTrigger }: Home): MarketOperations {
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
    ...{ policyFor, secretParameters },
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

function deployOperations(home: Home, context: HostContext): DeployOperations {
  const options = deployOptions(home, context)
  const checkHome = {
    home: home.folder,
    network: home.settings.connections,
    store: home.store,
    installer: home.installer,
  }
  const access = async (request: DeployRequest, signal: AbortSignal) => {
    const config = await deployConfig(options, request)
    return checkConfig(checkHome, { scriptSet: request.set, config }, signal)
  }
  return {
    deploy: async (request) => {
      if (request.force !== true) refuseUnknownRegions(request.parameters.regions)
      return deploy(options, request)
    },
    preview: (request) => previewDeploy(options, request),
    remove: home.removeTrigger,
    list: () => listStartupScripts(options),
    read: (name) => readStartupScript(options, name),
    save: (edit) => saveStartupScript(options, edit) as Promise<CheckedStartup>,
    access,
    test: (request, signal) => withProblems(() => access(request, signal)),
    check: async (name, signal) => checkDeployed(checkHome, await requireTrigger(home.store, name), signal),
  }
}

/** @throws FUNC_ERR_AWS_REGION_UNKNOWN */
function refuseUnknownRegions(regions: unknown): void {
  const names = Array.isArray(regions) ? regions.map(String) : String(regions ?? '').split(',')
  const named = names.map((part) => part.trim().replace(/^-/, ''))
  for (const region of named) if (isRegionForm(region)) checkRegion(region)
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

function triggerOperations(
  { store, folder, key, settings }: Home,
  { clock }: HostContext,
): TriggerOperations {
  return {
    require: (name) => requireTrigger(store, name),
    change: (name, change) => changeTrigger(store, name, change),
    ...{ nextRuns, nextSlots },
    problem: scheduleProblem,
    plan: async (name, options) =>
      planTrigger({
        home: folder,
        key,
        settings,
        clock,
        trigger: await requireTrigger(store, name),
        ...options,
      }),
  }
}

function sinkOperations(home: Home, context: HostContext): SinkOperations {
  const parts = sinkParts(home, context)
  return {
    types: SINK_TYPES,
    implicit: DEFAULT_SINK,
    test: async (draft, signal) => checkSink(await readDraft(draft, parts), parts, signal),
    check: async (name, signal, options) => {
      const isImplicit = name === DEFAULT_SINK.name && (await home.store.sinks.list()).length === 0
      const sink = isImplicit ? await readDraft(DEFAULT_SINK, parts) : await readSink(parts, name)
      return checkSink(sink, parts, signal, options)
    },
    async save(draft) {
      const sink = await readDraft(draft, parts)
      return { record: sink.record, ...(await saveSink(sink, parts)) }
    },
    require: (name) => requireSink(home, name),
    async renew(name) {
      const { record, secrets } = await readSink(parts, name)
      await home.store.sinks.save({ ...record, createdAt: context.clock() }, secrets)
    },
  }
}
