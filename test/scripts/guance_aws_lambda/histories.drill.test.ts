/**
 * Any history of runs against a naive model: whatever changes, fails or is killed, at last every minute of every
 * function is in the sink once and right, in whatever series.
 */
import { expect } from 'chai'
import fc from 'fast-check'
import type { Json, Point, TimeWindow } from '#func/script.ts'
import type { Config } from '../../../scripts/guance_aws_lambda/config.gen.ts'
import { run } from '../../../scripts/guance_aws_lambda/main.ts'
import { parseMarks } from '../../../scripts/guance_integration_core/windows/marks.ts'
import { mortal } from '../../support/aws/drill.ts'
import { createTestContext } from '../../support/aws/script-context.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'
import { SmallWorld, type WorldFaults, type WorldFunction } from '../../support/aws/small-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse('2026-08-01T12:00:00Z')
/** A multiple of all periods: whatever the series, its sums are those of the minutes. */
const BLOCK = 10 * MINUTE

interface Setup {
  readonly period: number
  readonly account: string
  readonly measurement: string
  readonly joins: readonly string[]
  readonly settle: string
}

interface Step {
  readonly minutes: number
  readonly setup: Setup
  readonly faults: WorldFaults
  readonly dieAfter?: number | undefined
  readonly refuseFrom?: number | undefined
  /** Hours before the start, from and to: a backfill. */
  readonly backfill?: readonly [number, number] | undefined
  /** How often it is asked for the time that is left, until there is none. */
  readonly patience?: number | undefined
  /** Minutes that the clock of the run is ahead of AWS's, or behind it. */
  readonly ahead?: number | undefined
  /** Minutes from the planned time to the run. */
  readonly late?: number | undefined
}

const setups: fc.Arbitrary<Setup> = fc.record({
  period: fc.constantFrom(60, 60, 120, 300),
  account: fc.constantFrom('prod', 'shop'),
  measurement: fc.constantFrom('aws_lambda', 'aws_lambda', 'lambda'),
  joins: fc.constantFrom([], ['Runtime']),
  settle: fc.constantFrom('20m', '5m', '0s'),
})
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 })
const steps = (setup: fc.Arbitrary<Setup>): fc.Arbitrary<Step> =>
  fc.record({
    minutes: fc.oneof({ weight: 5, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.nat(300) }),
    setup,
    faults: fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.record({
          ...{ failing: fc.nat(60), partial: fc.nat(30), isUnlistable: fc.boolean() },
        }),
      },
    ),
    dieAfter: maybe(fc.nat(12)),
    refuseFrom: maybe(fc.integer({ min: 1, max: 6 })),
    backfill: maybe(fc.constantFrom([9, 3], [6, 2], [2, 0], [30, 4]) as fc.Arbitrary<[number, number]>),
    patience: maybe(fc.nat(8)),
    ahead: fc.option(fc.integer({ min: -4, max: 1 }), { nil: undefined, freq: 8 }),
    late: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined, freq: 8 }),
  })
const history = fc
  .array(setups, { minLength: 1, maxLength: 3 })
  .chain((some) => fc.array(steps(fc.constantFrom(...some)), { minLength: 1, maxLength: 14 }))
const lives: fc.Arbitrary<WorldFunction[]> = fc
  .array(
    fc.record({
      bornAt: fc.integer({ min: -600, max: 300 }),
      lasts: fc.oneof(fc.integer({ min: 3, max: 200 }), fc.constant(100_000)),
      upgrades: fc.array(fc.integer({ min: -100, max: 400 }), { maxLength: 3 }),
      busy: fc.constantFrom(5, 50, 100),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ bornAt, lasts, upgrades, busy }, index) => ({
      ...{
        name: `fn-${index}`,
        busy,
        born: START + bornAt * MINUTE,
        dies: START + (bornAt + lasts) * MINUTE,
      },
      upgrades: upgrades.map((minutes) => START + minutes * MINUTE + 7000),
    })),
  )

class History {
  readonly world: SmallWorld
  readonly state: Record<string, Json> = {}
  readonly sink = new Map<string, Point>()
  readonly backfills = new Set<string>()
  lost = 0

  constructor(functions: readonly WorldFunction[]) {
    this.world = new SmallWorld(functions)
    this.world.now = START
  }

  async run(step: Omit<Step, 'minutes'>): Promise<void> {
    const { setup, faults, dieAfter = Number.POSITIVE_INFINITY, refuseFrom, patience, backfill } = step
    const { ahead = 0 } = step
    // Backfills have no planned time but that of their request.
    const { late = 0 } = backfill === undefined ? step : {}
    this.world.faults = faults
    const death = new AbortController()
    let asked = 0
    const test = createTestContext({
      ...{ aws: this.world.clients(), state: this.state },
      triggeredAt: new Date(this.world.now + (ahead - late) * MINUTE),
      startedAt: new Date(this.world.now + ahead * MINUTE),
      signal: death.signal,
      ...(backfill && { window: windowOf(backfill) }),
      ...(refuseFrom !== undefined && { acknowledges: (write: number) => write < refuseFrom }),
      ...(patience !== undefined && { timeLeft: () => (asked++ < patience ? 1000 : 100) }),
    })
    if (backfill !== undefined) this.backfills.add(JSON.stringify(backfill))
    await run(configOf(setup), mortal(test.context, dieAfter, death)).catch(() => {})
    for (const point of test.points.metric) this.sink.set(identityOf(point), point)
    this.lost += test.counts.lostMinutes ?? 0
  }

