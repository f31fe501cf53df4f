import { setsChanged, setUninstalled } from '../../audit/changes.ts'
import { FuncError } from '../../errors.ts'
import type { CatalogEntry, Catalogs } from '../../market/catalog.ts'
import type { InstallOptions, InstallResult } from '../../market/install.ts'
import type { InstalledSet } from '../../market/installed.ts'
import type { Permission } from '../../market/manifest.ts'
import type * as api from '../api.gen.ts'
import type { Call, Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'

type Ids =
  | ('listMarketSources' | 'listScriptSets' | 'getScriptSet' | 'planInstall' | 'installScriptSet')
  | ('upgradeScriptSet' | 'uninstallScriptSet' | 'getPolicy' | 'listScriptSetFiles' | 'getScriptSetFile')

export function marketHandlers(deps: ApiDependencies): Handlers<Ids> {
  return { ...browsing(deps), ...changing(deps), ...files(deps) }
}

function browsing(
  deps: ApiDependencies,
): Handlers<'listMarketSources' | 'listScriptSets' | 'getScriptSet' | 'getPolicy'> {
  const { market, redact } = deps
  return {
    async listMarketSources() {
      const catalogs = await market.catalogs()
      return { items: market.sources.map(({ name }) => sourceView(name, catalogs, redact)) }
    },
    async listScriptSets({ query: { search = '', category, state } }) {
      const catalogs = await market.catalogs()
      const cards = await Promise.all(
        market
          .entries(catalogs)
          .filter((entry) => search.trim() === '' || market.matches(entry, search.trim()))
          .map((entry) => cardOf(entry, deps)),
      )
      const items = cards.filter(
        (card) =>
          (category === undefined || card.category === category) &&
          (state === undefined || card.state === state),
      )
      const broken = catalogs.broken.map(({ source, id, error }) => {
        return { source: redact(source), id, message: redact(error.message) }
      })
      const unreadable = catalogs.unreadable.map(({ source, error }) => {
        return { source: redact(source), message: redact(error.message) }
      })
      return { items, broken, unreadable }
    },
    async getScriptSet({ params }) {
      const entry = await market.entry(params.set)
      const [card, permissions, readme, changelog] = await Promise.all([
        cardOf(entry, deps),
        market.permissions(params.set),
        market.text(entry, 'README.md'),
        market.text(entry, entry.manifest.changelog),
      ])
      return {
        ...card,
        manifest: { ...entry.manifest },
        permissions: permissions.map(permissionView),
        ...{ readme: readme ?? null, changelog: changelog ?? null },
      }
    },
    getPolicy: async ({ params, query }) => ({ ...(await market.policy(params.set, query.role)) }) as never,
  }
}

function sourceView(
  source: string,
  { offers, broken, unreadable }: Catalogs,
  redact: (text: string) => string,
): api.MarketSource {
  const name = redact(source)
  const isOfIt = (each: { readonly source: string }) => each.source === source
  const problem = unreadable.find(isOfIt)
  return {
    ...{ name, location: name, offers: offers.filter(isOfIt).length },
    broken: broken.filter(isOfIt).map(({ id, error }) => ({ id, message: redact(error.message) })),
    problem: problem === undefined ? null : redact(problem.error.message),
  }
}

async function cardOf(
  entry: CatalogEntry,
  { market, store, redact }: ApiDependencies,
): Promise<api.ScriptSet> {
  const { manifest, source, installed, state } = entry
  const { id, version, title, description, category, icon, homepage } = manifest
  const checks = installed === undefined || installed.linked !== undefined ? [] : await market.verify(id)
  const triggers = await store.triggers.list()
  return {
    ...{ id, version, title, description, category, state },
    ...{ icon: icon ?? null, homepage: homepage ?? null, source: redact(source) },
    deployable: manifest.entry !== undefined,
    installedVersion: installed?.version ?? null,
    installedAt: installed?.installedAt ?? null,
    edited: checks.filter(({ status }) => status === 'edited').map(({ path }) => path),
    startupScripts: triggers.filter(({ scriptSet }) => scriptSet === id).map(({ name }) => name),
  }
}

function permissionView({ action, feature, lost, optional = false }: Permission): api.Permission {
  return { action, feature, lost, optional }
}

function changing(
  deps: ApiDependencies,
): Handlers<'planInstall' | 'installScriptSet' | 'upgradeScriptSet' | 'uninstallScriptSet'> {
  const { market, store, redact } = deps
  return {
    async planInstall({ params, body }) {
      const sets = await market.preview(params.set, body)
      const changing = sets.filter(({ action }) => action !== 'unchanged').map(({ id }) => id)
      const ids = withUsers(changing, await market.installed())
      const triggers = await store.triggers.list()
      return {
        sets: sets.map(({ addedPermissions: _, files, edited, from, source, ...plan }) => ({
          ...{ ...plan, from: from ?? null, source: redact(source) },
          ...{ files: [...files], edited: [...edited] },
        })),
        addedPermissions: sets.flatMap(({ addedPermissions }) => addedPermissions.map(permissionView)),
        startupScripts: triggers.filter(({ scriptSet }) => ids.includes(scriptSet)).map(({ name }) => name),
      }
    },
    installScriptSet: (call) => change('install', call, deps),
    upgradeScriptSet: (call) => change('upgrade', call, deps),
    async uninstallScriptSet({ params: { set }, query: { withTriggers, withDependents, force }, audit }) {
      const options = await market.removal({ withTriggers, dependents: withDependents, force })
      const result = await market.uninstall(set, options)
      const { removed, removedTriggers, noLongerRequired } = result
      await audit(setUninstalled(set, result))
      return {
        removed: [...removed],
        removedTriggers: [...removedTriggers],
        noLongerRequired: [...noLongerRequired],
      }
    },
  }
}

/** The sets, and the installed ones that run their code. */
function withUsers(ids: readonly string[], installed: readonly InstalledSet[]): readonly string[] {
  const all = [...ids]
  for (const id of all) {
    const users = installed.filter(({ manifest }) => id in (manifest.requires ?? {})).map((set) => set.id)
    all.push(...users.filter((user) => !all.includes(user)))
  }
  return all
}

async function change(
  action: 'install' | 'upgrade',
  { params: { set }, body, audit }: Call<'installScriptSet'> | Call<'upgradeScriptSet'>,
  { market, redact }: ApiDependencies,
): Promise<api.InstallResult> {
  const results = await market[action](set, body as InstallOptions)
  await audit(setsChanged(action, set, results))
  return { sets: results.map((result) => resultView(result, redact)) }
}

function resultView(
  result: InstallResult,
  redact: (text: string) => string,
): api.InstallResult['sets'][number] {
  const { id, action, from = null, to, source, changes, kept } = result
  return { id, action, from, to, source: redact(source), changes, kept: kept.map(redact) }
}

function files({ market }: ApiDependencies): Handlers<'listScriptSetFiles' | 'getScriptSetFile'> {
  return {
    listScriptSetFiles: async ({ params }) => ({ items: await market.verify(params.set) }),
    async getScriptSetFile({ params: { set }, query: { path } }) {
      const known = (await market.verify(set)).some((file) => file.path === path && file.status !== 'missing')
      const text = known ? await market.installedText(set, path) : undefined
      if (text !== undefined) return { path, text }
      throw new FuncError(
        'FUNC_ERR_FILE_UNKNOWN',
        `Cannot show '${path}' of '${set}': it has no such text file`,
      )
    },
  }
}
