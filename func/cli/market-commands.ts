/** `funcbox market …`, `install`, `upgrade`, `uninstall`, `policy`: script sets. */
import { type Command, Option } from 'commander'
import { setsChanged, setUninstalled } from '../audit/changes.ts'
import { withHome } from '../host/with-home.ts'
import type { CatalogEntry, Catalogs } from '../market/catalog.ts'
import type { InstallOptions, InstallResult } from '../market/install.ts'
import { audit } from './audit.ts'
import type { CliContext } from './context.ts'
import { table } from './format.ts'

interface JsonOption {
  readonly json?: boolean
}

interface InstallFlags extends JsonOption {
  readonly range?: string
  readonly version?: string
  readonly source?: string
  readonly force?: boolean
  readonly link?: boolean
}

interface UninstallFlags extends JsonOption {
  readonly withTriggers?: boolean
  readonly withDependents?: boolean
  readonly force?: boolean
}

export function addMarketCommands(program: Command, context: CliContext): void {
  addMarket(program, context)
  addInstall(program, context)
  program
    .command('uninstall <id>')
    .description('remove an installed script set')
    .option('--with-triggers', 'remove the triggers that use it, with their secrets and state')
    .option('--with-dependents', 'remove the sets that require it')
    .option('--force', 'also when installed files were edited')
    .option('--json', 'print what was done as JSON')
    .action((id: string, flags: UninstallFlags) => uninstall(id, flags, context))
  program
    .command('policy <id>')
    .description('the IAM policy that a script set needs')
    .option('--role <arn...>', 'roles that it is to assume')
    .action(async (id: string, options: { role?: string[] }) => {
      const policy = await withHome(context, ({ installer }) => installer.policy(id, options.role ?? []))
      context.terminal.write(JSON.stringify(policy, null, 2))
    })
}

function addMarket(program: Command, context: CliContext): void {
  const market = program.command('market').description('script sets on offer')
  market
    .command('list')
    .description('every script set of every source')
    .option('--json', 'print the manifests as JSON')
    .action((options: JsonOption) => listMarket('', options, context))
  market
    .command('search <text>')
    .description('script sets whose id, title, description or category holds the text')
    .option('--json', 'print the manifests as JSON')
    .action((text: string, options: JsonOption) => listMarket(text, options, context))
  market
    .command('show <id>')
    .description('what a script set collects, needs and asks for')
    .option('--json', 'print the manifest as JSON')
    .action((id: string, options: JsonOption) => showSet(id, options, context))
}

const RANGE_MEANING = 'which versions; the newest without it'

/** What people write first. */
function versionOption(): Option {
  return new Option('--version <semver>', 'the same as --range').conflicts('range')
}

function addInstall(program: Command, context: CliContext): void {
  program
    .command('install <id>')
    .description('install a script set and what it requires; none of its code runs')
    .option('--range <semver>', RANGE_MEANING)
    .addOption(versionOption())
    .option('--source <name>', 'only from this source')
    .option('--force', 'replace edited files, which are kept beside')
    .option('--link', 'link to the folder of the source, to develop the set')
    .option('--json', 'print what was done as JSON')
    .action((id: string, flags: InstallFlags) => install(id, flags, context))
  program
    .command('upgrade [id]')
    .description('upgrade one installed script set, or all, and show what changed')
    .option('--range <semver>', RANGE_MEANING)
    .addOption(versionOption())
    .option('--force', 'replace edited files, which are kept beside')
    .option('--json', 'print what was done as JSON')
    .action((id: string | undefined, flags: InstallFlags) => upgrade(id, flags, context))
}

async function listMarket(text: string, options: JsonOption, context: CliContext): Promise<void> {
  const { terminal } = context
  const { catalogs, found } = await withHome(context, async ({ market }) => {
    const catalogs = await market.catalogs()
    return { catalogs, found: market.entries(catalogs).filter((entry) => market.matches(entry, text)) }
  })
  if (options.json === true) {
    const offers = found.map(({ manifest, source }) => ({ source, manifest }))
    return terminal.write(JSON.stringify(offers, null, 2))
  }
  const rows = found.map((entry) => [
    entry.manifest.id,
    entry.manifest.version,
    stateText(entry),
    entry.source,
    entry.manifest.title.en,
  ])
  if (rows.length === 0) terminal.write(`no script set holds '${text}'`)
  else for (const line of table(['id', 'version', 'state', 'source', 'title'], rows)) terminal.write(line)
  for (const { id, source, error } of catalogs.broken)
    terminal.note(`left out '${id}' of ${source}: ${error.message}`)
  noteUnreadable(catalogs, context)
}

