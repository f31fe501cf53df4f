import { expect } from 'chai'
import fc from 'fast-check'
import { decodeCells, encodeCells } from '#func/points/cells-codec.ts'

const VALUE = fc.oneof(
  fc.constant(Number.NaN),
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

describe('func/store/cells-codec', () => {
  for (const buckets of [12, 60, 64]) {
    it(`should return every value of ${buckets} buckets exactly`, () => {
      const cells = fc.array(VALUE, { minLength: 32 * buckets, maxLength: 32 * buckets })
      fc.assert(
        fc.property(cells, (values) => {
          const given = Float64Array.from(values)
          const decoded = new Float64Array(32 * buckets)

          decodeCells(encodeCells(given, buckets) as Uint8Array<ArrayBuffer>, buckets, decoded)

          expect([...decoded].map((value) => value + 0)).to.deep.equal([...given].map((value) => value + 0))
        }),
        { numRuns: 30 },
      )
    })
  }

  const WIDTHS: [string, number[], number][] = [
    ['nothing', [], 8],
    ['small integers', [0, 255], 8 + 8 + 2],
    ['integers', [0, 65_535], 8 + 8 + 4],
    ['what a short float holds', [-1, 0.5, 2 ** 24], 8 + 8 + 12],
    ['any float', [0.1], 8 + 8 + 8],
  ]
  for (const [what, values, bytes] of WIDTHS) {
    it(`should take ${bytes} bytes for ${what}`, () => {
      const cells = new Float64Array(32 * 60).fill(Number.NaN)
      cells.set(values, 31 * 60)
      expect(encodeCells(cells, 60).byteLength).to.equal(bytes)
    })
  }

  it('should read bytes that begin anywhere in their buffer', () => {
    const cells = new Float64Array(32 * 12).fill(Number.NaN)
    cells[5] = 0.1
    const encoded = encodeCells(cells, 12)
    const moved = new Uint8Array(encoded.byteLength + 3)
    moved.set(encoded, 3)
    const decoded = new Float64Array(32 * 12)

    decodeCells(moved.subarray(3), 12, decoded)

    expect(decoded[5]).to.equal(0.1)
  })
})
