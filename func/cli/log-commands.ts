/** `funcbox logs`: collected log events of a function. */
import type { Command } from 'commander'
import { withHome } from '../host/with-home.ts'
import { BAD_STATUSES } from '../model/log-level.ts'
import type { EventsQuery, StoredEvent } from '../model/queries.ts'
import { formatInstant } from '../time.ts'
import type { CliContext } from './context.ts'
import { parseWhole, requireTime } from './values.ts'

interface LogsOptions {
  readonly region?: string
  readonly since: string
  readonly search?: string
  readonly all?: boolean
  readonly limit: string
  readonly json?: boolean
}

export function addLogCommands(program: Command, context: CliContext): void {
  program
    .command('logs')
    .description('collected log events of a function, errors and warnings, the newest last')
    .argument('<function>', 'name of the function')
    .option('--region <id>', 'only of this region')
    .option('--since <time>', 'from: 1h, 3d or an ISO time (UTC without an offset)', '1h')
    .option('--search <words>', 'only events with all these words, in whatever case')
    .option('--all', 'events of every level')
    .option('--limit <n>', 'at most this many', '100')
    .option('--json', 'print the events as JSON')
    .action((name: string, options: LogsOptions) => showLogs(name, options, context))
}

async function showLogs(name: string, options: LogsOptions, context: CliContext): Promise<void> {
  const { terminal, signal } = context
  const query = queryOf(name, options, context.clock())
  const events = await withHome(context, ({ queries }) => queries.events(query, signal))
  const lines = events.toReversed()
  if (options.json === true) return terminal.write(JSON.stringify(lines, null, 2))
  if (lines.length === 0)
    return terminal.write(
      'no log events match; logs are collected by guance_aws_lambda_logs deployed with logs=true',
    )
  for (const event of lines) terminal.write(lineOf(event))
}

function queryOf(name: string, options: LogsOptions, now: Date): EventsQuery {
  const { region, since, search, all } = options
  const is = (tag: string, values: readonly string[]) => ({ tag, operator: 'in', values }) as const
  return {
    where: [
      is('FunctionName', [name]),
      ...(region === undefined ? [] : [is('RegionId', [region])]),
      ...(all === true ? [] : [is('status', BAD_STATUSES)]),
    ],
    ...(search === undefined ? {} : { search }),
    ...{ from: requireTime(since, '--since', now, 'before').getTime(), to: now.getTime() },
    limit: parseWhole(options.limit, '--limit', 1, 1000),
  }
}

function lineOf({ timestamp, tags, fields }: StoredEvent): string {
  const status = (tags.status ?? '').padEnd(8)
  return `${formatInstant(new Date(timestamp))} ${tags.RegionId ?? ''} ${status} ${String(fields.message ?? '').trimEnd()}`
}
