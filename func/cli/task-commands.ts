/** `funcbox tasks …`: records and logs of runs. */

import type { Command } from 'commander'
import { taskStopped } from '../audit/changes.ts'
import { FuncError } from '../errors.ts'
import { dollarsByQuery } from '../host/facts.ts'
import { withHome } from '../host/with-home.ts'
import { formatLogLine } from '../log.ts'
import {
  hasEnded,
  type StoredLogEntry,
  TASK_STATUSES,
  type Task,
  type TaskFigures,
  type TaskStatus,
} from '../model/task.ts'
import { formatDurationMs } from '../time.ts'
import { audit } from './audit.ts'
import type { CliContext } from './context.ts'
import { dollars, number, table, time } from './format.ts'
import { showTaskError } from './show-error.ts'
import { parseWhole, requireTime } from './values.ts'

const FOLLOW_MS = 300
const LOG_PAGE = 1000

interface ListOptions {
  readonly trigger?: string
  readonly status?: string
  readonly since?: string
  readonly limit: string
  readonly json?: boolean
}

export function addTaskCommands(program: Command, context: CliContext): void {
  const tasks = program.command('tasks').description('records and logs of runs')
  tasks
    .command('list')
    .description('newest runs first')
    .option('--trigger <name>', 'only runs of this trigger')
    .option('--status <names>', `only these, comma separated: ${TASK_STATUSES.join(', ')}`)
    .option('--since <time>', 'only runs since: 1h, 3d or an ISO time (UTC without an offset)')
    .option('--limit <n>', 'at most this many', '20')
    .option('--json', 'print the records as JSON')
    .action((options: ListOptions) => listTasks(options, context))
  tasks
    .command('show <task>')
    .description('one record: status, figures, error')
    .option('--json', 'print the record as JSON')
    .action((id: string, options: { json?: boolean }) => showTask(id, options.json === true, context))
  tasks
    .command('log <task>')
    .description('the log of one run')
    .option('-f, --follow', 'wait for more until the run ends')
    .option('--json', 'one JSON object a line')
    .action((id: string, options: { follow?: boolean; json?: boolean }) => printLog(id, options, context))
  tasks
    .command('stop <task>')
    .description('ask a waiting or running task to end')
    .action((id: string) => stopTask(id, context))
}

async function listTasks(options: ListOptions, context: CliContext): Promise<void> {
  const { terminal, clock } = context
  const found = await withHome(context, ({ store }) =>
    store.tasks.list({
      limit: parseWhole(options.limit, '--limit', 1, 10_000),
      ...(options.trigger === undefined ? {} : { trigger: options.trigger }),
      ...(options.status === undefined ? {} : { status: statuses(options.status) }),
      ...(options.since === undefined
        ? {}
        : { since: requireTime(options.since, '--since', clock(), 'before') }),
    }),
  )
  if (options.json === true) return terminal.write(JSON.stringify(found, null, 2))
  if (found.length === 0) return terminal.write('no runs match; funcbox run <name> starts one')
  const rows = found.map((task) => [
    task.id,
    task.trigger,
    task.origin,
    task.status,
    time(task.plannedAt),
    task.figures === null ? '-' : formatDurationMs(task.figures.durationMs),
    task.error === null ? '' : task.error.code,
  ])
  for (const line of table(['task', 'trigger', 'origin', 'status', 'planned', 'took', 'error'], rows))
    terminal.write(line)
}

function statuses(text: string): TaskStatus[] {
  return text.split(',').map((name) => {
    const status = TASK_STATUSES.find((known) => known === name.trim())
    if (status !== undefined) return status
    throw new FuncError('FUNC_ERR_USAGE', `Cannot use --status '${name}': wanted ${TASK_STATUSES.join(', ')}`)
  })
}

async function showTask(id: string, json: boolean, context: CliContext): Promise<void> {
  const { terminal } = context
  const task = await withHome(context, ({ store }) => store.tasks.require(id))
  if (json) return terminal.write(JSON.stringify(task, null, 2))
  for (const [name, value] of taskLines(task)) terminal.write(`${name.padEnd(10)} ${value}`)
  if (task.error !== null) showTaskError(task.error, terminal)
}

