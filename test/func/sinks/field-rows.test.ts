import { expect } from 'chai'
import fc from 'fast-check'
import type { Category, FieldRow, Point } from '#func/script.ts'
import { createLimiter } from '#func/sinks/limits/limits.ts'
import { RECEIVER_LIMITS } from '#func/sinks/limits/receiver-limits.ts'
import { createLineEncoder } from '#func/sinks/line-protocol.ts'

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

function fieldsOf({ names, values }: FieldRow): Record<string, number> {
  const cells = names.map((each, index) => [each, values[index] ?? NONE] as const)
  return Object.fromEntries(cells.filter(([, cell]) => Number.isFinite(cell)))
}

/** The same point with its row, and without. */
function bothOf(given: { names: string[]; values: number[]; tags: Record<string, string> }) {
  const row = { names: given.names, values: given.values }
  const plain: Point = { measurement: 'm', tags: given.tags, fields: fieldsOf(row), timestamp: 60_000 }
  return { plain, withRow: { ...plain, row } }
}

describe('sinks/field rows', () => {
  it('should write a row as it writes its fields', () => {
    const [encode, encodeRow] = [createLineEncoder(), createLineEncoder()]
    fc.assert(
      fc.property(table, (given) => {
        const { plain, withRow } = bothOf(given)
        expect(encodeRow(withRow)).to.equal(encode(plain))
      }),
    )
  })

  const receivers = Object.entries(RECEIVER_LIMITS)
  for (const [receiver, limits] of receivers) {
    for (const category of ['metric', 'custom_object'] satisfies Category[]) {
      it(`should fit a row to ${receiver} as it fits its fields of a ${category}`, () => {
        const encode = createLineEncoder()
        const lines = (points: readonly Point[]) => points.map(encode)
        const [limit, limitRow] = [createLimiter(limits), createLimiter(limits)]
        fc.assert(
          fc.property(table, (given) => {
            const { plain, withRow } = bothOf(given)
            fc.pre(Object.keys(plain.fields).length > 0)
            const [fitted, fittedRow] = [limit(category, [plain]), limitRow(category, [withRow])]
            expect(lines(fittedRow.points)).to.deep.equal(lines(fitted.points))
            expect(fittedRow.dropped).to.equal(fitted.dropped)
          }),
        )
      })
    }
  }
})
