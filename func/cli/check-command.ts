/** `funcbox check`: whether keys are good and every right is there. */
import type { Command } from 'commander'
import type { AccessReport, PermissionResult } from '../aws/check-access.ts'
import { FuncError } from '../errors.ts'
import { skewText } from '../host/examine-clock.ts'
import { type Host, withHome } from '../host/with-home.ts'
import { MINUTE_MS, SECOND_MS } from '../time.ts'
import { readAssignments } from './assignments.ts'
import type { CliContext } from './context.ts'
import { table } from './format.ts'
import { EXIT } from './show-error.ts'
import { collect } from './values.ts'

interface CheckFlags {
  readonly script?: string
  readonly set?: string[]
  readonly json?: boolean
}

export function addCheckCommand(program: Command, context: CliContext): void {
  program
    .command('check <name>')
    .description(
      'check the keys and every permission of a deployed startup script, or of parameters before deploy',
    )
    .option('--script <set>', 'check parameters for this installed script set; nothing is saved')
    .option(
      '--set <parameter=value>',
      "a parameter, with --script; '-' reads the value from standard input; repeatable",
      collect,
    )
    .option('--json', 'print the findings as JSON')
    .action((name: string, flags: CheckFlags) => check(name, flags, context))
}

async function check(name: string, flags: CheckFlags, context: CliContext): Promise<void> {
  await withHome(context, async (home) => {
    const report = await reportOn(name, flags, home, context)
    if (!isGood(report)) context.exit(EXIT.failed)
    if (flags.json === true) return context.terminal.write(JSON.stringify(report, null, 2))
    print(report, home, context)
  })
}

async function reportOn(
  name: string,
  { script, set = [] }: CheckFlags,
  { deploys }: Host,
  context: CliContext,
): Promise<AccessReport> {
  if (script !== undefined) {
    const parameters = await readAssignments(set, context.terminal)
    return deploys.access({ set: script, name, parameters }, context.signal)
  }
  if (set.length > 0) throw new FuncError('FUNC_ERR_USAGE', 'Cannot use --set without --script')
  return deploys.check(name, context.signal)
}

function isGood({ credentialsError, permissions }: AccessReport): boolean {
  return credentialsError === null && !permissions.some(isLacking)
}

function isLacking({ status, optional }: PermissionResult): boolean {
  return optional !== true && (status === 'denied' || status === 'failed')
}

function print(
  { identity, credentialsError, permissions, regions, clockAheadMs = 0 }: AccessReport,
  { market }: Host,
  { terminal }: CliContext,
): void {
  if (Math.abs(clockAheadMs) >= MINUTE_MS)
    terminal.write(`warning clock: ${skewText(clockAheadMs / SECOND_MS)}`)
  if (credentialsError !== null) {
    terminal.write(`FAILED  keys: ${credentialsError.message}`)
    terminal.write(`        what to do: ${credentialsError.todo}`)
    return
  }
  terminal.write(`ok      keys: ${identity?.arn} of account ${identity?.account}`)
  if (regions.length > 0) {
    const enabled = regions.filter(({ status }) => status === 'enabled').map(({ id }) => id)
    terminal.write(`ok      regions enabled: ${enabled.join(' ')}`)
  }
  const rows = permissions.map((each) => [
    WORDS[each.status],
    each.action,
    each.message ?? '',
    lostWith(each),
  ])
  for (const line of table(['', 'action', 'answer', 'lost without it'], rows)) terminal.write(line)
  const missing = permissions.filter(({ status }) => status === 'denied')
  if (missing.length === 0) return
  terminal.write('')
  terminal.write('add this policy to the user or role:')
  terminal.write(JSON.stringify(market.policyFor(missing), null, 2))
}

const WORDS = {
  allowed: 'ok',
  denied: 'DENIED',
  failed: 'FAILED',
  unused: 'unused',
  unchecked: 'unknown',
} as const

function lostWith({ status, lost }: PermissionResult): string {
  return status === 'denied' || status === 'failed' ? lost.en : ''
}
