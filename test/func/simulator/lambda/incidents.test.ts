import { expect } from 'chai'
import { createOracle } from '#func/simulator/oracle.ts'

const AROUND = new Date('2026-08-01T12:00:00Z')
const HOUR_MS = 3_600_000

describe('func/simulator/incidents', () => {
  const options = { seed: 1, functions: 20 }
  const troubled = createOracle({ ...options, incidentsAround: AROUND })
  const usual = createOracle(options)

  function value(oracle: typeof usual, kind: string, name: string, statistic: string, hours: number): number {
    const fn = oracle.functions('us-east-1').find((each) => each.kind === kind)
    const dimensions = [{ Name: 'FunctionName', Value: fn?.name ?? '' }]
    const metric = { namespace: 'AWS/Lambda', name, dimensions }
    return oracle.value('us-east-1', metric, statistic, AROUND.getTime() + hours * HOUR_MS, 300) ?? 0
  }

  const TROUBLE: [string, string, string, number, number][] = [
    ['async', 'Errors', 'Average', -0.25, 10],
    ['throttled', 'Throttles', 'Sum', -0.25, 1.5],
    ['web', 'Duration', 'Maximum', -1, 3],
    ['stream', 'IteratorAge', 'Maximum', 0, 50],
  ]
  for (const [kind, name, statistic, hours, factor] of TROUBLE) {
    it(`should raise ${name} of ${kind} functions`, () => {
      const raised = value(troubled, kind, name, statistic, hours)
      expect(raised).to.be.greaterThan(factor * value(usual, kind, name, statistic, hours))
      expect(raised).to.be.greaterThan(0)
    })
  }

  it('should make a function slower with time, and let another die', () => {
    const typical = (hours: number) => value(troubled, 'slow', 'Duration', 'Minimum', hours)
    expect(typical(-1)).to.be.greaterThan(typical(-9))
    const runs = Array.from({ length: 24 }, (_, at) =>
      value(troubled, 'queue', 'Invocations', 'Sum', -4 + at / 8),
    )
    expect(runs.slice(0, 8).some((sum) => sum > 0)).to.equal(true)
    expect(runs.slice(8).every((sum) => sum === 0)).to.equal(true)
  })

  it('should leave all other functions alone', () => {
    const others = usual.functions('us-east-1').slice(14)
    expect(troubled.functions('us-east-1').slice(14)).to.deep.equal(others)
  })
})
