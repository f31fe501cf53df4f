/** `funcbox deploy`: from parameters to a startup script with its trigger. */
import type { Command } from 'commander'
import { startupDeployed } from '../audit/changes.ts'
import { FuncError } from '../errors.ts'
import { type Host, withHome } from '../host/with-home.ts'
import type { Manifest } from '../market/manifest.ts'
import type { Trigger } from '../model/trigger.ts'
import type { DeployRequest, DeployResult } from '../startup-scripts/deploy.ts'
import { HOUR_SECONDS, SECOND_MS } from '../time.ts'
import { readAssignments } from './assignments.ts'
import { audit } from './audit.ts'
import type { CliContext } from './context.ts'
import { time } from './format.ts'
import { EXIT } from './show-error.ts'
import type { Terminal } from './terminal.ts'
import { collect, parseWhole, requireDurationMs } from './values.ts'

interface DeployFlags {
  readonly name?: string
  readonly set?: string[]
  readonly cron?: string
  readonly timezone?: string
  readonly timeout?: string
  readonly jitter?: string
  readonly title?: string
  readonly disabled?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

export function addDeployCommand(program: Command, context: CliContext): void {
  program
    .command('deploy <set>')
    .description('write the startup script of an installed script set and make its trigger')
    .option('--name <name>', 'name of startup script and trigger, e.g. prod; one for each account')
    .option(
      '--set <parameter=value>',
      "a parameter; '-' reads the value from standard input; repeatable",
      collect,
    )
    .option('--cron <fields>', "schedule, e.g. '*/5 * * * *'")
    .option('--timezone <name>', 'of the schedule, e.g. Europe/Berlin')
    .option('--timeout <duration>', 'longest run, e.g. 5m')
    .option('--jitter <seconds>', 'spread: up to this many seconds are added to each slot')
    .option('--title <text>', 'what people see')
    .option('--disabled', 'make the trigger without running it on schedule')
    .option(
      '--force',
      'replace a startup script that was edited, which is kept; take regions that are not known',
    )
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', '\nfuncbox market show <set> lists the parameters.')
    .action((set: string, flags: DeployFlags) => deployCommand(set, flags, context))
}

async function deployCommand(set: string, flags: DeployFlags, context: CliContext): Promise<void> {
  const { terminal } = context
  await withHome(context, async (home) => {
    const name = flags.name ?? (await askName(terminal))
    const given = await readAssignments(flags.set ?? [], terminal)
    const before = await home.store.triggers.get(name)
    const parameters = await complete(set, given, before, home, context)
    const result = await deploySet(home, context, { set, name, parameters, ...scheduleOf(flags) })
    const manifest = (await home.installer.find(set))?.manifest
    warnOfOpenSecrets(flags, manifest === undefined ? [] : home.market.secretParameters(manifest), terminal)
    reportKept(before, given, terminal)
    if (result.outcome === 'conflict') context.exit(EXIT.failed)
    if (flags.json === true) return terminal.write(JSON.stringify(result, null, 2))
    printResult(result, home, context)
  })
}

/** Deploys, proves in a worker of its own that the startup script loads and its config is right, and records it. */
export async function deploySet(
  home: Host,
  context: CliContext,
  request: DeployRequest,
): Promise<DeployResult> {
  const before = await home.store.triggers.get(request.name)
  const result = await home.deploys.deploy(request)
  if (result.outcome !== 'conflict')
    await audit(startupDeployed(request.name, before, result.trigger), home, context)
  return result
}

async function askName(terminal: Terminal): Promise<string> {
  if (terminal.interactive) return terminal.ask('Name of the startup script, e.g. prod')
  throw new FuncError('FUNC_ERR_USAGE', 'Cannot deploy without a name: wanted --name, e.g. --name prod')
}

function scheduleOf(flags: DeployFlags): Partial<DeployRequest> {
  return {
    ...(flags.cron === undefined ? {} : { cron: flags.cron }),
    ...(flags.timezone === undefined ? {} : { timezone: flags.timezone }),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    ...(flags.timeout === undefined
      ? {}
      : { timeoutSeconds: requireDurationMs(flags.timeout, '--timeout') / SECOND_MS }),
    ...(flags.jitter === undefined
      ? {}
      : { jitterSeconds: parseWhole(flags.jitter, '--jitter', 0, HOUR_SECONDS) }),
    ...(flags.disabled === true ? { enabled: false } : {}),
    ...(flags.force === true ? { force: true } : {}),
  }
}

/** Values of an earlier deploy stay unless given anew; on a terminal, what is missing is asked for. */
async function complete(
  set: string,
  given: Readonly<Record<string, string>>,
  before: Trigger | undefined,
  home: Host,
  { terminal }: CliContext,
): Promise<Record<string, unknown>> {
  const parameters: Record<string, unknown> = { ...(before?.parameters as object | undefined), ...given }
  const manifest = (await home.installer.find(set))?.manifest
  if (!terminal.interactive || before !== undefined || manifest === undefined) return parameters
  for (const name of askedFor(manifest)) {
    if (name in parameters) continue
    const answer = await ask(name, manifest, terminal)
    if (answer !== '') parameters[name] = answer
  }
  return parameters
}

function askedFor({ parameters }: Manifest): string[] {
  const required = parameters?.required ?? []
  return Object.entries(parameters?.properties ?? {})
    .filter(([name, schema]) => schema.prompt === true || required.includes(name))
    .map(([name]) => name)
}

function ask(name: string, { parameters }: Manifest, terminal: Terminal): Promise<string> {
  const schema = parameters?.properties[name]
  const question = `${schema?.title ?? name}${schema?.description === undefined ? '' : ` (${schema.description})`}`
  return schema?.writeOnly === true ? terminal.askSecret(question) : terminal.ask(question)
}

/** A secret among the arguments is in the shell's history and in the process list. */
function warnOfOpenSecrets({ set = [] }: DeployFlags, secrets: readonly string[], terminal: Terminal): void {
  const open = secrets.filter((name) => name !== 'ak_id' && set.some((pair) => isOpen(pair, name)))
  for (const name of open) {
    terminal.note(
      `note: ${name} was given as an argument, which the shell's history keeps; better --set ${name}=-`,
    )
  }
}

function isOpen(pair: string, name: string): boolean {
  return pair.startsWith(`${name}=`) && ![`${name}=-`, `${name}=`].includes(pair)
}

/** Values of an earlier deploy under this name that nobody gave again. */
function reportKept(before: Trigger | undefined, given: object, terminal: Terminal): void {
  const kept = Object.entries((before?.parameters ?? {}) as object).filter(([name]) => !(name in given))
  if (kept.length === 0) return
  const list = kept.map(([name, value]) => `${name}=${String(value)}`).join(' ')
  terminal.note(`note: kept from the last deploy: ${list}; --set <name>= removes one`)
}

function printResult(result: DeployResult, { triggers }: Host, { terminal, clock }: CliContext): void {
  const { outcome, name, file, trigger, newFile, oldFile, diff } = result
  if (outcome === 'conflict') {
    terminal.write(
      `${file} was edited by hand, so nothing was changed, secrets included; the new one is ${newFile ?? ''}`,
    )
    terminal.write(diff ?? '')
    terminal.write('take over what you want, or deploy again with --force, which keeps your file beside')
    return
  }
  terminal.write(`${name} ${outcome}: ${file}`)
  if (oldFile !== undefined) terminal.write(`  your edited startup script is kept as ${oldFile}`)
  if (trigger === undefined) return
  const next = trigger.enabled ? triggers.nextSlots(trigger, clock(), 1)[0] : undefined
  const state = next === undefined ? 'disabled' : `next slot ${time(next)}, while funcbox serve runs`
  terminal.write(`  trigger ${trigger.cron} ${trigger.timezone}, ${state}`)
  terminal.write(`  run it now with funcbox run ${name}; funcbox plan ${name} shows what it will cost`)
}
