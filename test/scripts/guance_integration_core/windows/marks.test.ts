import { expect } from 'chai'
import fc from 'fast-check'
import type { Json } from '#func/script.ts'
import { ALL_GROUPS } from '../../../../scripts/guance_integration_core/groups.ts'
import {
  type Marks,
  marksToJson,
  missingToJson,
  parseMarks,
  parseMissing,
} from '../../../../scripts/guance_integration_core/windows/marks.ts'

const TIME = Date.parse('2026-08-01T12:00:00Z')
const times = fc.integer({ min: 0, max: TIME })
const stretches = fc
  .record({
    start: times,
    length: fc.integer({ min: 1, max: 1e9 }),
    groups: fc.oneof(fc.bigInt({ min: 0n, max: ALL_GROUPS }), fc.constant(ALL_GROUPS)),
    tried: fc.constantFrom(0, 60, 300, 3600),
  })
  .map(({ length, ...stretch }) => ({ ...stretch, end: stretch.start + length }))
const anyMarks: fc.Arbitrary<Marks> = fc.record({
  ...{ since: times, read: times, probed: times, missing: fc.array(stretches, { maxLength: 5 }) },
  ...{
    begun: fc.constant(TIME),
    period: fc.constantFrom(60, 300),
    before: fc.array(stretches, { maxLength: 2 }),
  },
})

describe('core/marks', () => {
  it('should read back what it kept', () => {
    fc.assert(
      fc.property(anyMarks, (marks) => {
        expect(parseMarks(JSON.parse(JSON.stringify(marksToJson(marks))))).to.deep.equal(marks)
      }),
    )
  })

  it('should keep times that people can read, and groups only where they are not all', () => {
    const missing = [
      { start: TIME, end: TIME + 60_000, groups: ALL_GROUPS, tried: 0 },
      { start: TIME, end: TIME + 60_000, groups: 255n, tried: 60 },
    ]
    const marks = {
      ...{ since: 0, read: TIME, begun: TIME, period: 60 },
      ...{ before: [], missing, probed: TIME },
    }
    expect(marksToJson(marks)).to.deep.equal({
      period: 60,
      ...{ since: '1970-01-01T00:00:00.000Z', read: '2026-08-01T12:00:00.000Z' },
      probed: '2026-08-01T12:00:00.000Z',
      missing: [
        ['2026-08-01T12:00:00.000Z', '2026-08-01T12:01:00.000Z', 0],
        ['2026-08-01T12:00:00.000Z', '2026-08-01T12:01:00.000Z', 60, 'ff'],
      ],
    })
  })

  it('should go on from the plain time that version 1.0 kept', () => {
    expect(parseMarks('2026-08-01T12:00:00.000Z', 300)).to.deep.equal({
      ...{ since: 0, read: TIME, begun: TIME, period: 300, before: [], probed: TIME, missing: [] },
    })
  })

  it('should take the configured period where none was kept', () => {
    for (const period of [undefined, 0, '60']) {
      const kept = { read: '2026-08-01T12:00:00.000Z', ...(period === undefined ? {} : { period }) }
      expect(parseMarks(kept, 300)?.period).to.equal(300)
    }
  })

  const unknown: readonly (readonly [string, Json | undefined])[] = [
    ['nothing', undefined],
    ['null', null],
    ['a text that is no time', 'soon'],
    ['a number', TIME],
    ['a list', [{ read: '2026-08-01T12:00:00.000Z' }]],
    ['an object without a read mark', { since: '2026-08-01T12:00:00.000Z' }],
    ['a read mark that is no time', { read: 'soon' }],
    ['a read mark that is no text', { read: TIME }],
  ]
  for (const [name, kept] of unknown) {
    it(`should begin anew with ${name}`, () => expect(parseMarks(kept)).to.equal(undefined))
  }

  it('should do without what it cannot read beside the read mark', () => {
    expect(
      parseMarks({ read: '2026-08-01T12:00:00.000Z', since: 'soon', probed: 3, missing: {} }),
    ).to.deep.equal({
      ...{ since: 0, read: TIME, begun: TIME, period: 60, before: [], probed: 0, missing: [] },
    })
  })

  const [from, to] = ['2026-08-01T12:00:00.000Z', '2026-08-01T12:01:00.000Z']
  const table: readonly (readonly [string, Json | undefined, Json])[] = [
    ['all groups when it names none', [[from, to, 60]], [[from, to, 60]]],
    ['sixteen digits of groups', [[from, to, 0, 'fffffffffffffff0']], [[from, to, 0, 'fffffffffffffff0']]],
    ['all groups instead of too many digits', [[from, to, 0, '10000000000000000']], [[from, to, 0]]],
    ['all groups instead of no digits', [[from, to, 0, '']], [[from, to, 0]]],
    ['all groups instead of a broken beginning', [[from, to, 0, 'x1']], [[from, to, 0]]],
    ['all groups instead of a broken end', [[from, to, 0, '1x']], [[from, to, 0]]],
    ['all groups instead of a number', [[from, to, 0, 1]], [[from, to, 0]]],
    ['that nothing was tried when that is no number', [[from, to, '60']], [[from, to, 0]]],
    ['nothing from a stretch without length', [[from, from, 0]], []],
    ['nothing from a stretch that ends before it begins', [[to, from, 0]], []],
    ['nothing from a stretch without an end', [[from]], []],
    ['nothing from texts and numbers', ['x', 3, null, from], []],
    [
      'what can be read beside what cannot',
      [
        ['soon', to, 0],
        [from, to, 0],
      ],
      [[from, to, 0]],
    ],
    ['nothing from a text', 'x', []],
    ['nothing from an object', { from, to }, []],
    ['nothing where there is nothing', undefined, []],
  ]
  for (const [name, kept, wanted] of table) {
    it(`should take ${name}`, () => expect(missingToJson(parseMissing(kept))).to.deep.equal(wanted))
  }
})
