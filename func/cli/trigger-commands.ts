/** `funcbox triggers …`: schedules of startup scripts. */

import type { Command } from 'commander'
import { startupRemoved, triggerChanged } from '../audit/changes.ts'
import { FuncError } from '../errors.ts'
import { type Host, withHome } from '../host/with-home.ts'
import { type Trigger, type TriggerChange, triggerState } from '../model/trigger.ts'
import { HOUR_SECONDS, SECOND_MS } from '../time.ts'
import { audit } from './audit.ts'
import type { CliContext } from './context.ts'
import { table, time } from './format.ts'
import { parseWhole, requireDurationMs, requireTime } from './values.ts'

interface SetOptions {
  readonly cron?: string
  readonly timezone?: string
  readonly timeout?: string
  readonly jitter?: string
  readonly title?: string
}

export function addTriggerCommands(program: Command, context: CliContext): void {
  const triggers = program.command('triggers').description('schedules of startup scripts')
  triggers
    .command('list')
    .description('every trigger with its schedule, last run and next run')
    .option('--json', 'print the triggers as JSON')
    .action((options: { json?: boolean }) => listTriggers(options.json === true, context))
  triggers
    .command('enable <name>')
    .description('run on schedule again; ends a pause too')
    .action((name: string) => change(name, { enabled: true, pausedUntil: null }, context))
  triggers
    .command('disable <name>')
    .description('no more scheduled runs; funcbox run <name> still works')
    .action((name: string) => change(name, { enabled: false }, context))
  triggers
    .command('pause <name>')
    .description('no scheduled runs for a while')
    .requiredOption('--for <duration>', 'how long: 30m, 2h, 1d; or an ISO time (UTC without an offset)')
    .action((name: string, options: { for: string }) =>
      change(name, { pausedUntil: requireTime(options.for, '--for', context.clock(), 'after') }, context),
    )
  triggers
    .command('remove <name>')
    .description('remove the trigger with its startup script, secrets and state; task records stay')
    .action((name: string) => remove(name, context))
  triggers
    .command('set <name>')
    .description('change the schedule')
    .option('--cron <fields>', "five fields, e.g. '*/5 * * * *', or six with seconds in front")
    .option('--timezone <name>', 'IANA name, e.g. Europe/Berlin')
    .option('--timeout <duration>', 'longest run, e.g. 5m')
    .option('--jitter <seconds>', 'spread: up to this many seconds are added to each slot')
    .option('--title <text>', 'what people see')
    .action((name: string, options: SetOptions) => setTrigger(name, options, context))
}

async function remove(name: string, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const before = await home.store.triggers.get(name)
    const { oldFile } = await home.removeTrigger(name)
    await audit(startupRemoved(name, before), home, context)
    context.terminal.write(`${name} removed`)
    if (oldFile !== undefined) context.terminal.write(`  your edited startup script is kept as ${oldFile}`)
  })
}

async function listTriggers(json: boolean, context: CliContext): Promise<void> {
  const { terminal, clock } = context
  await withHome(context, async (home) => {
    const triggers = await home.store.triggers.list()
    if (json) return terminal.write(JSON.stringify(triggers, null, 2))
    if (triggers.length === 0)
      return terminal.write('no triggers yet; make one with funcbox deploy <script set>')
    const rows = await Promise.all(triggers.map((trigger) => row(trigger, home, clock())))
    const header = ['name', 'script set', 'schedule', 'state', 'next', 'last run']
    for (const line of table(header, rows)) terminal.write(line)
  })
}

async function row(trigger: Trigger, { store, triggers }: Host, now: Date): Promise<string[]> {
  const last = await store.tasks.lastRunOf(trigger.name)
  const lastRun = last === undefined ? '-' : `${last.status} ${time(last.plannedAt)} ${last.id}`
  const runs = triggerState(trigger, now) === 'enabled'
  const next = runs ? time(triggers.nextRuns(trigger, now, 1)[0] ?? null) : '-'
  return [
    trigger.name,
    trigger.scriptSet,
    `${trigger.cron} ${trigger.timezone}`,
    stateOf(trigger, now),
    next,
    lastRun,
  ]
}

function stateOf(trigger: Trigger, now: Date): string {
  const state = triggerState(trigger, now)
  return state === 'paused' ? `paused until ${time(trigger.pausedUntil)}` : state
}

async function setTrigger(name: string, options: SetOptions, context: CliContext): Promise<void> {
  const changes: TriggerChange = {
    ...(options.cron === undefined ? {} : { cron: options.cron }),
    ...(options.timezone === undefined ? {} : { timezone: options.timezone }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.timeout === undefined
      ? {}
      : { timeoutSeconds: requireDurationMs(options.timeout, '--timeout') / SECOND_MS }),
    ...(options.jitter === undefined
      ? {}
      : { jitterSeconds: parseWhole(options.jitter, '--jitter', 0, HOUR_SECONDS) }),
  }
  if (Object.keys(changes).length === 0) {
    throw new FuncError(
      'FUNC_ERR_USAGE',
      'Cannot change a trigger without an option: wanted --cron, --timezone, --timeout, --jitter or --title',
    )
  }
  await change(name, changes, context)
}

async function change(name: string, changes: TriggerChange, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const before = await home.triggers.require(name)
    const trigger = await home.triggers.change(name, changes)
    await audit(triggerChanged(before, trigger), home, context)
    const now = context.clock()
    const [next] = home.triggers.nextRuns(trigger, now, 1)
    const when =
      triggerState(trigger, now) === 'enabled' && next !== undefined ? `, next run ${time(next)}` : ''
    context.terminal.write(`${name}: ${stateOf(trigger, now)}, ${trigger.cron} ${trigger.timezone}${when}`)
  })
}
