import { expect } from 'chai'
import type { Point } from '#func/script.ts'
import { WrittenKinds } from '../../../../scripts/guance_aws_lambda_logs/state/written-kinds.ts'

const MEASUREMENT = 'aws_lambda_error'
const count = (fingerprint: string, timestamp: number, counted = 1): Point => {
  return { measurement: MEASUREMENT, tags: { fingerprint }, fields: { count: counted }, timestamp }
}

describe('guance_aws_lambda_logs/state/written-kinds', () => {
  const kept = (points: readonly Point[], from = 0) => {
    const kinds = new WrittenKinds(MEASUREMENT, undefined)
    expect([...kinds.revise(points, 0, 100)]).to.deep.equal(points)
    return new WrittenKinds(MEASUREMENT, kinds.keep(from).kinds)
  }

  it('should write 0 where a kind was counted before and is no more', () => {
    const kinds = kept([count('a', 10), count('a', 20, 2), count('b', 20)])
    expect([...kinds.revise([count('a', 20, 2)], 10, 100)]).to.deep.equal([
      ...[count('a', 20, 2), count('a', 10, 0), count('b', 20, 0)],
    ])
    expect([...kinds.revise([count('a', 20, 2)], 10, 100)]).to.deep.equal([count('a', 20, 2)])
  })

  it('should leave minutes alone that are not counted again', () => {
    const kinds = kept([count('a', 10), count('a', 60)])
    expect([...kinds.revise([], 20, 50)]).to.deep.equal([])
    expect([...kinds.revise([], 5, 70)]).to.deep.equal([count('a', 10, 0), count('a', 60, 0)])
  })

  it('should keep what lies in the next window', () => {
    expect([...kept([count('a', 10), count('a', 60)], 50).revise([], 0, 100)]).to.deep.equal([
      count('a', 60, 0),
    ])
    expect(new WrittenKinds(MEASUREMENT, undefined).keep(0)).to.deep.equal({})
  })
})
