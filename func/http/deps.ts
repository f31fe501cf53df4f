/** What the API is given: it makes none of its parts itself. Types only. */
import type { AccessReport } from '../aws/check-access.ts'
import type { Store } from '../home/types.ts'
import type { HealthOptions } from '../insight/function-health.ts'
import type { Masker } from '../log.ts'
import type { CatalogEntry, Catalogs } from '../market/catalog.ts'
import type { SetDashboard } from '../market/dashboards.ts'
import type { Installer, UninstallOptions } from '../market/install.ts'
import type { MarketSource } from '../market/source.ts'
import type { FunctionHealth, FunctionSelection, FunctionsHealth } from '../model/function-health.ts'
import type { Trigger, TriggerChange } from '../model/trigger.ts'
import type { PointQueries, PointStore } from '../points/types.ts'
import type { Runner } from '../runner/host/runner.ts'
import type { TriggerTimes } from '../runner/host/schedule.ts'
import type { SinkDraft } from '../runner/host/sinks.ts'
import type { CheckedStartup } from '../runner/messages.ts'
import type { Logger } from '../script.ts'
import type { ShownSetting } from '../settings.ts'
import type { CheckOptions, SinkHealth, SinkType } from '../sinks/sink.ts'
import type { DeployRequest, DeployResult } from '../startup-scripts/deploy.ts'
import type {
  DeployPreview,
  StartupEdit,
  StartupScript,
  StartupText,
} from '../startup-scripts/startup-scripts.ts'
import type { Clock } from '../time.ts'

/** Script sets on offer and installed. */
export interface MarketPort extends Installer {
  readonly sources: readonly MarketSource[]
  catalogs(): Promise<Catalogs>
  entries(catalogs: Catalogs): readonly CatalogEntry[]
  matches(entry: CatalogEntry, search: string): boolean
  /** @throws FUNC_ERR_MARKET_SET_UNKNOWN */
  entry(id: string): Promise<CatalogEntry>
  /** Text of a file of an offered or installed set; undefined where there is none. */
  text(entry: CatalogEntry, path: string): Promise<string | undefined>
  /** Text of an installed file that `verify` names; undefined when it is none. */
  installedText(id: string, path: string): Promise<string | undefined>
  dashboards(): Promise<readonly SetDashboard[]>
  removal(
    options: Omit<UninstallOptions, 'triggers' | 'removeTrigger'> & { readonly withTriggers: boolean },
  ): Promise<UninstallOptions>
}

/** What parameters of a deploy form turn out to be. */
export type ParametersCheck =
  | { readonly problems: readonly { readonly path: string; readonly message: string }[] }
  | { readonly report: AccessReport }

/** Startup scripts and how they are made. */
export interface DeployPort {
  deploy(request: DeployRequest): Promise<DeployResult>
  preview(request: DeployRequest): Promise<DeployPreview>
  remove(name: string): Promise<{ readonly oldFile?: string }>
  list(): Promise<readonly StartupScript[]>
  read(name: string): Promise<StartupText>
  save(edit: StartupEdit): Promise<CheckedStartup>
  /** Asks AWS with parameters that are not deployed. */
  test(
    request: Pick<DeployRequest, 'set' | 'name' | 'parameters'>,
    signal: AbortSignal,
  ): Promise<ParametersCheck>
  /** Asks AWS as a deployed startup script would. @throws FUNC_ERR_TRIGGER_UNKNOWN, FUNC_ERR_STARTUP_LOAD … */
  check(name: string, signal: AbortSignal): Promise<AccessReport>
}

export interface TriggerPort {
  require(name: string): Promise<Trigger>
  change(name: string, change: TriggerChange): Promise<Trigger>
  nextRuns(trigger: Trigger, now: Date, count: number): readonly Date[]
  nextSlots(times: TriggerTimes, after: Date, count: number): readonly Date[]
  /** Why a schedule cannot be used. */
  problem(schedule: Pick<Trigger, 'cron' | 'timezone' | 'jitterSeconds'>): string | undefined
}

export interface SinkPort {
  readonly types: readonly SinkType[]
  /** In use while no other is configured. */
  readonly implicit: SinkDraft
  /** @throws FUNC_ERR_SINK_* */
  test(draft: SinkDraft, signal: AbortSignal): Promise<SinkHealth>
  check(name: string, signal: AbortSignal, options?: CheckOptions): Promise<SinkHealth>
  save(draft: SinkDraft): Promise<unknown>
}

/** What is computed from points and objects. */
export interface InsightPort {
  /** The worst first. */
  functions(options: Pick<HealthOptions, 'rangeMs' | 'signal'>): Promise<FunctionsHealth>
  select(functions: readonly FunctionHealth[], selection: FunctionSelection): readonly FunctionHealth[]
}

export interface ApiDependencies {
  readonly store: Store
  readonly points: Pick<PointStore, 'counts'>
  readonly queries: PointQueries
  readonly runner: Pick<Runner, 'execute' | 'stop'>
  readonly market: MarketPort
  readonly deploys: DeployPort
  readonly triggers: TriggerPort
  readonly sinks: SinkPort
  readonly insight: InsightPort
  readonly settings: readonly ShownSetting[]
  /** Name of the home folder, without its path. */
  readonly homeName: string
  readonly version: string
  readonly clock: Clock
  readonly log: Logger
  readonly masker: Masker
  /** Takes paths and secrets out of a text that leaves the server. */
  readonly redact: (text: string) => string
  readonly access: AccessSettings
  /** Folder of the built console; without it only the API is served. */
  readonly consoleFolder?: string | undefined
  /** Certificate and key in PEM; without them it is plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** How often streams look for what is new, milliseconds. @default {300} */
  readonly pollMs?: number
}

export interface AccessSettings {
  /** Names that the Host header may carry, without port; empty: any. */
  readonly hosts: readonly string[]
  /** Token of the set-up link; good as long as there is no user. */
  readonly setupToken: string
  /** What argon2id costs. @default {19 MiB, 2 passes: the OWASP Password Storage Cheat Sheet} */
  readonly passwordCost?: { readonly memoryKib: number; readonly passes: number }
}
