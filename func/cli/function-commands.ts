/** `funcbox functions`: which functions are in trouble, since when, and how the others do. */
import { type Command, Option } from 'commander'
import { FuncError } from '../errors.ts'
import { withHome } from '../host/with-home.ts'
import {
  FUNCTION_SORTS,
  type FunctionHealth,
  type FunctionSort,
  type FunctionsHealth,
  type Trouble,
} from '../model/function-health.ts'
import { formatDurationMs, formatInstant, MINUTE_MS } from '../time.ts'
import type { CliContext } from './context.ts'
import { number, sparkline, table } from './format.ts'
import { parseWhole, requireDurationMs } from './values.ts'

interface FunctionsOptions {
  readonly range: string
  readonly name?: string
  readonly limit: string
  readonly sort: FunctionSort
  readonly troubled?: boolean
  readonly json?: boolean
}

const SHORTEST_RANGE_MS = 20 * MINUTE_MS

export function addFunctionCommands(program: Command, context: CliContext): void {
  program
    .command('functions')
    .description('how functions are, those in trouble first, compared with the range before')
    .option('--range <duration>', 'length of the range: 20m, 1h, 1d', '1h')
    .option('--name <part>', 'only functions with this in their name, in whatever case')
    .addOption(
      new Option('--sort <by>', 'trouble: the worst first; others: the most first')
        .choices([...FUNCTION_SORTS])
        .default('trouble'),
    )
    .option('--troubled', 'only functions in trouble')
    .option('--limit <n>', 'at most this many', '20')
    .option('--json', 'print the functions as JSON')
    .action((options: FunctionsOptions) => showFunctions(options, context))
}

async function showFunctions(options: FunctionsOptions, context: CliContext): Promise<void> {
  const { terminal, signal } = context
  const rangeMs = readRange(options.range)
  const limit = parseWhole(options.limit, '--limit', 1, 20_000)
  const { health, found } = await withHome(context, async ({ insight }) => {
    const all = await insight.functions({ rangeMs, signal })
    return { health: all, found: insight.select(all.functions, options) }
  })
  const shown = found.slice(0, limit)
  if (options.json === true) return terminal.write(JSON.stringify({ ...health, functions: shown }, null, 2))
  for (const line of reportLines(health, found, shown)) terminal.write(line)
}

function readRange(text: string): number {
  const rangeMs = requireDurationMs(text, '--range')
  if (rangeMs >= SHORTEST_RANGE_MS) return rangeMs
  throw new FuncError('FUNC_ERR_USAGE', `Cannot use --range ${text}: give 20m or more`)
}

function reportLines(
  { from, to, functions }: FunctionsHealth,
  found: readonly FunctionHealth[],
  shown: readonly FunctionHealth[],
): string[] {
  if (functions.length === 0)
    return ['no metrics of functions in this range; see funcbox tasks list for runs']
  const troubled = found.filter(({ troubles }) => troubles.length > 0).length
  const range = `${formatInstant(new Date(from), 'minute')} to ${formatInstant(new Date(to), 'minute')}`
  const header = ['function', 'region', 'account', 'invocations', 'errors', 'throttles', 'trouble', 'failed']
  return [
    `${troubled} of ${found.length} functions in trouble, ${range} against the range before`,
    ...table(header, shown.map(cells)),
    ...(found.length > shown.length ? [`and ${found.length - shown.length} more: raise --limit`] : []),
  ]
}

function cells({ name, region, account, now, troubles, curve }: FunctionHealth): string[] {
  const count = (value: number | null) => (value === null ? '-' : number(value))
  return [
    ...[name, region, account === '' ? '-' : account],
    ...[count(now.invocations), count(now.errors), count(now.throttles)],
    troubles.map(troubleText).join('; ') || '-',
    sparkline(curve.map((value) => value ?? undefined)),
  ]
}

/** `errors 0.4 % → 6.1 % since 19:02`. */
function troubleText(trouble: Trouble): string {
  const { kind, value, before, since, until } = trouble
  const course =
    before === null
      ? valueText(trouble, value)
      : `${valueText(trouble, before)} → ${valueText(trouble, value)}`
  const clock = (ms: number) => formatInstant(new Date(ms), 'minute').slice(11)
  const begin = since === null ? ', as before' : ` since ${clock(since)}`
  return `${kind} ${course}${begin}${until === null ? '' : ` until ${clock(until)}`}`
}

function valueText({ kind }: Trouble, value: number): string {
  if (kind === 'lag' || kind === 'slower') return formatDurationMs(value)
  return `${number(Number((value * 100).toPrecision(2)))} %`
}
