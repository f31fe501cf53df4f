/** `funcbox simulator` and `funcbox demo`: funcbox without an AWS account. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, type Simulator, startSimulator } from '../simulator/simulator.ts'
import { type CliContext, type Home, withHome } from './context.ts'
import { deploySet } from './deploy-command.ts'
import { duration, number } from './format.ts'
import { display, execute, exitStatus, printEnd, serveHome } from './run-commands.ts'
import { parseWhole } from './values.ts'

const DEMO_REGIONS = 'us-east-1,eu-west-1'

interface SimulatorOptions {
  readonly port: string
  readonly functions: string
  readonly seed: string
  readonly latency: string
  readonly throttle: string
  readonly errors: string
  readonly partial: string
  readonly late: string
  readonly deny?: string
  readonly down?: string
}

interface DemoOptions {
  readonly once?: boolean
  readonly functions: string
}

export function addSimulatorCommands(program: Command, context: CliContext): void {
  program
    .command('simulator')
    .description('a simulated AWS account over HTTP, for trying things out')
    .option('--port <port>', 'port on 127.0.0.1; 0 takes a free one', '4566')
    .option('--functions <n>', 'functions in each region', '20')
    .option('--seed <n>', 'the same seed gives the same account', '1')
    .option('--latency <ms>', 'every answer takes so long', '0')
    .option('--throttle <percent>', 'share of requests that are throttled', '0')
    .option('--errors <percent>', 'share of requests that fail with a server error', '0')
    .option('--partial <percent>', 'share of metric results that are incomplete', '0')
    .option('--late <minutes>', 'values of a minute grow until so many minutes later', '0')
    .option('--deny <names>', 'regions, actions or region/action that are denied, comma separated')
    .option('--down <regions>', 'regions that reset every connection, comma separated')
    .action((options: SimulatorOptions) => simulate(options, context))
  program
    .command('demo')
    .description('simulated account + install + deploy + run + serve in a home that is thrown away')
    .option('--once', 'end after the first run')
    .option('--functions <n>', 'functions in each region', '20')
    .action((options: DemoOptions) => demo(options, context))
}

async function simulate(options: SimulatorOptions, context: CliContext): Promise<void> {
  const { terminal, signal, clock } = context
  const simulator = await startSimulator({
    port: parseWhole(options.port, '--port', 0, 65_535),
    functions: parseWhole(options.functions, '--functions', 1, 100_000),
    seed: parseWhole(options.seed, '--seed', 0, 2 ** 31),
    now: clock,
    faults: {
      latencyMs: parseWhole(options.latency, '--latency', 0, 600_000),
      throttleRate: parseWhole(options.throttle, '--throttle', 0, 100) / 100,
      errorRate: parseWhole(options.errors, '--errors', 0, 100) / 100,
      partialDataRate: parseWhole(options.partial, '--partial', 0, 100) / 100,
      lateMinutes: parseWhole(options.late, '--late', 0, 1440),
      deny: options.deny?.split(',') ?? [],
      down: options.down?.split(',') ?? [],
    },
  })
  terminal.write(`simulated AWS account on ${simulator.url}`)
  terminal.write(`  key     ${ACCESS_KEY_ID}`)
  terminal.write(`  secret  ${SECRET_ACCESS_KEY}`)
  terminal.write(
    `  deploy  funcbox deploy guance_aws_lambda --name sim --set endpoint=${simulator.url} --set regions=us-east-1 \\`,
  )
  terminal.write(`            --set ak_id=${ACCESS_KEY_ID} --set ak_secret=-`)
  if (!signal.aborted) await once(signal, 'abort')
  for (const [operation, count] of Object.entries(simulator.counters))
    terminal.note(`${operation} ${number(Number(count))}`)
  await simulator.close()
}

async function demo(options: DemoOptions, context: CliContext): Promise<void> {
  const functions = parseWhole(options.functions, '--functions', 1, 10_000)
  const folder = await mkdtemp(join(tmpdir(), 'funcbox-demo-'))
  const simulator = await startSimulator({
    functions,
    seed: 1,
    now: context.clock,
    faults: { latencyMs: 20, lateMinutes: 10 },
  })
  try {
    await withHome({ ...context, home: () => folder }, (home) => demoIn(home, simulator, options, context))
  } finally {
    await simulator.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function demoIn(
  home: Home,
  simulator: Simulator,
  options: DemoOptions,
  context: CliContext,
): Promise<void> {
  const { terminal } = context
  terminal.write(`1 simulated AWS account on ${simulator.url}, home in ${home.folder}`)
  const installed = await home.installer.install('guance_aws_lambda')
  terminal.write(`2 installed ${installed.map(({ id, to }) => `${id} ${to}`).join(', ')}`)
  await deploySet(home, context, {
    set: 'guance_aws_lambda',
    name: 'demo',
    cron: '* * * * *',
    parameters: {
      ak_id: ACCESS_KEY_ID,
      ak_secret: SECRET_ACCESS_KEY,
      endpoint: simulator.url,
      regions: DEMO_REGIONS,
      account_name: 'demo',
    },
  })
  terminal.write(`3 deployed as 'demo' in ${DEMO_REGIONS}, every minute`)
  terminal.write('4 first run')
  const task = await execute('demo', display({}, context), home, context)
  printEnd(task, context)
  await printCounts(home, context)
  context.exit(exitStatus(task))
  if (options.once === true || context.signal.aborted) return
  terminal.write(
    `5 serving; look from another terminal with npx funcbox --home ${home.folder} metrics, end with Ctrl-C`,
  )
  await serveHome(home, context)
}

async function printCounts(home: Home, { terminal, clock }: CliContext): Promise<void> {
  const started = clock().getTime()
  const counts = await home.points.counts()
  terminal.write(
    `  stored    ${number(counts.objects)} objects, ${number(counts.points)} metric points in ${number(counts.series)} series` +
      ` (counted in ${duration(clock().getTime() - started)})`,
  )
}
