/** An AWS account in memory: functions with lives and runtimes, values that come late, metrics that are listed late. */
import type { FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda'
import type { AwsClients, MetricDataRequest, MetricReader, MetricTable } from '#func/script.ts'
import { hash32 } from '../../../scripts/guance_integration_core/index.ts'

const MINUTE = 60_000
const LISTED_LATE = 15 * MINUTE
const RECENT = 180 * MINUTE
const RUNTIMES: readonly Runtime[] = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x']
const ACCOUNT = '123456789012'

export interface WorldFunction {
  readonly name: string
  /** Half-open, milliseconds since the epoch. */
  readonly born: number
  readonly dies: number
  /** New runtimes, by the time from which on they are deployed. */
  readonly upgrades: readonly number[]
  /** Of a hundred minutes, so many have invocations. */
  readonly busy: number
}

export interface WorldFaults {
  /** Of a hundred requests for values, so many fail. */
  readonly failing?: number
  /** Of a hundred queries, so many stay without a whole answer. */
  readonly partial?: number
  /** Functions cannot be listed. */
  readonly isUnlistable?: boolean
}

export class SmallWorld {
  now = 0
  faults: WorldFaults = {}
  readonly #functions: readonly WorldFunction[]
  #calls = 0

  constructor(functions: readonly WorldFunction[]) {
    this.#functions = functions
  }

  get functions(): readonly WorldFunction[] {
    return this.#functions
  }

  /** Invocations of a minute as they are in the end; undefined when there are none. */
  truth({ name, born, dies, busy }: WorldFunction, minute: number): number | undefined {
    if (minute < born || minute >= dies) return undefined
    const hash = hash32(`${name} ${minute}`)
    return hash % 100 < busy ? 1 + (hash % 997) : undefined
  }

  clients(): AwsClients {
    const reader: MetricReader = {
      listMetrics: async ({ RecentlyActive: recent }) => ({ metrics: this.#listed(recent !== undefined) }),
      getMetricData: async (request, table) => {
        this.#answer(request, table)
        return undefined
      },
    }
    const lambda = {
      listFunctions: async () => ({ Functions: this.#configurations() }),
      listEventSourceMappings: async () => ({ EventSourceMappings: [] }),
    }
    return { metrics: () => reader, lambda: () => lambda } as unknown as AwsClients
  }

  /** As far as it is known now: a part at first, all some minutes after. */
  #known(lambda: WorldFunction, minute: number): number | undefined {
    const value = this.truth(lambda, minute)
    const age = this.now - minute - MINUTE
    const late = (hash32(`late ${lambda.name} ${minute}`) % 15) * MINUTE
    if (value === undefined || age < 0) return undefined
    if (age >= late) return value
    return age < late / 2 ? undefined : Math.ceil(value / 2)
  }

  #listed(isRecent: boolean) {
    return this.#functions.flatMap((lambda) => {
      const { name, born, dies } = lambda
      const delay = hash32(`listed ${name}`) % LISTED_LATE
      const oldest = Math.max(born, isRecent ? Math.ceil((this.now - RECENT) / MINUTE) * MINUTE : 0)
      const newest = Math.min(dies, this.now)
      let first = born
      while (first < newest && this.truth(lambda, first) === undefined) first += MINUTE
      if (first >= newest || first + delay > this.now) return []
      let last = Math.floor((newest - 1) / MINUTE) * MINUTE
      while (last >= oldest && this.truth(lambda, last) === undefined) last -= MINUTE
      return last < oldest
        ? []
        : [{ name: 'Invocations', dimensions: [{ name: 'FunctionName', value: name }] }]
    })
  }

  #answer({ start, end, period, slices, rows }: MetricDataRequest, table: MetricTable): void {
    if (start >= end) throw withCode('FUNC_ERR_AWS_REQUEST_INVALID')
    if (this.#strikes(this.faults.failing)) throw withCode('FUNC_ERR_AWS_SERVICE_ERROR')
    let row = 0
    for (const { set, series } of slices) {
      const lambda = this.#functions.find(({ name }) => name === set.dimensions[0]?.value)
      for (const { statistic } of series) {
        if (lambda !== undefined && rows?.has(row) !== false) {
          const isPartial = this.#strikes(this.faults.partial)
          table.statuses[row] = isPartial ? 'InternalError' : 'Complete'
          for (let column = 0; column < table.columns && !isPartial; column++) {
            const value = this.#statistic(lambda, statistic, start + column * period * 1000, period)
            if (value !== undefined) table.values[row * table.columns + column] = value
          }
        }
        row++
      }
    }
  }

  #statistic(lambda: WorldFunction, statistic: string, from: number, period: number): number | undefined {
    let sum = 0
    let count = 0
    for (let minute = from; minute < from + period * 1000; minute += MINUTE) {
      const value = this.#known(lambda, minute)
      if (value === undefined) continue
      sum += value
      count += 1
    }
    if (count === 0) return undefined
    return statistic === 'Sum' ? sum : count
  }

  #configurations(): FunctionConfiguration[] {
    if (this.faults.isUnlistable) throw withCode('FUNC_ERR_AWS_SERVICE_ERROR')
    return this.#functions
      .filter(({ born, dies }) => born <= this.now && this.now < dies)
      .map(({ name, born, upgrades }) => {
        const done = upgrades.filter((time) => time <= this.now)
        return {
          ...{ FunctionName: name, FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}` },
          ...{
            Runtime: RUNTIMES[done.length] ?? 'nodejs24.x',
            LastModified: new Date(Math.max(born, ...done)).toISOString(),
          },
        }
      })
  }

  /** The same in every run of a test. */
  #strikes(rate = 0): boolean {
    return hash32(`call ${this.#calls++}`) % 100 < rate
  }
}

function withCode(code: string): Error {
  return Object.assign(new Error('No luck'), { code })
}
