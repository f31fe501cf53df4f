/** What the API is given, made of the parts of an opened home. */
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import type { ApiDependencies } from '../http/deps.ts'
import { LOOPBACK_HOSTS } from '../http/host-guard.ts'
import type { Masker } from '../log.ts'
import type { PointQueries } from '../points/types.ts'
import type { Runner } from '../runner/host/runner.ts'
import type { Logger } from '../script.ts'
import { shownSettings } from '../settings.ts'
import type { Settings } from '../settings-schema.ts'
import type { Home, HostContext } from './home.ts'
import { operationsOf } from './operations.ts'

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
    ...operationsOf({ ...home, log: parts.log, queries: parts.queries }, context),
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
