/** Groups that print very much: what is read again, what is left, and what is reported of it. */
import { expect } from 'chai'
import type { Config } from '../../../scripts/guance_aws_lambda_logs/config.gen.ts'
import { Figures } from '../../../scripts/guance_aws_lambda_logs/figures.ts'
import { EventBudget } from '../../../scripts/guance_aws_lambda_logs/reading/event-budget.ts'
import { GroupReader } from '../../../scripts/guance_aws_lambda_logs/reading/group-reader.ts'
import type { RegionJob } from '../../../scripts/guance_aws_lambda_logs/reading/job.ts'
import { reportRegion } from '../../../scripts/guance_aws_lambda_logs/reading/report-region.ts'
import { logRules } from '../../../scripts/guance_aws_lambda_logs/rules/log-rules.ts'
import { Ledger } from '../../../scripts/guance_aws_lambda_logs/state/ledger.ts'
import { FakeLogs } from '../../support/aws/fake-logs.ts'
import { LogsDrill, MINUTE, NOON, REGION } from '../../support/aws/logs-drill.ts'
import { createTestContext } from '../../support/aws/script-context.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'

const MEASUREMENTS = { custom: 'aws_lambda_custom', check: 'aws_lambda_check', enhanced: 'aws_lambda' }
const GROUP = '/aws/lambda/orders'
const KNOWN = { name: 'orders', logGroup: GROUP, wanted: true, accountId: '123456789012', tags: {} }
const report = (index: number) =>
  `REPORT RequestId: request-${index}\tDuration: 2.5 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n`

describe('guance_aws_lambda_logs of groups that print much', function () {
  this.timeout(60_000)

  /** Fifty invocations a second. */
  const busy = () =>
    Array.from({ length: 15 * 60 * 50 }, (_, index) => ({
      id: String(index),
      at: NOON - 15 * MINUTE + index * 20,
      message: index % 2 === 0 ? report(index) : 'nothing of note',
    }))

  it('should take events that come nine minutes late of a group with 45,000 events in a quarter of an hour', async () => {
    const drill = new LogsDrill({}, { logs: { collect: true }, custom: false, join_tags: [] })
    drill.logs.pageSize = 10_000
    drill.logs.groups.set(GROUP, [
      ...busy(),
      { id: 'late', at: NOON - 8 * MINUTE, seen: NOON + MINUTE, message: report(-1) },
    ])
    const invocations = () =>
      [...drill.metrics.values()].reduce((sum, { fields }) => sum + Number(fields.enhanced_invocations), 0)
    await drill.run()
    expect(invocations()).to.equal(22_500)
    drill.now += MINUTE
    const { error, counts } = await drill.run()
    expect(error).to.equal(undefined)
    expect(invocations()).to.equal(22_501)
    expect(drill.written.filter(({ fields }) => fields.EventId === 'late')).to.have.length(1)
    expect(drill.written).to.have.length(45_001)
    expect(counts.groupsFlooded).to.equal(0)
  })

  it('should read as much of the overlap again when a run ends for want of time', async () => {
    const drill = new LogsDrill({}, { logs: { collect: true }, custom: false, join_tags: [] })
    drill.logs.groups.set(GROUP, busy().slice(-4500))
    let left = 1000
    drill.logs.onCall = () => {
      left -= 1
    }
    await drill.run({ timeLeft: () => left })
    const late = { id: 'late', at: NOON - 100_000, seen: NOON + MINUTE, message: report(-1) }
    drill.logs.add(GROUP, late)
    for (let run = 0; run < 12; run++) {
      drill.now += MINUTE
      // Thirty pages a run.
      left = 40
      await drill.run({ timeLeft: () => left })
    }
    expect(drill.written).to.have.length(4501)
    expect(new Set(drill.written.map(({ fields }) => fields.EventId)).size).to.equal(4501)
    const sum = [...drill.metrics.values()].reduce(
      (all, { fields }) => all + Number(fields.enhanced_invocations),
      0,
    )
    expect(sum).to.equal(2251)
  })

  /** One group, read by readers that may hold so many reports. */
  async function readHolding(mostHeld: number) {
    const logs = new FakeLogs({ functions: [{ name: 'orders' }], now: () => NOON })
    logs.pageSize = 1000
    logs.groups.set(GROUP, busy())
    const test = createTestContext({ triggeredAt: new Date(NOON), aws: logs.clients(), state: {} })
    const config = checkedConfig('guance_aws_lambda_logs', { regions: [REGION], join_tags: [] })
      .config as Config
    const state = { since: NOON - 20 * MINUTE, read: NOON - 20 * MINUTE }
    const job: RegionJob = {
      ...{
        config,
        context: test.context,
        overlapMs: 10 * MINUTE,
        past: undefined,
        figures: new Figures(),
        mostHeld,
      },
      ...{ rules: logRules(config, () => 0), target: { account: config.account, region: REGION }, end: NOON },
      ledger: await Ledger.open(test.context.state, 'groups', [GROUP]),
      eventBudget: new EventBudget(1),
      naming: { measurementsAt: () => MEASUREMENTS, earlierTags: () => [] },
    }
    job.ledger.set(GROUP, state)
    const group = { name: GROUP, functions: new Map([['orders', KNOWN]]) }
    let readers = 0
    for (let isDone = false; !isDone; readers += 1) {
      const reader = new GroupReader(group, job.ledger.get(GROUP)!, job)
      while (await reader.readPage());
      await reader.keep()
      isDone = reader.isDone
    }
    const groups = new Map([[GROUP, group]])
    reportRegion({ groups, schedule: { due: [], busy: new Set() }, failures: 0, job })
    return { ...test, kept: job.ledger.get(GROUP)!, readers }
  }
  const floods = (logs: readonly { message: string }[]) =>
    logs.filter(({ message }) => message.startsWith('A log group is in flood'))

  it('should keep the whole overlap of what it can hold', async () => {
    const { kept, logs, counts } = await readHolding(1_000_000)
    expect(kept).to.include({ read: NOON, from: NOON - 10 * MINUTE })
    expect(floods(logs)).to.have.length(0)
    expect(counts.groupsFlooded).to.equal(0)
  })

  it('should leave a part of the overlap when that is more than it can hold, and report which, once', async () => {
    const { kept, logs, counts, points, readers } = await readHolding(3000)
    expect(readers).to.be.above(2)
    expect(kept.from).to.be.within(NOON - 4 * MINUTE, NOON)
    expect(floods(logs)).to.have.length(1)
    expect(floods(logs)[0]).to.deep.include({
      fields: {
        ...{ region: REGION, group: GROUP, what: 'metrics' },
        ...{ from: new Date(NOON - 10 * MINUTE).toISOString(), to: new Date(kept.from!).toISOString() },
      },
    })
    expect(counts.groupsFlooded).to.equal(1)
    const last = new Map(
      points.metric.map((point) => [point.timestamp, Number(point.fields.enhanced_invocations)]),
    )
    expect([...last.values()].reduce((sum, count) => sum + count, 0)).to.equal(22_500)
  })
})
