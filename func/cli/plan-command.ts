/** `funcbox plan`: what a trigger will use of AWS and cost, before it runs. */
import type { Command } from 'commander'
import { FuncError } from '../errors.ts'
import { withHome } from '../host/with-home.ts'
import type { Plan } from '../runner/plan/cost-plan.ts'
import type { UnitFailure } from '../script.ts'
import type { CliContext } from './context.ts'
import { dollars } from './format.ts'
import { planLines } from './plan-lines.ts'
import { EXIT } from './show-error.ts'
import type { Terminal } from './terminal.ts'

interface PlanFlags {
  readonly budget?: string
  readonly json?: boolean
}

export function addPlanCommand(program: Command, context: CliContext): void {
  program
    .command('plan <name>')
    .description(
      'what a trigger will ask of AWS and cost, and what would cost less; reads lists, but no values, and writes nothing',
    )
    .option('--budget <dollars>', 'exit status 1 when a month would cost more, e.g. 50')
    .option('--json', 'print the plan as JSON')
    .action((name: string, flags: PlanFlags) => plan(name, flags, context))
}

async function plan(name: string, { budget, json }: PlanFlags, context: CliContext): Promise<void> {
  const limit = budget === undefined ? undefined : parseDollars(budget)
  const { terminal, signal } = context
  await withHome(context, async ({ triggers }) => {
    const onStep = (step: string) => json !== true && terminal.status(`rehearsing ${step} …`)
    const made = await triggers
      .plan(name, { signal, onStep })
      .catch((error: unknown) => reportFailures(error, terminal))
    terminal.status('')
    if (json === true) terminal.write(JSON.stringify(made, null, 2))
    else for (const line of planLines(made)) terminal.write(line)
    for (const failure of made.failures) terminal.note(`not in the plan: ${textOf(failure)}`)
    if (made.failures.length > 0) context.exit(EXIT.partly)
    if (limit !== undefined) assertWithin(limit, made)
  })
}

/** Which units a run would fail with, before the error of the whole is shown. */
function reportFailures(error: unknown, terminal: Terminal): never {
  const failures = error instanceof FuncError ? error.details.failures : undefined
  for (const failure of (failures ?? []) as readonly UnitFailure[]) terminal.note(textOf(failure))
  throw error
}

function textOf({ unit, code, message }: UnitFailure): string {
  return `${unit}: ${code} ${message}`
}

/** @throws FUNC_ERR_USAGE */
function parseDollars(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new FuncError(
    'FUNC_ERR_USAGE',
    `Cannot use --budget '${text}': wanted dollars a month such as 50 or 7.5`,
  )
}

function assertWithin(limit: number, { trigger, month }: Plan): void {
  if (month.estimatedDollars <= limit) return
  const cost = dollars(month.estimatedDollars)
  throw new FuncError(
    'FUNC_ERR_PLAN_OVER_BUDGET',
    `Cannot keep '${trigger}' within ${dollars(limit)} a month: it will cost about ${cost}`,
  )
}
