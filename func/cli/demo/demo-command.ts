/** `funcbox demo`: the whole main job without an AWS account, in a home that is thrown away. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { setsChanged } from '../../audit/changes.ts'
import { startSimulatedAccount } from '../../host/simulated-account.ts'
import { type Host, withHome } from '../../host/with-home.ts'
import type { Runner } from '../../runner/host/runner.ts'
import { MINUTE_MS } from '../../time.ts'
import { audit } from '../audit.ts'
import type { CliContext } from '../context.ts'
import { deploySet } from '../deploy-command.ts'
import { number } from '../format.ts'
import { display, execute, exitStatus, printEnd } from '../run-commands.ts'
import { addressText } from '../serve-command.ts'
import { parseWhole } from '../values.ts'
import { fillHistory } from './demo-history.ts'

const SETS = [
  { set: 'guance_aws_lambda', name: 'demo', own: {} },
  // Errors and warnings whole, of the other lines as many as one looks at.
  { set: 'guance_aws_lambda_logs', name: 'demo-logs', own: { logs: true, sample: 0.01 } },
] as const
const REGIONS = 'us-east-1,eu-west-1'
const FAULTS = { latencyMs: 20 }
/** While somebody looks on, a function is deployed for the first time. */
const NEWCOMER_AFTER_MS = 5 * MINUTE_MS

interface DemoOptions {
  readonly once?: boolean
  readonly functions: string
}

/** What the simulated account hands to somebody who deploys. */
interface Account {
  readonly ak_id: string
  readonly ak_secret: string
  readonly endpoint: string
}

export function addDemoCommand(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('simulated account, install, deploy, run and serve in a home that is thrown away')
    .option('--once', 'end after the first run')
    .option('--functions <n>', 'functions in each region', '20')
    .action((options: DemoOptions) => demo(options, context))
}

async function demo(options: DemoOptions, context: CliContext): Promise<void> {
  const functions = parseWhole(options.functions, '--functions', 1, 10_000)
  const { simulator, accessKeyId, secretAccessKey } = await startSimulatedAccount({
    functions,
    seed: 1,
    now: context.clock,
    faults: FAULTS,
    incidentsAround: context.clock(),
    newcomerAt: new Date(context.clock().getTime() + NEWCOMER_AFTER_MS),
  })
  const account = {
    ak_id: accessKeyId,
    ak_secret: secretAccessKey,
    endpoint: simulator.url,
  }
  const folder = await mkdtemp(join(tmpdir(), 'funcbox-demo-'))
  try {
    await withHome({ ...context, home: () => folder }, (home) => demoIn(home, account, options, context))
  } finally {
    await simulator.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function demoIn(
  home: Host,
  account: Account,
  options: DemoOptions,
  context: CliContext,
): Promise<void> {
  const { terminal, signal } = context
  terminal.write(`1 simulated AWS account on ${account.endpoint}, home in ${home.folder}`)
  const installed = []
  for (const { set } of SETS) {
    const results = await home.installer.install(set)
    await audit(setsChanged('install', set, results), home, context)
    installed.push(...results)
  }
  terminal.write(`2 installed ${installed.map(({ id, to }) => `${id} ${to}`).join(', ')}`)
  const parameters = { ...account, regions: REGIONS, account_name: 'demo' }
  for (const { set, name, own } of SETS)
    await deploySet(home, context, { set, name, cron: '* * * * *', parameters: { ...parameters, ...own } })
  terminal.write(
    `3 deployed as ${SETS.map(({ name }) => `'${name}'`).join(' and ')} in ${REGIONS}, every minute`,
  )
  terminal.write('4 first runs')
  for (const { name } of SETS) {
    const task = await execute(name, display({}, context), home, context)
    printEnd(task, context)
    context.exit(exitStatus(task))
    if (exitStatus(task) !== 0) break
  }
  await printCounts(home, context)
  if (options.once === true || signal.aborted) return
  terminal.write(`5 serving; from another terminal: npx funcbox --home ${home.folder} metrics; Ctrl-C ends`)
  const meanwhile = (runner: Runner) => fillHistory('demo', runner, context)
  const { serveHome } = await import('../../host/serve.ts')
  await serveHome(home, context, {
    ...{ signal, anyPort: true, meanwhile },
    onListening: (address) => terminal.write(addressText(address)),
  })
}

async function printCounts({ points }: Host, { terminal }: CliContext): Promise<void> {
  const { objects, points: stored, series } = await points.counts()
  terminal.write(
    `  stored    ${number(objects)} objects, ${number(stored)} points in ${number(series)} series`,
  )
}