  /** Runs without faults until all is settled and read. */
  async finish(setup: Setup): Promise<void> {
    for (let runs = 0; runs < 8; runs++) {
      this.world.now += 20 * MINUTE
      await this.run({ setup, faults: {} })
      for (const backfill of this.backfills)
        await this.run({ setup, faults: {}, backfill: JSON.parse(backfill) })
    }
  }
}

function configOf({ period, account, measurement, joins, settle }: Setup): Config {
  const { config, complaints } = checkedConfig('guance_aws_lambda', {
    account: { ak_id: 'AKIAEXAMPLEEXAMPLE00', ak_secret: 'none', extra_tags: { account_name: account } },
    ...{ regions: ['us-east-1'], objects: false, function_urls: false },
    ...{ statistics: { default: ['Sum', 'SampleCount'] }, join_tags: joins },
    ...{ period, measurement, settle, lookback: '1h' },
  })
  expect(complaints).to.equal('')
  return config as Config
}

function windowOf([from, to]: readonly [number, number]): TimeWindow {
  return { from: new Date(START - from * HOUR), to: new Date(START - to * HOUR) }
}

function identityOf({ measurement, tags, timestamp }: Point): string {
  return JSON.stringify([measurement, Object.entries(tags).sort(), timestamp])
}

/** By function and block, the sums and the minutes of all series. */
function sumsOf(sink: ReadonlyMap<string, Point>): Map<string, [number, number]> {
  const sums = new Map<string, [number, number]>()
  for (const { tags, fields, timestamp } of sink.values()) {
    const key = `${tags.FunctionName} ${new Date(Math.floor(timestamp / BLOCK) * BLOCK).toISOString()}`
    const [sum, count] = sums.get(key) ?? [0, 0]
    const { Invocations_Sum: more, Invocations_SampleCount: minutes } = fields
    sums.set(key, [sum + Number(more), count + Number(minutes)])
  }
  return sums
}

function wantedSums(world: SmallWorld, from: number, to: number): Map<string, [number, number]> {
  const sums = new Map<string, [number, number]>()
  for (const lambda of world.functions) {
    for (let minute = from; minute < to; minute += MINUTE) {
      const value = world.truth(lambda, minute)
      if (value === undefined) continue
      const key = `${lambda.name} ${new Date(Math.floor(minute / BLOCK) * BLOCK).toISOString()}`
      const [sum, count] = sums.get(key) ?? [0, 0]
      sums.set(key, [sum + value, count + 1])
    }
  }
  return sums
}

describe('guance_aws_lambda in any history of runs', function () {
  this.timeout(240_000)

  it('should bring every minute to exactly one series, and right', async () => {
    await fc.assert(
      fc.asyncProperty(lives, history, async (functions, all) => {
        const { world, state, sink, backfilled } = await played(functions, all)
        const marks = parseMarks(state['window/us-east-1/AWS-Lambda'])!
        expect(marks.missing).to.deep.equal([])
        const begin = Math.min(marks.since, ...marks.before.map(({ start }) => start))
        const from = Math.ceil(begin / BLOCK) * BLOCK
        const to = Math.floor((world.now - 60 * MINUTE) / BLOCK) * BLOCK
        const wanted = wantedSums(world, from, to)
        for (const [start, end] of backfilled) {
          for (const [key, sum] of wantedSums(world, start, Math.min(end, from))) wanted.set(key, sum)
        }
        const found = sumsOf(sink)
        const wrong = [...wanted].filter(([key, sum]) => `${found.get(key)}` !== `${sum}`)
        const shown = wrong.slice(0, 5).map(([key, sum]) => `${key}: ${found.get(key)}, not ${sum}`)
        expect(shown.join('; ')).to.equal('')
        const known = wantedSums(world, START - 48 * HOUR, world.now)
        const more = [...found].filter(([key, [sum]]) => sum > (known.get(key)?.[0] ?? 0))
        expect(more.slice(0, 5).join('; '), 'more than there was').to.equal('')
      }),
      { numRuns: 150 },
    )
  })

  async function played(functions: readonly WorldFunction[], all: readonly Step[]) {
    const history = new History(functions)
    const [first] = all
    await history.run({ setup: first!.setup, faults: {} })
    for (const { minutes, ...step } of all) {
      history.world.now += minutes * MINUTE + 1000
      await history.run(step)
    }
    await history.finish(all.at(-1)!.setup)
    const backfilled = [...history.backfills].map((text) => {
      const { from, to } = windowOf(JSON.parse(text))
      return [from.getTime(), to.getTime()] as const
    })
    return { world: history.world, state: history.state, sink: history.sink, backfilled }
  }
})
