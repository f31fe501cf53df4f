import { expect } from 'chai'
import fc from 'fast-check'
import { toRowPoint } from '#func/model/row-point.ts'
import type { Category, RowPoint } from '#func/script.ts'
import { createLimiter } from '#func/sinks/limits/limits.ts'
import { RECEIVER_LIMITS } from '#func/sinks/limits/receiver-limits.ts'
import { createLineEncoder } from '#func/sinks/line-protocol.ts'
import { toPlainPoint } from '../../support/plain-point.ts'

const NONE = Number.NaN
// Not of digits alone: an object would put such names first.
const name = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => `n${text}`),
  fc.constantFrom('', 'host', 'a b', 'date', 'x'.repeat(300)),
)
const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(NONE, 0, -0, 1, 1e21))
const table = fc.record({
  names: fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
  values: fc.array(value, { minLength: 6, maxLength: 6 }),
  tags: fc.dictionary(name, fc.string({ maxLength: 5 })),
})

/** The same point as a row, and plain. */
function bothOf({
  names,
  values,
  tags,
}: {
  names: string[]
  values: number[]
  tags: Record<string, string>
}) {
  const row: RowPoint = { measurement: 'm', tags, names, values, timestamp: 60_000 }
  return { row, plain: toPlainPoint(row) }
}

describe('sinks/field rows', () => {
  it('should write a row as it writes its fields', () => {
    const [encode, encodeRow] = [createLineEncoder(), createLineEncoder()]
    fc.assert(
      fc.property(table, (given) => {
        const { plain, row } = bothOf(given)
        expect(encodeRow(row)).to.equal(encode(toRowPoint(plain)))
      }),
    )
  })

  it('should write rows that share their names as if they did not', () => {
    const cells = fc.array(fc.array(value, { minLength: 2, maxLength: 2 }), { maxLength: 4 })
    fc.assert(
      fc.property(cells, (rows) => {
        const names = ['a', 'b c']
        const encode = createLineEncoder()
        const point = (values: number[], own: string[]) =>
          ({ measurement: 'm', tags: {}, names: own, values, timestamp: 0 }) satisfies RowPoint
        const shared = rows.map((values) => encode(point(values, names)))
        expect(shared).to.deep.equal(rows.map((values) => createLineEncoder()(point(values, [...names]))))
      }),
    )
  })

  const receivers = Object.entries(RECEIVER_LIMITS)
  for (const [receiver, limits] of receivers) {
    for (const category of ['metric', 'custom_object'] satisfies Category[]) {
      it(`should fit a row to ${receiver} as it fits its fields of a ${category}`, () => {
        const encode = createLineEncoder()
        const lines = (points: readonly RowPoint[]) => points.map(encode)
        const [limit, limitRow] = [createLimiter(limits), createLimiter(limits)]
        fc.assert(
          fc.property(table, (given) => {
            const { plain, row } = bothOf(given)
            const [fitted, fittedRow] = [limit(category, [plain]), limitRow(category, [row])]
            expect(lines(fittedRow.points)).to.deep.equal(lines(fitted.points))
            expect(fittedRow.dropped).to.equal(fitted.dropped)
            expect(fittedRow.findings).to.deep.equal(fitted.findings)
          }),
        )
      })
    }
  }
})
