/** Collection with a machine clock that is wrong, drifts and jumps, compared with the account's own truth. */
import { expect } from 'chai'
import { type Drill, MINUTE, startDrill } from '../../support/aws/drill.ts'

const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 7, 1, 12)

describe('guance_aws_lambda: clock', function () {
  this.timeout(240_000)
  let drill: Drill
  afterEach(() => drill.close())
  const start = async (config = {}) => {
    const limits = {
      'cloudwatch:GetMetricData': { perSecond: 1000 },
      'cloudwatch:ListMetrics': { perSecond: 1000 },
    }
    drill = await startDrill({ functions: 8, regions: ['us-east-1'], start: START, config, limits })
  }
  const runEvery = async (minutes: number, ahead: readonly number[]) => {
    for (const skew of ahead) {
      const { error } = await drill.run({ ahead: () => skew })
      expect(error).to.equal(undefined)
      drill.now += minutes * MINUTE
    }
    drill.now -= minutes * MINUTE
  }
  const expectAll = (from: number) => {
    const { right, missing, wrong } = drill.compare(from, drill.now - 25 * MINUTE)
    expect({ missing, wrong }).to.deep.equal({ missing: [], wrong: [] })
    expect(right).to.be.above(100)
  }

  for (const minutes of [-120, -30, -4, 4, 30, 120]) {
    it(`should lose nothing with a clock ${minutes} min ahead`, async () => {
      await start()
      await runEvery(
        10,
        Array.from({ length: 7 }, () => minutes * MINUTE),
      )
      expectAll(START - 30 * MINUTE)
    })
  }

  it('should lose nothing when the clock jumps 2 h ahead for one run, and 2 h back for another', async () => {
    await start()
    await runEvery(15, [0, 0, 2 * HOUR, 0, 0, -2 * HOUR, 0, 0, 0])
    expectAll(START - 30 * MINUTE)
  })

  it('should lose nothing with a clock that drifts and jumps, and answers that lack results', async () => {
    await start()
    drill.setFaults({ leftOutRate: 0.05, doubledRate: 0.05, unknownIdRate: 0.05, partialDataRate: 0.05 })
    for (let run = 0; run < 24; run++) {
      const drift = run * 20_000
      const jump = run % 7 === 3 ? 2 * HOUR : run % 7 === 5 ? -2 * HOUR : 0
      await drill.run({ ahead: () => drift + jump })
      drill.now += 5 * MINUTE
    }
    drill.setFaults({})
    await runEvery(5, [8 * MINUTE, 8 * MINUTE])
    expectAll(START - 30 * MINUTE)
  })

  it('should say which marks cannot be read, and read again what CloudWatch keeps', async () => {
    await start()
    await runEvery(10, [0, 0])
    const key = Object.keys(drill.state).find((name) => name.startsWith('window/')) as string
    drill.state[key] = { read: 'soon' }
    drill.now += 2 * HOUR
    const { error, logs } = await drill.run()
    expect(error).to.equal(undefined)
    const warnings = logs
      .filter(({ level }) => level === 'warn')
      .map(({ message, fields }) => [message, fields.key])
    expect(warnings).to.deep.equal([
      ['Reading again what CloudWatch keeps, as the marks of this unit cannot be read', key],
    ])
    expectAll(START - 30 * MINUTE)
  })

  it('should read again what was read by a clock that was ahead', async () => {
    await start()
    await runEvery(10, [0, 0])
    drill.now += 10 * MINUTE
    const key = Object.keys(drill.state).find((name) => name.startsWith('window/')) as string
    const future = new Date(drill.now + 2 * HOUR).toISOString()
    drill.state[key] = { ...(drill.state[key] as object), read: future }
    drill.now += HOUR
    const { error, logs } = await drill.run()
    expect(error).to.equal(undefined)
    expect(logs.filter(({ level }) => level === 'warn').map(({ message }) => message)).to.deep.equal([
      'Reading again what was read by a clock that was ahead of AWS',
    ])
    expectAll(START - 30 * MINUTE)
  })
})
