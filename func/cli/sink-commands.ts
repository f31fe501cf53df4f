/** `funcbox sinks …`: where points go. */
import type { Command } from 'commander'
import { FuncError } from '../errors.ts'
import { readSecrets } from '../runner/task-secrets.ts'
import { createSink, SINK_TYPES, validateSinkOptions } from '../sinks/config.ts'
import type { SinkHealth } from '../sinks/sink.ts'
import type { SinkRecord } from '../store/types.ts'
import { readAssignments } from './assignments.ts'
import { type CliContext, type Home, withHome } from './context.ts'
import { table } from './format.ts'
import { EXIT } from './show-error.ts'
import { collect } from './values.ts'

const CHECK_MS = 15_000
const DEFAULT_SINK = { name: 'local', type: 'local', options: {}, required: true } as const

export function addSinkCommands(program: Command, context: CliContext): void {
  const sinks = program.command('sinks').description('where points go')
  sinks
    .command('add <name>')
    .description('add or replace a sink; it is checked before it is saved')
    .requiredOption('--type <type>', `one of ${SINK_TYPES.map(({ type }) => type).join(', ')}`)
    .option(
      '--set <option=value>',
      "an option of the type; '-' reads the value from standard input; repeatable",
      collect,
    )
    .option('--best-effort', 'failures of this sink do not hold back progress')
    .option('--no-check', 'save without asking the receiver')
    .action((name: string, options: AddOptions) => addSink(name, options, context))
  sinks
    .command('list')
    .description('every sink')
    .option('--json', 'print the sinks as JSON')
    .action((options: { json?: boolean }) => listSinks(options.json === true, context))
  sinks
    .command('check [name]')
    .description('ask the receiver of one sink, or of every sink')
    .action((name?: string) => checkSinks(name, context))
  sinks
    .command('remove <name>')
    .description('forget a sink with its secrets; what it received stays there')
    .action((name: string) => removeSink(name, context))
}

interface AddOptions {
  readonly type: string
  readonly set?: string[]
  readonly bestEffort?: boolean
  readonly check: boolean
}

async function addSink(name: string, options: AddOptions, context: CliContext): Promise<void> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    throw new FuncError(
      'FUNC_ERR_USAGE',
      `Cannot name a sink '${name}': wanted a lower-case letter, then up to 39 letters, digits or '-'`,
    )
  }
  const given = await readAssignments(options.set ?? [], context.terminal)
  const { options: kept, secrets } = validateSinkOptions(options.type, given)
  const record: SinkRecord = {
    name,
    type: options.type,
    options: kept,
    required: options.bestEffort !== true,
    createdAt: context.clock(),
  }
  await withHome(context, async (home) => {
    if (options.check) {
      const health = await check(record, secrets, home, context)
      if (!health.ok)
        throw new FuncError('FUNC_ERR_SINK_CHECK_FAILED', `Cannot add sink '${name}': ${health.message}`)
      context.terminal.write(`${name}: ${health.message}`)
    }
    await keepLocal(home, context)
    await home.store.sinks.save(record, secrets)
    context.terminal.write(`sink ${name} (${options.type}) saved`)
  })
}

/** Without any sink points go to the embedded store; the first sink is added beside it, not in its place. */
async function keepLocal({ store }: Home, { clock, terminal }: CliContext): Promise<void> {
  if ((await store.sinks.list()).length > 0) return
  await store.sinks.save({ ...DEFAULT_SINK, createdAt: clock() }, {})
  terminal.write('the embedded store stays a sink; funcbox sinks remove local ends that')
}

async function check(
  record: SinkRecord,
  secrets: Readonly<Record<string, string>>,
  home: Home,
  context: CliContext,
): Promise<SinkHealth> {
  for (const secret of Object.values(secrets)) context.masker.add(secret)
  const sink = createSink({ ...record, secrets }, home.sinkDependencies)
  try {
    return await sink.check(AbortSignal.any([context.signal, AbortSignal.timeout(CHECK_MS)]))
  } finally {
    await sink.close()
  }
}

async function listSinks(json: boolean, context: CliContext): Promise<void> {
  const saved = await withHome(context, ({ store }) => store.sinks.list())
  const sinks = saved.length > 0 ? saved : [DEFAULT_SINK]
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

async function checkSinks(name: string | undefined, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const records = name === undefined ? await home.store.sinks.list() : [await requireSink(name, home)]
    let failed = 0
    for (const record of records) {
      const health = await check(
        record,
        await readSecrets(home.store.secrets, `sink:${record.name}`),
        home,
        context,
      )
      context.terminal.write(`${record.name}: ${health.ok ? 'ok' : 'FAILED'}, ${health.message}`)
      if (!health.ok) failed += 1
    }
    if (failed > 0) context.exit(EXIT.failed)
  })
}

async function requireSink(name: string, home: Home): Promise<SinkRecord> {
  const record = await home.store.sinks.get(name)
  if (record !== undefined) return record
  throw new FuncError('FUNC_ERR_SINK_UNKNOWN', `Cannot find sink '${name}'; funcbox sinks list shows all`)
}

async function removeSink(name: string, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    await requireSink(name, home)
    await home.store.sinks.remove(name)
  })
  context.terminal.write(`sink ${name} removed`)
}