function taskLines(task: Task): (readonly [string, string])[] {
  const set = task.version === null ? task.scriptSet : `${task.scriptSet} ${task.version}`
  return [
    ['task', task.id],
    ['trigger', `${task.trigger} (${set})`],
    ['status', task.status],
    ['asked by', `${task.requestedBy} (${task.origin})`],
    ...requestLine(task),
    ['planned', time(task.plannedAt)],
    ['started', time(task.startedAt)],
    ['ended', time(task.endedAt)],
    ...figureLines(task),
  ]
}

function requestLine({ request }: Task): (readonly [string, string])[] {
  if (request === null) return []
  const { from, to } = request.window
  return [['asked for', `backfill from ${time(from)} to ${time(to)}`]]
}

/** What a run found, asked, wrote and cost, for people. */
export function figureLines({ figures }: Task): (readonly [string, string])[] {
  if (figures === null) return []
  const calls = Object.entries(figures.apiCalls).map(([name, count]) => `${name} ${number(count)}`)
  const points = Object.entries(figures.points).map(
    ([category, count]) => `${category} ${number(count ?? 0)}`,
  )
  const sinks = Object.entries(figures.sinks).map(
    ([name, { acknowledged, rejected, dropped, retries }]) =>
      `${name} ${number(acknowledged)} acknowledged${rejected + dropped > 0 ? `, ${rejected} rejected, ${dropped} not taken` : ''}${retries > 0 ? `, ${retries} requests repeated` : ''}`,
  )
  return [
    ['points', points.join(', ') || 'none'],
    ...countLine(figures),
    ['sinks', sinks.join('; ') || 'none'],
    ['API calls', calls.join(', ') || 'none'],
    ['AWS', `${figures.retries} calls repeated, ${figures.throttles} throttled`],
    ['bill', billText(figures)],
    ['took', formatDurationMs(figures.durationMs)],
  ]
}

function billText(figures: TaskFigures): string {
  if (figures.queries === 0) return 'nothing: no metrics were asked for'
  const most = dollars(dollarsByQuery(figures))
  if (figures.billedMetrics === 0) {
    return `no query was answered; ${most} if AWS counts all ${number(figures.queries)}`
  }
  return `${number(figures.billedMetrics)} billed metrics in ${number(figures.queries)} queries, about ${dollars(figures.estimatedDollars)}; ${most} if every query counted`
}

/** `gapMinutes` is `gap minutes` to people. */
function countLine({ counts = {} }: TaskFigures): (readonly [string, string])[] {
  const shown = Object.entries(counts).filter(([, count]) => count !== 0)
  const words = shown.map(
    ([name, count]) => `${number(count)} ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
  )
  return words.length === 0 ? [] : [['of these', words.join(', ')]]
}

export function logLine(entry: StoredLogEntry): string {
  return formatLogLine({ ...entry, time: entry.time.toISOString() })
}

async function printLog(
  id: string,
  options: { follow?: boolean; json?: boolean },
  context: CliContext,
): Promise<void> {
  const { terminal, signal } = context
  const print = options.json === true ? (entry: StoredLogEntry) => JSON.stringify(entry) : logLine
  await withHome(context, async ({ store }) => {
    let after = 0
    for (;;) {
      const ended = hasEnded(await store.tasks.require(id))
      const entries = await store.tasks.log(id, { after, limit: LOG_PAGE })
      for (const entry of entries) terminal.write(print(entry))
      after = entries.at(-1)?.seq ?? after
      if (entries.length === LOG_PAGE) continue
      if (options.follow !== true || ended || signal.aborted) return
      await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS))
    }
  })
}

async function stopTask(id: string, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    await home.store.tasks.require(id)
    const asked = await home.store.tasks.requestStop(id)
    if (!asked) throw new FuncError('FUNC_ERR_TASK_ENDED', `Cannot stop task '${id}': it has ended already`)
    await audit(taskStopped(id), home, context)
  })
  context.terminal.write(`asked ${id} to stop; see funcbox tasks show ${id}`)
}
