import { expect } from 'chai'
import fc from 'fast-check'
import { ALL_GROUPS, hasGroup, maskOf } from '../../../../scripts/guance_integration_core/groups.ts'
import {
  missingMs,
  type Stretch,
  shareOf,
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
          if (adds) expectJoined(missing)
        }
        expect(cellsOf(missing)).to.deep.equal(new Map([...table].sort()))
      }),
    )
  })

  const minutes = (start: number, end: number, groups = 1n): Stretch => ({
    ...{ start: start * 60_000, end: end * 60_000, groups, tried: 0 },
  })

  it('should make one stretch of neighbours that are the same, in whatever order they come: state stays small', () => {
    const later = withStretch([], minutes(2, 3))
    const both = withStretch(later, minutes(0, 1))
    expect(both).to.deep.equal([minutes(0, 1), minutes(2, 3)])
    expect(withStretch(both, minutes(1, 2))).to.deep.equal([minutes(0, 3)])
  })

  it('should leave a stretch whole that loses nothing', () => {
    const kept = [minutes(0, 3, 5n)]
    expect(without(kept, minutes(1, 2), 2n), 'other groups').to.deep.equal(kept)
    expect(without(kept, minutes(1, 1)), 'no time').to.deep.equal(kept)
    expect(withStretch(kept, minutes(1, 1)), 'no time').to.deep.equal(kept)
    expect(withStretch(kept, minutes(1, 2, 0n)), 'no groups').to.deep.equal(kept)
  })

  it('should report the share of groups', () => {
    expect([0n, 1n, 5n, ALL_GROUPS].map(shareOf)).to.deep.equal([0, 1 / 64, 2 / 64, 1])
  })

  it('should count each minute once', () => {
    const twice = [minutes(0, 2, 1n), minutes(1, 3, 2n)]
    expect(missingMs(twice)).to.equal(180_000)
    expect(missingMs(twice.toReversed()), 'in whatever order').to.equal(180_000)
    expect(missingMs([minutes(0, 4), minutes(1, 2, 2n), minutes(5, 6)])).to.equal(300_000)
  })
})

/** Sorted, and no two of them could be one. */
function expectJoined(missing: readonly Stretch[]): void {
  expect(missing.map(({ start }) => start)).to.deep.equal(
    missing.map(({ start }) => start).toSorted((a, b) => a - b),
  )
  const ends = missing.map(({ end, groups, tried }) => `${end} ${groups} ${tried}`)
  for (const { start, groups, tried } of missing) expect(ends).not.to.include(`${start} ${groups} ${tried}`)
}

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
