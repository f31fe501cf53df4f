/** `funcbox simulator`: a simulated AWS account over HTTP. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { FuncError } from '../errors.ts'
import { DAMAGES, startSimulatedAccount } from '../host/simulated-account.ts'
import type { Damage, DamageKind, Faults } from '../simulator/simulator.ts'
import { DAY_SECONDS, SECOND_MS } from '../time.ts'
import type { CliContext } from './context.ts'
import { number } from './format.ts'
import { parseWhole } from './values.ts'

interface SimulatorOptions {
  readonly port: string
  readonly functions: string
  readonly seed: string
  readonly latency: string
  readonly throttle: string
  readonly errors: string
  readonly partial: string
  readonly late: string
  readonly logLag: string
  readonly emptyPages: string
  readonly deny?: string
  readonly down?: string
  readonly linked?: string
  readonly quotas: boolean
  readonly damage?: string
}

export function addSimulatorCommand(program: Command, context: CliContext): void {
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
    .option(
      '--late <minutes>',
      'values of a minute grow until so many minutes later, however short its runs are',
      '0',
    )
    .option('--log-lag <seconds>', 'log events can be read so much later at the most', '15')
    .option('--empty-pages <percent>', 'share of pages of log events that are empty though more follow', '0')
    .option('--deny <names>', 'regions, actions or region/action that are denied, comma separated')
    .option('--down <regions>', 'regions that reset every connection, comma separated')
    .option('--linked <accounts>', 'ids of accounts whose metrics it sees as their monitoring account')
    .option('--damage <kinds>', 'answers that arrive damaged, with their percent: html=2,cut=1')
    .option('--no-quotas', 'as many requests as one likes; AWS limits them by the second')
    .action((options: SimulatorOptions) => simulate(options, context))
}

async function simulate(options: SimulatorOptions, { terminal, signal, clock }: CliContext): Promise<void> {
  const { simulator, accessKeyId, secretAccessKey } = await startSimulatedAccount({
    port: parseWhole(options.port, '--port', 0, 65_535),
    functions: parseWhole(options.functions, '--functions', 1, 100_000),
    seed: parseWhole(options.seed, '--seed', 0, 2 ** 31),
    now: clock,
    logs: { longestLagMs: parseWhole(options.logLag, '--log-lag', 1, DAY_SECONDS) * SECOND_MS },
    faults: faultsOf(options),
    ...(options.quotas ? {} : { quotas: 'none' }),
    links: options.linked?.split(',').map((source) => ({ source })) ?? [],
  })
  terminal.write(`simulated AWS account on ${simulator.url}`)
  terminal.write(`  key     ${accessKeyId}`)
  terminal.write(`  secret  ${secretAccessKey}`)
  terminal.write('  install npx funcbox install guance_aws_lambda')
  terminal.write('  deploy  npx funcbox deploy guance_aws_lambda --name sim --set regions=us-east-1 \\')
  terminal.write(`            --set endpoint=${simulator.url} --set ak_id=${accessKeyId} --set ak_secret=-`)
  terminal.write('  logs    the same with guance_aws_lambda_logs, and another name')
  if (!signal.aborted) await once(signal, 'abort')
  for (const [name, count] of Object.entries(simulator.counters)) terminal.write(`${name} ${number(count)}`)
  await simulator.close()
}

function faultsOf(options: SimulatorOptions): Faults {
  const share = (text: string, option: string) => parseWhole(text, option, 0, 100) / 100
  return {
    latencyMs: parseWhole(options.latency, '--latency', 0, 600_000),
    throttleRate: share(options.throttle, '--throttle'),
    errorRate: share(options.errors, '--errors'),
    partialDataRate: share(options.partial, '--partial'),
    lateMinutes: parseWhole(options.late, '--late', 0, 1440),
    emptyPageRate: share(options.emptyPages, '--empty-pages'),
    deny: options.deny?.split(',') ?? [],
    down: options.down?.split(',') ?? [],
    damage: options.damage?.split(',').map(damageOf) ?? [],
  }
}

/** `html=2` */
function damageOf(text: string): Damage {
  const [kind = '', percent = ''] = text.split('=')
  if (Object.hasOwn(DAMAGES, kind)) {
    return { kind: kind as DamageKind, rate: parseWhole(percent, `--damage ${kind}`, 0, 100) / 100 }
  }
  const known = Object.keys(DAMAGES).join(', ')
  throw new FuncError('FUNC_ERR_USAGE', `Cannot damage answers by '${kind}': use one of ${known}`)
}
