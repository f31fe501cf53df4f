import { expect } from 'chai'
import { Moments } from '../../../../scripts/guance_aws_lambda_logs/rules/moments.ts'
import { hash32 } from '../../../../scripts/guance_integration_core/index.ts'

describe('scripts/guance_aws_lambda_logs/rules/moments', () => {
  it('should give two events whose ids collide different nanoseconds, and each the same again', () => {
    const seen = new Map<number, string>()
    let pair: readonly string[] = []
    for (let index = 0; pair.length === 0; index++) {
      const id = `event ${index}`
      const nanoseconds = hash32(id) % 1_000_000
      const other = seen.get(nanoseconds)
      if (other !== undefined) pair = [other, id]
      seen.set(nanoseconds, id)
    }
    const moments = new Moments()
    const of = (id: string, timestamp = 5) => moments.of({ id, timestamp })
    const [first = '', second = ''] = pair
    const given = [of(first), of(second)]
    expect(given[1]).to.equal((given[0]! + 1) % 1_000_000)
    expect([of(first), of(second)]).to.deep.equal(given)
    expect(of(second, 6)).to.equal(given[0])
  })
})
