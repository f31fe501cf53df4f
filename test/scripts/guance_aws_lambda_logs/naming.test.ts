/** What is read again when tags or measurements have changed is in the sink once. */
import { expect } from 'chai'
import fc from 'fast-check'
import type { Json } from '#func/script.ts'
import { LogsDrill, MINUTE, NOON } from '../../support/aws/logs-drill.ts'

const GROUP = '/aws/lambda/orders'
const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x']

interface Setup {
  readonly account: string
  readonly measurement: string
  readonly custom: string
  readonly joins: readonly string[]
  readonly runtime: string
}

function configOf({ account, measurement, custom, joins }: Setup): Record<string, Json> {
  return {
    ...{ account: { extra_tags: { account_name: account } }, join_tags: joins },
    ...{ measurement, custom_measurement: custom, discovery_age: '1m' },
  }
}

/** An invocation and a line of its own every minute, some of them late. */
function addEvents(drill: LogsDrill, minutes: number): void {
  for (let minute = -20; minute < minutes; minute++) {
    const at = NOON + minute * MINUTE + 1000
    const seen = at + ((minute + 20) % 4) * MINUTE
    const id = `00000000-0000-4000-8000-${String(minute + 100).padStart(12, '0')}`
    const report = `REPORT RequestId: ${id}\tDuration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t\n`
    const custom = `MONITORING|${Math.floor(at / 1000)}|1|count|orders.placed|#env:prod`
    drill.logs.add(GROUP, { id: `r${minute}`, at, seen, message: report })
    drill.logs.add(GROUP, { id: `m${minute}`, at, seen, message: custom })
  }
}

const setups: fc.Arbitrary<Setup> = fc.record({
  account: fc.constantFrom('prod', 'shop'),
  measurement: fc.constantFrom('aws_lambda', 'lambda'),
  custom: fc.constantFrom('custom', 'lambda'),
  joins: fc.constantFrom([], ['Runtime']),
  runtime: fc.constantFrom(...RUNTIMES),
})
const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), setups), { minLength: 2, maxLength: 8 })

describe('guance_aws_lambda_logs names that change', () => {
  it('should count every event once, in whatever series', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (all) => {
        const functions = [{ name: 'orders', runtime: RUNTIMES[0] }]
        const drill = new LogsDrill({ functions: functions as never }, {})
        addEvents(drill, 100)
        const run = async (minutes: number, setup: Setup) => {
          drill.now += minutes * MINUTE
          drill.config = configOf(setup)
          functions[0] = { name: 'orders', runtime: setup.runtime }
          expect((await drill.run()).error).to.equal(undefined)
        }
        await run(0, all[0]![1])
        for (const [minutes, setup] of all) await run(minutes, setup)
        await run(5, all.at(-1)![1])
        const sum = (field: string, until: number) =>
          [...drill.metrics.values()]
            .filter(({ timestamp }) => timestamp < until)
            .reduce((total, { fields }) => total + Number(fields[field] ?? 0), 0)
        // The last minutes may still have late events.
        const until = drill.now - 5 * MINUTE
        const wanted = (until - NOON) / MINUTE + 20
        expect([sum('enhanced_invocations', until), sum('orders.placed', until)]).to.deep.equal([
          wanted,
          wanted,
        ])
      }),
      { numRuns: 60 },
    )
  })
})