function noteUnreadable({ unreadable }: Pick<Catalogs, 'unreadable'>, { terminal }: CliContext): void {
  for (const { error } of unreadable) terminal.note(`left out a source: ${error.message}`)
}

function stateText({ state, installed }: CatalogEntry): string {
  if (installed === undefined) return '-'
  return state === 'update' ? `${installed.version} installed` : state
}

async function showSet(id: string, options: JsonOption, context: CliContext): Promise<void> {
  const { terminal } = context
  const { manifest, source } = await withHome(context, ({ market }) => market.entry(id))
  if (options.json === true) return terminal.write(JSON.stringify(manifest, null, 2))
  terminal.write(`${manifest.id} ${manifest.version} (${source}): ${manifest.title.en}`)
  terminal.write(manifest.description.en)
  const parameters = Object.entries(manifest.parameters?.properties ?? {}).map(([name, schema]) => [
    name,
    manifest.parameters?.required?.includes(name) === true ? 'required' : '',
    schema.description ?? '',
  ])
  section('parameters', ['name', '', 'meaning'], parameters, context)
  const measurements = manifest.measurements ?? []
  const written = measurements.map(({ name, category, metrics = [], fields = [] }) => [
    name,
    category,
    metrics.length > 0 ? `${metrics.length} metrics` : `${fields.length} fields`,
  ])
  section('writes', ['measurement', 'category', 'fields'], written, context)
  const rights = (manifest.permissions ?? []).map(({ action, lost }) => [action, lost.en])
  section('permissions', ['action', 'lost without it'], rights, context)
}

function section(
  title: string,
  header: readonly string[],
  rows: readonly string[][],
  context: CliContext,
): void {
  if (rows.length === 0) return
  context.terminal.write('')
  context.terminal.write(title)
  for (const line of table(header, rows)) context.terminal.write(`  ${line}`)
}

function installOptions({ range, version = range, source, force, link }: InstallFlags): InstallOptions {
  return {
    ...(version === undefined ? {} : { version }),
    ...(source === undefined ? {} : { source }),
    force: force === true,
    link: link === true,
  }
}

async function install(id: string, flags: InstallFlags, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const results = await home.installer.install(id, installOptions(flags))
    await audit(setsChanged('install', id, results), home, context)
    report(results, flags, context)
    if (flags.source === undefined) noteUnreadable(await home.market.catalogs(), context)
  })
}

async function upgrade(id: string | undefined, flags: InstallFlags, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const { installer } = home
    const ids = id === undefined ? (await installer.installed()).map((set) => set.id) : [id]
    const results: InstallResult[] = []
    for (const each of ids) {
      const upgraded = await installer.upgrade(each, installOptions(flags))
      await audit(setsChanged('upgrade', each, upgraded), home, context)
      results.push(...upgraded)
    }
    report(results, flags, context)
    noteUnreadable(await home.market.catalogs(), context)
  })
}

function report(results: readonly InstallResult[], { json }: JsonOption, { terminal }: CliContext): void {
  if (json === true) {
    terminal.write(JSON.stringify(results, null, 2))
    return
  }
  for (const { id, action, from, to, source, changes, kept } of results) {
    const versions = from === undefined || from === to ? to : `${from} → ${to}`
    terminal.write(`${id} ${versions} ${action} from ${source}`)
    if (from !== undefined && changes !== '') terminal.write(changes)
    for (const path of kept) terminal.write(`  your edited file is kept as ${path}`)
  }
}

async function uninstall(id: string, flags: UninstallFlags, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const removal = await home.market.removal({
      withTriggers: flags.withTriggers === true,
      dependents: flags.withDependents === true,
      force: flags.force === true,
    })
    const result = await home.installer.uninstall(id, removal)
    await audit(setUninstalled(id, result), home, context)
    if (flags.json === true) return context.terminal.write(JSON.stringify(result, null, 2))
    const { removed, removedTriggers, noLongerRequired } = result
    for (const name of removedTriggers) context.terminal.write(`trigger ${name} removed`)
    for (const set of removed) context.terminal.write(`${set} uninstalled`)
    for (const set of noLongerRequired)
      context.terminal.write(`  ${set} is no longer required; funcbox uninstall ${set}`)
  })
}
