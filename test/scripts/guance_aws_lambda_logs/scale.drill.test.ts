/** Thousands of groups under the smallest quota there is, and one that floods. */
import { expect } from 'chai'
import { FuncError } from '#func/errors.ts'
import { shardOf } from '../../../scripts/guance_aws_lambda_logs/state/ledger.ts'
import { LogsDrill, MINUTE, NOON, REGION } from '../../support/aws/logs-drill.ts'

const GROUPS = 5000
const BUSY = 600
/** Of a quota of 5 a second, a fifth is left to others. */
const CALLS_A_SECOND = 4
const RUN_MS = 300_000

describe('guance_aws_lambda_logs at scale', function () {
  this.timeout(120_000)
  const names = Array.from({ length: GROUPS }, (_, index) => `fn-${index}`)
  const group = (name: string) => `/aws/lambda/${name}`

  /** A run whose time passes with its calls, as the budget lets them through. */
  const runFor = (drill: LogsDrill, ms: number) => {
    let left = ms
    drill.logs.onCall = () => {
      left -= 1000 / CALLS_A_SECOND
    }
    return drill.run({ timeLeft: () => left })
  }
  const readOf = (drill: LogsDrill, name: string): number => {
    const key = `groups/${REGION}/${shardOf(group(name)).toString(16).padStart(2, '0')}`
    return (drill.state[key] as Record<string, { read: number }>)[group(name)]!.read
  }

  it('should read busy groups in every run, and quiet ones at last, within a quota of 5 a second', async () => {
    const busy = new Set(names.slice(0, BUSY))
    const drill = new LogsDrill(
      { functions: names.map((name) => ({ name })), active: () => [...busy] },
      { custom: false, enhanced: false },
    )
    for (const name of names) drill.logs.groups.set(group(name), [])
    const oldest: number[] = []
    for (let run = 0; run < 20; run++) {
      for (const name of busy) {
        drill.logs.groups.set(group(name), [{ id: `${name} ${run}`, at: drill.now - 1000, message: 'x' }])
      }
      const { error } = await runFor(drill, RUN_MS)
      expect(error).to.equal(undefined)
      for (const name of busy) expect(readOf(drill, name), `${name} in run ${run}`).to.equal(drill.now)
      oldest.push(drill.now - Math.min(...names.map((name) => readOf(drill, name))))
      drill.now += 5 * MINUTE
    }
    // The first hour is spent on coming round; from then on each run has 300 calls left for 4400 quiet groups.
    expect(Math.max(...oldest.slice(-6)) / MINUTE).to.be.at.most(90)
    expect(drill.written).to.have.length(BUSY * 20)
  })

  it('should not let a flood hold others up, and read it to its end', async () => {
    const few = names.slice(0, 100)
    const drill = new LogsDrill(
      { functions: few.map((name) => ({ name })) },
      { custom: false, enhanced: false },
    )
    for (const name of few) drill.logs.add(group(name), { id: name, at: NOON - MINUTE, message: 'x' })
    drill.logs.groups.set(
      group('fn-0'),
      Array.from({ length: 20_000 }, (_, index) => ({
        id: `flood ${index}`,
        at: NOON - 4 * MINUTE + index * 10,
        message: 'x',
      })),
    )
    const { error } = await runFor(drill, 60_000)
    expect(error).to.equal(undefined)
    expect(new Set(drill.written.map(({ tags }) => tags.FunctionName)).size).to.equal(100)
    // The overlap, which each run reads again, is more than a run can read: its pages come to be left with time.
    for (let run = 0; run < 12; run++) {
      drill.now += MINUTE
      await runFor(drill, 60_000)
    }
    const ids = drill.written.map(({ fields }) => fields.EventId)
    expect(ids.length).to.equal(20_099)
    expect(new Set(ids).size).to.equal(20_099)
  })

  it('should name the groups that failed, ten at most, and go on with the others', async () => {
    const few = names.slice(0, 40)
    const drill = new LogsDrill(
      { functions: few.map((name) => ({ name })) },
      { custom: false, enhanced: false },
    )
    for (const name of few) drill.logs.add(group(name), { id: name, at: NOON - MINUTE, message: 'x' })
    drill.logs.failAt = (_, { logGroupName = '' }) =>
      /[01234]$/.test(logGroupName) ? new FuncError('FUNC_ERR_AWS_SERVICE_ERROR', 'no') : undefined
    const { error } = await drill.run()
    expect(error).to.have.property('failures').with.length(11)
    expect(error).to.have.property('succeeded', 1)
    expect((error as { failures: { unit: string }[] }).failures.at(-1)).to.have.property(
      'unit',
      `${REGION} 10 more log groups`,
    )
    expect(drill.written).to.have.length(20)
  })

  it('should fail the region at once where reading is not allowed', async () => {
    const few = names.slice(0, 40)
    const drill = new LogsDrill({ functions: few.map((name) => ({ name })) })
    drill.logs.failAt = () => new FuncError('FUNC_ERR_AWS_ACCESS_DENIED', 'Cannot call logs:FilterLogEvents')
    const { error } = await drill.run()
    expect(drill.logs.calls.length).to.be.below(20)
    const { failures } = error as { failures: { unit: string; code: string }[] }
    expect(failures).to.have.length(1)
    expect(failures[0]).to.include({ unit: `${REGION} logs`, code: 'FUNC_ERR_AWS_ACCESS_DENIED' })
  })

  it('should do without the list of what runs', async () => {
    const few = names.slice(0, 10)
    const drill = new LogsDrill({ functions: few.map((name) => ({ name })), active: () => undefined }, {})
    for (const name of few) drill.logs.add(group(name), { id: name, at: NOON - MINUTE, message: 'x' })
    const { error, logs } = await drill.run()
    expect(error).to.equal(undefined)
    expect(drill.written).to.have.length(10)
    expect(logs.map(({ message }) => message)).to.include('Going on without knowing which functions ran')
  })
})
