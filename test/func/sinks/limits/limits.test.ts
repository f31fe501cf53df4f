import { expect } from 'chai'
import fc from 'fast-check'
import { toRowPoint } from '#func/model/row-point.ts'
import type { Category, Point } from '#func/script.ts'
import { createLimiter, cutUtf8 } from '#func/sinks/limits/limits.ts'
import { RECEIVER_LIMITS } from '#func/sinks/limits/receiver-limits.ts'
import { toPlainPoint } from '../../../support/plain-point.ts'

type Kind = keyof typeof RECEIVER_LIMITS
const base: Point = { measurement: 'm', tags: { a: 'b' }, fields: { f: 1 }, timestamp: 1000 }
const many = (count: number, value: unknown) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`k${String(index).padStart(4, '0')}`, value]),
  )

/** One point through the limits: what is left of it, and why. */
function limited(kind: Kind, category: Category, change: object) {
  const result = createLimiter(RECEIVER_LIMITS[kind])(category, [{ ...base, ...change }])
  const reasons = result.findings.map((finding) => finding.reason)
  return {
    point: result.points.map(toPlainPoint)[0],
    dropped: result.dropped,
    trimmed: result.trimmed,
    reasons,
  }
}

describe('func/sinks/limits', () => {
  it('should hand on a row that fits as the same object', () => {
    const points = [base, { ...base, fields: { f: 1n, g: true } }].map(toRowPoint)
    for (const kind of Object.keys(RECEIVER_LIMITS) as Kind[]) {
      const result = createLimiter(RECEIVER_LIMITS[kind])('metric', points)
      expect(result).to.deep.equal({ points, dropped: 0, trimmed: 0, findings: [] })
      expect(result.points[1]).to.equal(points[1])
    }
  })

  const trimmed: readonly (readonly [string, Kind, Category, object, object])[] = [
    [
      'non_finite_number',
      'none',
      'metric',
      { fields: { f: Number.NaN, g: 1, h: Infinity } },
      { fields: { g: 1 } },
    ],
    [
      'integer_out_of_range',
      'none',
      'metric',
      { fields: { f: 2n ** 63n, g: -(2n ** 63n) } },
      { fields: { g: -(2n ** 63n) } },
    ],
    ['wrong_type', 'none', 'metric', { fields: { f: { x: 1 }, g: 1 } }, { fields: { g: 1 } }],
    ['wrong_type', 'none', 'metric', { tags: { a: {}, b: 'c' } }, { tags: { b: 'c' } }],
    ['empty_key', 'none', 'metric', { tags: { '': 'x', b: 'c' } }, { tags: { b: 'c' } }],
    ['control_character', 'guance', 'metric', { tags: { 'a\nb': 'c\td' } }, { tags: { 'a b': 'c d' } }],
    ['trailing_backslash', 'guance', 'metric', { tags: { 'a\\': 'c\\\\' } }, { tags: { a: 'c' } }],
    [
      'tag_value_too_long',
      'guance',
      'metric',
      { tags: { a: '度'.repeat(400) } },
      { tags: { a: '度'.repeat(341) } },
    ],
    [
      'key_too_long',
      'guance',
      'metric',
      { fields: { ['x'.repeat(300)]: 1 } },
      { fields: { ['x'.repeat(256)]: 1 } },
    ],
    [
      'measurement_too_long',
      'guance',
      'metric',
      { measurement: 'x'.repeat(2000) },
      { measurement: 'x'.repeat(1024) },
    ],
    ['duplicate_key', 'guance', 'logging', { tags: { 'a.b': '1', a_b: '2' } }, { tags: { a_b: '1' } }],
    [
      'duplicate_key',
      'guance',
      'metric',
      { tags: { f: '1' }, fields: { f: 1, g: 2 } },
      { tags: { f: '1' }, fields: { g: 2 } },
    ],
    ['string_in_metric', 'guance', 'metric', { fields: { f: 1, s: 'x' } }, { fields: { f: 1 } }],
    ['dot_in_key', 'guance', 'custom_object', { fields: { 'a.b': 'x' } }, { fields: { a_b: 'x' } }],
    ['reserved_key', 'guance', 'custom_object', { tags: { class: 'other', a: 'b' } }, { tags: { a: 'b' } }],
    ['reserved_key', 'guance', 'custom_object', { fields: { date: 1, f: 2 } }, { fields: { f: 2 } }],
    ['reserved_key', 'guance', 'logging', { tags: { source: 'x' } }, { tags: {} }],
    ['refused_key', 'influxdb', 'metric', { tags: { time: 'x' } }, { tags: { time_: 'x' } }],
    ['refused_key', 'influxdb2', 'metric', { tags: { _field: 'x' } }, { tags: { _field_: 'x' } }],
    [
      'tag_value_too_long',
      'influxdb',
      'metric',
      { measurement: 'm', tags: { a: 'x'.repeat(70_000), b: '' } },
      {},
    ],
  ]
  for (const [reason, kind, category, change, left] of trimmed) {
    it(`should trim for ${kind}, ${category}: ${reason} in ${Object.keys(change).join(' and ')}`, () => {
      const result = limited(kind, category, change)
      expect(result.reasons).to.include(reason)
      if (Object.keys(left).length === 0) return
      expect(result.point).to.deep.equal({ ...base, ...left })
      expect(result).to.deep.include({ dropped: 0, trimmed: 1 })
    })
  }

  const dropped: readonly (readonly [string, Kind, object])[] = [
    ['no_fields', 'none', { fields: {} }],
    ['no_fields', 'none', { fields: { f: Number.NaN } }],
    ['no_fields', 'guance', { fields: { f: 'text' } }],
    ['empty_measurement', 'none', { measurement: '' }],
    ['bad_timestamp', 'none', { timestamp: Number.NaN }],
    ['bad_timestamp', 'none', { timestamp: 9_300_000_000_000 }],
    ['series_key_too_long', 'influxdb', { tags: { a: 'x'.repeat(40_000), b: 'y'.repeat(40_000) } }],
    ['series_key_too_long', 'influxdb', { tags: { a: ' '.repeat(40_000) } }],
  ]
  for (const [reason, kind, change] of dropped) {
    it(`should drop for ${kind}: ${reason} with ${JSON.stringify(change).slice(0, 40)}`, () => {
      const result = limited(kind, 'metric', change)
      expect(result).to.deep.include({ dropped: 1, trimmed: 0, point: undefined })
      expect(result.reasons).to.include(reason)
    })
  }

  it('should cap the number of tags and fields', () => {
    const { point, reasons } = limited('guance', 'metric', { tags: many(300, 'v'), fields: many(0, 1) })
    expect(point).to.equal(undefined)
    expect(reasons).to.include('too_many_tags')
    const full = limited('guance', 'logging', { tags: many(257, 'v'), fields: { ...many(0, 1), z: 1 } })
    expect(Object.keys(full.point?.tags ?? {})).to.have.lengthOf(256)
    expect(Object.keys(full.point?.tags ?? {}).at(-1)).to.equal('k0255')
    const fields = limited('guance', 'metric', { fields: many(1025, 1) })
    expect(Object.keys(fields.point?.fields ?? {})).to.have.lengthOf(1024)
    expect(fields.reasons).to.deep.equal(['too_many_fields'])
  })

  it('should not count what the receiver fills in itself', () => {
    const result = limited('guance', 'custom_object', {
      measurement: 'aws_lambda',
      tags: { class: 'aws_lambda', name: 'x' },
    })
    expect(result).to.deep.include({ dropped: 0, trimmed: 0, reasons: [] })
    expect(result.point?.tags).to.deep.equal({ name: 'x' })
  })

  it('should name an empty measurement as DataKit does', () => {
    expect(limited('guance', 'metric', { measurement: '' }).point?.measurement).to.equal('__default')
  })

  it('should keep a backslash at the end where the receiver can', () => {
    expect(limited('none', 'metric', { tags: { a: 'x\\' } }).point?.tags).to.deep.equal({ a: 'x\\' })
  })

  it('should count each reason with its first example', () => {
    const bad = { ...base, fields: { f: 1, bad: Number.NaN } }
    const { findings } = createLimiter(RECEIVER_LIMITS.none)('metric', [base, bad, bad])
    expect(findings).to.deep.equal([{ reason: 'non_finite_number', count: 2, measurement: 'm', key: 'bad' }])
  })

  it('should cut at characters, never beyond the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, max) => {
        const cut = cutUtf8(text, max)
        expect(text.startsWith(cut)).to.equal(true)
        expect(Buffer.byteLength(cut)).to.be.at.most(max)
        expect(cut.isWellFormed()).to.equal(true)
        const next = [...text.slice(cut.length)][0]
        if (next !== undefined) expect(Buffer.byteLength(cut + next)).to.be.above(max)
      }),
    )
  })
})
