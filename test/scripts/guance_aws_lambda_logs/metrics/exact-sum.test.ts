import { expect } from 'chai'
import fc from 'fast-check'
import { exactPartials, exactSum } from '../../../../scripts/guance_aws_lambda_logs/metrics/exact-sum.ts'

const number = fc.oneof(
  fc.double({ noNaN: true, min: -1e300, max: 1e300 }).map((value) => value + 0),
  fc.constantFrom(0.1, 0.2, 1, 1e16, -1e16, 2 ** 53, 1e-300, 5e-324, 1.1102230246251565e-16),
)

/** The correctly rounded sum, from integers of any size: every double is a multiple of 2^-1074. */
function sumByIntegers(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + inUnits(value), 0n)
  return rounded(total)
}

function inUnits(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const high = bits.getBigUint64(0)
  const exponent = (high >> 52n) & 0x7ffn
  const fraction = high & 0xfffffffffffffn
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n)
  return high >> 63n === 0n ? size : -size
}

function rounded(units: bigint): number {
  const size = units < 0n ? -units : units
  const extra = Math.max(0, size.toString(2).length - 53)
  const half = extra === 0 ? 0n : 1n << BigInt(extra - 1)
  const rest = size & ((1n << BigInt(extra)) - 1n)
  let kept = size >> BigInt(extra)
  if (rest > half || (extra > 0 && rest === half && (kept & 1n) === 1n)) kept += 1n
  let value = Number(kept)
  for (let power = extra - 1074; power !== 0; power -= Math.sign(power) * Math.min(Math.abs(power), 1000)) {
    value *= 2 ** (Math.sign(power) * Math.min(Math.abs(power), 1000))
  }
  return units < 0n ? -value : value
}

describe('guance_aws_lambda_logs/metrics/exact-sum', () => {
  for (const [values, sum] of [
    [[], 0],
    [[0.1, 0.2, 0.3], 0.6],
    [Array(10).fill(0.1), 1],
    [[1e16, 1, -1e16], 1],
    [[1e16, 1, 1], 1e16 + 2],
    [[1e300, 1, -1e300], 1],
    [[1, 1e-16, 1e-300], 1],
    [[2 ** 53, 1, 5e-324], 2 ** 53 + 2],
  ] as const) {
    it(`should sum ${values.join(' + ')}`, () => {
      expect(exactSum(values)).to.equal(sum)
    })
  }

  it('should round as integers of any size do', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 30 }), (values) => {
        expect(exactSum(values)).to.equal(sumByIntegers(values) + 0)
      }),
      { numRuns: 2000 },
    )
  })

  it('should give the same sum however values are grouped', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 30 }), fc.nat(30), (values, cut) => {
        const before = JSON.parse(JSON.stringify(exactPartials(values.slice(0, cut))))
        expect(exactSum(values.slice(cut), before)).to.equal(exactSum(values))
      }),
      { numRuns: 2000 },
    )
  })
})
