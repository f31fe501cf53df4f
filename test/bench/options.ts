import { parseArgs } from 'node:util'
import { RIVALS, type RivalName } from './rivals.ts'

export interface BenchOptions {
  readonly functions: readonly number[]
  /** Runs after the cold one; their median is reported. */
  readonly runs: number
  readonly json: boolean
  /** Minutes that each run reads behind now. */
  readonly windowMinutes: number
  readonly latencyMs: number
  readonly seed: number
  readonly unlimited: boolean
  /** Folder for a CPU profile of the collecting process. */
  readonly profile: string | undefined
  readonly check: boolean
  readonly local: boolean
  /** How many lines of Lambda's logs to parse, instead of all else. */
  readonly logLines: number | undefined
  /** Measure queries of a local store of this size instead of runs. */
  readonly isStore: boolean
  readonly store: { readonly objects: number; readonly points: number }
  /** How many lines one log group prints in five minutes, to be read instead of all else. */
  readonly logFlood: number | undefined
  /** How many lines of a task's log to follow over HTTP, instead of all else. */
  readonly logFollow: number | undefined
  readonly against: { readonly name: RivalName; readonly binary: string } | undefined
}

const USAGE = `npm run bench -- [options]
  --functions N[,N…]  functions of the simulated account (100,1000,10000)
  --runs N            warm runs after the cold one (3)
  --window MINUTES    what each run reads behind now (20, as the script set does; beside others 5)
  --latency MS        of every answer (40)
  --seed N            of the simulated account (1)
  --unlimited         without the budgets that keep to AWS's quotas
  --no-check          do not compare values with the truth
  --no-local          do not measure the local store
  --profile FOLDER    keep CPU profiles there
  --store             queries of a large local store instead of runs
  --objects N         of that store (10000)
  --points N          of that store (10000000)
  --json              one JSON object a line
  --log-lines N       parse so many lines of Lambda's logs, instead of all else
  --log-flood N       read a log group with so many lines in five minutes, instead of all else
  --log-follow N      follow a task that logs so many lines over HTTP, instead of all else
  --against NAME      yace, telegraf or cloudwatch_exporter, beside ours on the same account
  --binary PATH       the program (of cloudwatch_exporter, its jar)
`

export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      functions: { type: 'string', default: '100,1000,10000' },
      runs: { type: 'string', default: '3' },
      window: { type: 'string' },
      latency: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      unlimited: { type: 'boolean', default: false },
      'no-check': { type: 'boolean', default: false },
      'no-local': { type: 'boolean', default: false },
      store: { type: 'boolean', default: false },
      objects: { type: 'string', default: '10000' },
      points: { type: 'string', default: '10000000' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      'log-lines': { type: 'string' },
      'log-flood': { type: 'string' },
      'log-follow': { type: 'string' },
      against: { type: 'string' },
      binary: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit()
  }
  return {
    functions: values.functions.split(',').map((text) => whole(text, '--functions', 1)),
    runs: whole(values.runs, '--runs', 0),
    json: values.json,
    windowMinutes: whole(values.window ?? (values.against === undefined ? '20' : '5'), '--window', 1),
    latencyMs: whole(values.latency, '--latency', 0),
    seed: whole(values.seed, '--seed', 0),
    unlimited: values.unlimited,
    profile: values.profile,
    check: !values['no-check'],
    local: !values['no-local'],
    logLines: values['log-lines'] === undefined ? undefined : whole(values['log-lines'], '--log-lines', 1),
    isStore: values.store,
    store: {
      objects: whole(values.objects, '--objects', 1),
      points: whole(values.points, '--points', 1),
    },
    logFlood: values['log-flood'] === undefined ? undefined : whole(values['log-flood'], '--log-flood', 1),
    logFollow:
      values['log-follow'] === undefined ? undefined : whole(values['log-follow'], '--log-follow', 1),
    against: rivalOf(values.against, values.binary),
  }
}

function whole(text: string, option: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new Error(`Cannot use ${option} '${text}': wanted a whole number from ${least} on`)
}

function rivalOf(name: string | undefined, binary: string | undefined): BenchOptions['against'] {
  if (name === undefined) return undefined
  const known = RIVALS.find((rival) => rival === name)
  if (known === undefined) throw new Error(`Cannot run against '${name}': wanted one of ${RIVALS.join(', ')}`)
  if (binary === undefined) throw new Error(`Cannot run against '${name}' without --binary`)
  return { name: known, binary }
}
