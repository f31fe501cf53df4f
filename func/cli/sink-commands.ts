/** `funcbox sinks …`: where points go. */
import type { Command } from 'commander'
import { sinkRefilled, sinkRemoved, sinkSaved } from '../audit/changes.ts'
import { FuncError } from '../errors.ts'
import { SINK_TYPE_NAMES } from '../host/facts.ts'
import { type Host, withHome } from '../host/with-home.ts'
import type { TimeWindow } from '../script.ts'
import { readAssignments } from './assignments.ts'
import { audit } from './audit.ts'
import type { CliContext } from './context.ts'
import { table } from './format.ts'
import { backfillWindow, display, execute, exitStatus, printEnd } from './run-commands.ts'
import { EXIT } from './show-error.ts'
import { collect } from './values.ts'

export function addSinkCommands(program: Command, context: CliContext): void {
  const sinks = program.command('sinks').description('where points go')
  sinks
    .command('add <name>')
    .description('add or replace a sink; it is checked before it is saved')
    .requiredOption('--type <type>', `one of ${SINK_TYPE_NAMES.join(', ')}`)
    .option(
      '--set <option=value>',
      "an option of the type; '-' reads the value from standard input; repeatable",
      collect,
    )
    .option('--best-effort', 'failures of this sink do not hold back progress')
    .option('--no-check', 'save without asking the receiver')
    .option('--fill <time>', 'then read again for it what came since, e.g. 24h or an ISO time; objects too')
    .action((name: string, options: AddOptions) => addSink(name, options, context))
  sinks
    .command('list')
    .description('every sink')
    .option('--json', 'print the sinks as JSON')
    .action((options: { json?: boolean }) => listSinks(options.json === true, context))
  sinks
    .command('check [name]')
    .description('ask the receiver of one sink, or of every sink')
    .option('--write', 'also write one marked point, and read it back where the receiver can be asked')
    .action((name: string | undefined, options: CheckOptions) => checkSinks(name, options, context))
  sinks
    .command('refill <name>')
    .description(
      'treat a sink that was emptied as a new one: it gets the settle window and the objects again',
    )
    .option('--fill <time>', 'read again for it what came since, e.g. 24h or an ISO time')
    .action((name: string, options: FillOptions) => refillSink(name, options, context))
  sinks
    .command('remove <name>')
    .description('forget a sink with its secrets; what it received stays there')
    .action((name: string) => removeSink(name, context))
}

interface FillOptions {
  readonly fill?: string
}

interface AddOptions extends FillOptions {
  readonly type: string
  readonly set?: string[]
  readonly bestEffort?: boolean
  readonly check: boolean
}

async function addSink(name: string, options: AddOptions, context: CliContext): Promise<void> {
  const { terminal } = context
  const given = await readAssignments(options.set ?? [], terminal)
  const draft = { name, type: options.type, options: given, required: options.bestEffort !== true }
  const window = fillWindow(options, context)
  await withHome(context, async (home) => {
    if (options.check) {
      const health = await home.sinks.test(draft, context.signal)
      if (!health.ok)
        throw new FuncError('FUNC_ERR_SINK_CHECK_FAILED', `Cannot add sink '${name}': ${health.message}`)
      terminal.write(`${name}: ${health.message}`)
    }
    const before = await home.store.sinks.get(name)
    const { record, keptLocal } = await home.sinks.save(draft)
    await audit(sinkSaved(before, record), home, context)
    if (keptLocal) terminal.write('the embedded store stays a sink; funcbox sinks remove local ends that')
    terminal.write(`sink ${name} (${options.type}) saved`)
    const sinks = await home.store.sinks.list()
    if (sinks.every((sink) => !sink.required))
      terminal.note('all sinks are best effort: nothing holds the watermark, and what they refuse is lost')
    await fill(name, window, home, context)
  })
}

async function refillSink(name: string, options: FillOptions, context: CliContext): Promise<void> {
  const window = fillWindow(options, context)
  await withHome(context, async (home) => {
    await home.sinks.renew(name)
    await audit(sinkRefilled(name), home, context)
    context.terminal.write(`sink ${name} gets the settle window and the objects with the next run`)
    await fill(name, window, home, context)
  })
}

function fillWindow({ fill }: FillOptions, context: CliContext): TimeWindow | undefined {
  return fill === undefined ? undefined : backfillWindow({ from: fill }, context.clock(), '--fill')
}

/** One task for each trigger, for this sink alone. */
async function fill(
  name: string,
  window: TimeWindow | undefined,
  home: Host,
  context: CliContext,
): Promise<void> {
  if (window === undefined) return
  for (const trigger of await home.store.triggers.list()) {
    context.terminal.write(`filling ${name} from ${trigger.name}`)
    const request = { window, sinks: [name] }
    const task = await execute(trigger.name, display({}, context), home, context, request)
    const left = task.figures?.counts?.missingMinutes ?? 0
    if (task.status !== 'success') context.exit(exitStatus(task))
    else if (left > 0) context.exit(EXIT.partly)
    printEnd(task, context)
    if (left > 0)
      context.terminal.note(`${name} still lacks ${left} minutes of ${trigger.name}: fill it again`)
  }
}

async function listSinks(json: boolean, context: CliContext): Promise<void> {
  const sinks = await withHome(context, async ({ store, sinks: { implicit } }) => {
    const saved = await store.sinks.list()
    return saved.length > 0 ? saved : [implicit]
  })
  if (json) return context.terminal.write(JSON.stringify(sinks, null, 2))
  const rows = sinks.map((sink) => [
    sink.name,
    sink.type,
    sink.required ? 'required' : 'best effort',
    Object.entries(sink.options)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(' '),
  ])
  for (const line of table(['name', 'type', 'kind', 'options'], rows)) context.terminal.write(line)
}

interface CheckOptions {
  readonly write?: boolean
}

async function checkSinks(
  name: string | undefined,
  options: CheckOptions,
  context: CliContext,
): Promise<void> {
  await withHome(context, async (home) => {
    const names = name === undefined ? (await home.store.sinks.list()).map((sink) => sink.name) : [name]
    let failed = 0
    for (const each of names) {
      const health = await home.sinks.check(each, context.signal, options)
      context.terminal.write(`${each}: ${health.ok ? 'ok' : 'FAILED'}, ${health.message}`)
      if (!health.ok) failed += 1
    }
    if (failed > 0) context.exit(EXIT.failed)
  })
}

async function removeSink(name: string, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const before = await home.sinks.require(name)
    await home.store.sinks.remove(name)
    await audit(sinkRemoved(before), home, context)
  })
  context.terminal.write(`sink ${name} removed`)
}
