import { expect } from 'chai'
import fc from 'fast-check'
import { ALL_GROUPS, hasGroup, maskOf } from '../../../../scripts/guance_integration_core/groups.ts'
import { missingToJson, parseMissing } from '../../../../scripts/guance_integration_core/windows/marks.ts'
import {
  missingMs,
  type Stretch,
  without,
  withStretch,
} from '../../../../scripts/guance_integration_core/windows/missing.ts'

const MINUTES = 30
const GROUPS = [0, 1, 2, 63]

const masks = fc.subarray(GROUPS).map((groups) => groups.reduce((mask, group) => mask | maskOf(group), 0n))
const changes = fc.array(
  fc.record({
    adds: fc.boolean(),
    start: fc.nat(MINUTES - 1),
    length: fc.integer({ min: 1, max: 12 }),
    groups: fc.oneof(masks, fc.constant(ALL_GROUPS)),
    tried: fc.constantFrom(0, 60, 300),
  }),
  { maxLength: 25 },
)

describe('core/missing', () => {
  it('should know for each minute and group what a plain table knows', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        let missing: Stretch[] = []
        const table = new Map<string, number>()
        for (const { adds, start, length, groups, tried } of steps) {
          const window = { start: start * 60_000, end: (start + length) * 60_000 }
          missing = adds
            ? withStretch(missing, { ...window, groups, tried })
            : without(missing, window, groups)
          for (let minute = start; minute < start + length; minute++) {
            for (const group of GROUPS.filter((each) => hasGroup(groups, each))) {
              if (adds) table.set(`${minute} ${group}`, tried)
              else table.delete(`${minute} ${group}`)
            }
          }
        }
        expect(cellsOf(missing)).to.deep.equal(new Map([...table].sort()))
        expect(parseMissing(JSON.parse(JSON.stringify(missingToJson(missing))))).to.deep.equal(missing)
      }),
    )
  })

  it('should make one stretch of neighbours that are alike', () => {
    const first = withStretch([], { start: 0, end: 60_000, groups: 1n, tried: 0 })
    const second = withStretch(first, { start: 60_000, end: 120_000, groups: 1n, tried: 0 })
    expect(second).to.deep.equal([{ start: 0, end: 120_000, groups: 1n, tried: 0 }])
  })

  it('should count each minute once', () => {
    const both = [
      { start: 0, end: 120_000, groups: 1n, tried: 0 },
      { start: 60_000, end: 180_000, groups: 2n, tried: 0 },
    ]
    expect(missingMs(both)).to.equal(180_000)
  })

  it('should take nothing from what is not a list of stretches', () => {
    for (const kept of [undefined, null, 'x', 3, {}, [1], [['x', 'y', 0]], [[]]]) {
      expect(parseMissing(kept as never)).to.deep.equal([])
    }
  })
})

function cellsOf(missing: readonly Stretch[]): Map<string, number> {
  const cells: [string, number][] = []
  for (const { start, end, groups, tried } of missing) {
    for (let time = start; time < end; time += 60_000) {
      for (const group of GROUPS.filter((each) => hasGroup(groups, each))) {
        cells.push([`${time / 60_000} ${group}`, tried])
      }
    }
  }
  expect(new Set(cells.map(([key]) => key)).size, 'no minute twice').to.equal(cells.length)
  return new Map(cells.sort())
}
