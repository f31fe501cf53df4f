/** `funcbox run` and `funcbox backfill`: runs now. */
import type { Command } from 'commander'
import { triggerExecuted } from '../audit/changes.ts'
import { FuncError } from '../errors.ts'
import { type Host, withHome } from '../host/with-home.ts'
import type { StoredLogEntry, Task, TaskFigures, TaskRequest } from '../model/task.ts'
import type { TimeWindow } from '../script.ts'
import { formatDurationMs, MINUTE_MS } from '../time.ts'
import { audit } from './audit.ts'
import type { CliContext } from './context.ts'
import { number, time } from './format.ts'
import { EXIT, showTaskError } from './show-error.ts'
import { figureLines, logLine } from './task-commands.ts'
import { requireTime } from './values.ts'

interface RunOptions {
  readonly json?: boolean
  readonly verbose?: boolean
}

interface BackfillOptions extends RunOptions {
  readonly from: string
  readonly to?: string
}

export function addRunCommands(program: Command, context: CliContext): void {
  program
    .command('run <name>')
    .description('run a trigger now and wait for its end; a running server takes it over')
    .option('--json', 'print status, figures and task id as JSON')
    .option('-v, --verbose', 'print the whole log, on a terminal too')
    .action((name: string, options: RunOptions) => run(name, options, context))
  program
    .command('backfill <name>')
    .description(
      'read a stretch of the past again, as far as AWS still has it; what runs regularly is not touched',
    )
    .requiredOption('--from <time>', 'begin: 3d (back from now) or an ISO time (UTC without an offset)')
    .option(
      '--to <time>',
      'end: 1h (back from now) or an ISO time (UTC without an offset); now when left out',
    )
    .option('--json', 'print status, figures and task id as JSON')
    .option('-v, --verbose', 'print the whole log, on a terminal too')
    .action((name: string, options: BackfillOptions) => backfill(name, options, context))
}

async function run(name: string, options: RunOptions, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    await home.triggers.require(name)
    const task = await execute(name, display(options, context), home, context)
    context.exit(exitStatus(task))
    reportEnd(task, options, context)
  })
}

function reportEnd(task: Task, options: RunOptions, context: CliContext): void {
  if (options.json === true) context.terminal.write(JSON.stringify(taskJson(task), null, 2))
  else printEnd(task, context)
}

/** Exit status 3 when the task ended in time but not with the whole stretch: asking again goes on there. */
async function backfill(name: string, options: BackfillOptions, context: CliContext): Promise<void> {
  const request = { window: backfillWindow(options, context.clock()) }
  await withHome(context, async (home) => {
    const task = await execute(name, display(options, context), home, context, request)
    const left = task.figures?.counts?.missingMinutes ?? 0
    context.exit(task.status === 'success' && left > 0 ? EXIT.partly : exitStatus(task))
    reportEnd(task, options, context)
    if (left > 0)
      context.terminal.note(`not everything fitted into the timeout; the same command, with
--from ${time(request.window.from)} --to ${time(request.window.to)}, goes on where it ended`)
  })
}

/** Whole minutes, so that the same words within a minute mean the same stretch. @throws FUNC_ERR_USAGE */
export function backfillWindow(
  { from, to }: Pick<BackfillOptions, 'from' | 'to'>,
  now: Date,
  option = '--from',
): TimeWindow {
  const minute = (date: Date) => new Date(Math.floor(date.getTime() / MINUTE_MS) * MINUTE_MS)
  const window = {
    from: minute(requireTime(from, option, now, 'before')),
    to: to === undefined ? minute(now) : minute(requireTime(to, '--to', now, 'before')),
  }
  if (window.from < window.to && window.to <= now) return window
  throw new FuncError(
    'FUNC_ERR_USAGE',
    `Cannot read from ${time(window.from)} to ${time(window.to)}: wanted a time of the past and a later one, not in the future`,
  )
}

export interface Display {
  onLog(entries: readonly StoredLogEntry[]): void
  onFigures(figures: TaskFigures): void
}

/** Runs a trigger and follows it; Ctrl-C stops it, and it is recorded so. */
export async function execute(
  name: string,
  show: Display,
  home: Host,
  context: CliContext,
  request?: TaskRequest,
): Promise<Task> {
  const runner = home.createRunner()
  await runner.start({ schedule: false })
  try {
    const task = await runner.execute(name, { requestedBy: 'cli', ...(request && { request }) })
    await audit(triggerExecuted(task), home, context)
    const stop = () => void runner.stop(task.id)
    context.signal.addEventListener('abort', stop, { once: true })
    if (context.signal.aborted) stop()
    return await runner.wait(task.id, show)
  } finally {
    await runner.close()
  }
}

/** A live line on a terminal, the task's log elsewhere, nothing with --json. */
export function display(options: RunOptions, { terminal, clock }: CliContext): Display {
  const started = clock().getTime()
  const printsLog = options.json !== true && (!terminal.interactive || options.verbose === true)
  return {
    onLog(entries) {
      const shown = entries.filter(({ level }) => level !== 'debug' || options.verbose === true)
      if (printsLog) for (const entry of shown) terminal.write(logLine(entry))
    },
    onFigures(figures) {
      if (options.json !== true) terminal.status(progressLine(figures, clock().getTime() - started))
    },
  }
}

function progressLine(figures: TaskFigures, elapsedMs: number): string {
  const units = Object.entries(figures.progress).map(
    ([unit, { done, total }]) => `${unit} ${bar(done, total)}`,
  )
  const points = Object.values(figures.points).reduce((sum, count) => sum + (count ?? 0), 0)
  return [...units, `${number(points)} points`, formatDurationMs(elapsedMs)].join('  ')
}

function bar(done: number, total: number): string {
  const cells = 10
  const filled = total > 0 ? Math.round((Math.min(done, total) / total) * cells) : 0
  return `${'█'.repeat(filled)}${'░'.repeat(cells - filled)} ${number(done)}/${number(total)}`
}

function taskJson(task: Task): object {
  const { id, trigger, status, error, figures, ...rest } = task
  return { task: id, trigger, status, error, figures, ...rest }
}

export function exitStatus(task: Task): number {
  if (task.status === 'success') return EXIT.done
  return task.error?.partial === true ? EXIT.partly : EXIT.failed
}

export function printEnd(task: Task, { terminal }: CliContext): void {
  terminal.status('')
  terminal.write(
    `${task.trigger}: ${task.status}${task.error?.partial === true ? ', partly done' : ''} (${task.id})`,
  )
  for (const [name, value] of figureLines(task)) terminal.write(`  ${name.padEnd(9)} ${value}`)
  if (task.error !== null) showTaskError(task.error, terminal)
}
