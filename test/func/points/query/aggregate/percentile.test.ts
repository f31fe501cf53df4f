import { expect } from 'chai'
import fc from 'fast-check'
import { Percentile } from '#func/points/query/aggregate/percentile.ts'

describe('func/store/percentile', () => {
  const VALUES = fc.array(
    fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      minLength: 1,
      maxLength: 200,
    },
  )

  it('should be what sorting gives, of one bucket and of several together', () => {
    const parts = fc.constantFrom(0.01, 0.5, 0.75, 0.95, 0.999)
    fc.assert(
      fc.property(VALUES, VALUES, parts, (one, other, part) => {
        const accumulator = new Percentile(2, part)
        for (const [bucket, values] of [one, other].entries()) {
          accumulator.add({
            values: Float64Array.from(values),
            weights: new Float64Array(),
            bases: Int32Array.of(0),
            buckets: new Int32Array(values.length).fill(bucket),
            ...{ time: 0, step: 0 },
          })
        }

        expect(accumulator.values(1)[0]).to.equal(bySorting(one, part))
        expect(accumulator.values(2)[0]).to.equal(bySorting([...one, ...other], part))
        expect(accumulator.values(1)[1], 'also after another').to.equal(bySorting(other, part))
      }),
    )
  })

  it('should have no value of nothing', () => {
    expect(new Percentile(3, 0.5).values(3)[0]).to.be.NaN
  })
})

function bySorting(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort()
  const rank = part * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!]
  return Number.isInteger(rank) ? below : below + (above - below) * (rank - Math.floor(rank))
}
