import { expect } from 'chai'
import fc from 'fast-check'
import { toRowPoint } from '#func/model/row-point.ts'
import type { Point } from '#func/script.ts'
import {
  createLineEncoder,
  encodeLines,
  type LineProtocolOptions,
  type Precision,
} from '#func/sinks/line-protocol.ts'
import { readLines } from '../../support/sinks/line-protocol.ts'

const base: Point = { measurement: 'm', tags: { a: 'b' }, fields: { f: 1 }, timestamp: 1_700_000_000_123 }
const encode = (change: Partial<Point>, options: LineProtocolOptions = { precision: 'ms' }): string =>
  createLineEncoder(options)(toRowPoint({ ...base, ...change }))

describe('func/sinks/line-protocol', () => {
  const T = '1700000000123'
  const table: readonly (readonly [string, Partial<Point>, string])[] = [
    ['plain', {}, `m,a=b f=1 ${T}`],
    ['no tags', { tags: {} }, `m f=1 ${T}`],
    ['sorted tags', { tags: { b: '2', a: '1', B: '0' } }, `m,B=0,a=1,b=2 f=1 ${T}`],
    ['empty tag values and keys left out', { tags: { a: '', '': 'x', c: 'd' } }, `m,c=d f=1 ${T}`],
    [
      'names',
      { measurement: 'a b,c=d', tags: { 'k ,=': 'v ,=' } },
      `a\\ b\\,c=d,k\\ \\,\\==v\\ \\,\\= f=1 ${T}`,
    ],
    ['field keys', { fields: { 'a b,c=d"e': 1 } }, `m,a=b a\\ b\\,c\\=d"e=1 ${T}`],
    ['quotes in names stay', { tags: { a: '"q"' } }, `m,a="q" f=1 ${T}`],
    ['backslashes inside names stay', { tags: { a: 'x\\y' } }, `m,a=x\\y f=1 ${T}`],
    [
      'backslashes at the end of names go',
      { measurement: 'm\\', tags: { 'a\\': 'x\\\\', b: '\\' } },
      `m,a=x f=1 ${T}`,
    ],
    [
      // InfluxDB reads two backslashes as a pair: the second would escape nothing, and the name would end there
      'backslashes before what is escaped go from measurements and field keys',
      {
        measurement: 'm\\ n\\\\,o\\p',
        fields: { 'a\\,b': 1, 'c\\\\=d': 2, 'e\\ f': 3, 'g\\\nh': 4, 'i\\j': 5, 'k\\\x7f': 6 },
      },
      `m\\ n\\,o\\p,a=b a\\,b=1,c\\=d=2,e\\ f=3,g\\ h=4,i\\j=5,k\\ =6 ${T}`,
    ],
    [
      'backslashes before what is escaped stay in tags',
      { tags: { 'x\\,y': 'v\\ w' } },
      `m,x\\\\,y=v\\\\ w f=1 ${T}`,
    ],
    [
      'field keys that are backslashes only left out',
      { fields: { '\\': 1, f: 2, '\\\\': 3 } },
      `m,a=b f=2 ${T}`,
    ],
    ['tag keys that are backslashes only left out', { tags: { '\\': 'x', c: 'd' } }, `m,c=d f=1 ${T}`],
    ['empty field keys left out', { fields: { '': 1, f: 2 } }, `m,a=b f=2 ${T}`],
    ['nothing left of the measurement', { measurement: '\\' }, ''],
    ['no measurement', { measurement: '' }, ''],
    [
      'control characters in names',
      { measurement: 'm\nn', tags: { 'a\tb': 'x\r\ny' } },
      `m\\ n,a\\ b=x\\ \\ y f=1 ${T}`,
    ],
    ['# in front', { measurement: '#m', tags: { '#a': '#b' } }, `\\#m,#a=#b f=1 ${T}`],
    ['strings', { fields: { f: 'a"b\\c\nd, e=f' } }, `m,a=b f="a\\"b\\\\c\nd, e=f" ${T}`],
    ['backslash before quote', { fields: { f: '\\"' } }, `m,a=b f="\\\\\\"" ${T}`],
    ['string ending in backslash', { fields: { f: 'x\\' } }, `m,a=b f="x\\\\" ${T}`],
    ['empty string', { fields: { f: '' } }, `m,a=b f="" ${T}`],
    [
      'shortest floats',
      { fields: { f: 0.1 + 0.2, g: 1e21, h: 5e-324, i: 1e-7 } },
      `m,a=b f=0.30000000000000004,g=1e+21,h=5e-324,i=1e-7 ${T}`,
    ],
    ['zeros', { fields: { f: 0, g: -0 } }, `m,a=b f=0,g=-0 ${T}`],
    ['integers', { fields: { f: 123n, g: -(2n ** 63n) } }, `m,a=b f=123i,g=-9223372036854775808i ${T}`],
    ['booleans', { fields: { f: true, g: false } }, `m,a=b f=true,g=false ${T}`],
    [
      'no NaN, no infinities',
      { fields: { x: Number.NaN, f: 1, y: -Infinity, z: Infinity } },
      `m,a=b f=1 ${T}`,
    ],
    ['nothing left', { fields: { x: Number.NaN } }, ''],
    ['no fields', { fields: {} }, ''],
    ['emoji and Chinese', { measurement: '度量', tags: { 区: '🚀 x' } }, `度量,区=🚀\\ x f=1 ${T}`],
  ]
  for (const [name, change, line] of table) {
    it(`should encode: ${name}`, () => {
      expect(encode(change)).to.equal(line)
    })
  }

  const timestamps: readonly (readonly [LineProtocolOptions['precision'], number, string])[] = [
    ['ns', 1_700_000_000_123, '1700000000123000000'],
    ['us', 1_700_000_000_123, '1700000000123000'],
    ['ms', 1_700_000_000_123, '1700000000123'],
    ['s', 1_700_000_000_999, '1700000000'],
    ['ns', 0, '0'],
    ['ms', -0, '0'],
    ['ns', -1, '-1000000'],
    ['s', -1, '-1'],
    ['ns', 1.9, '1000000'],
    [undefined, 9_223_372_036_853, '9223372036853000000'],
  ]
  for (const [precision, timestamp, text] of timestamps) {
    it(`should write ${timestamp} ms in ${precision ?? 'nanoseconds by default'}`, () => {
      expect(encode({ timestamp }, precision === undefined ? {} : { precision })).to.equal(
        `m,a=b f=1 ${text}`,
      )
    })
  }

  it('should write the nanoseconds of what is no metric, as far as the precision goes', () => {
    const encode = (precision: Precision, timestamp: number, nanoseconds: number) =>
      createLineEncoder({ precision })({
        ...{ measurement: 'm', tags: {}, names: ['v'], values: [1], timestamp, nanoseconds },
      }).split(' ')[2]
    expect(encode('ns', 1_700_000_000_123, 7)).to.equal('1700000000123000007')
    expect(encode('us', 1_700_000_000_123, 45_678)).to.equal('1700000000123045')
    expect(encode('ms', 1_700_000_000_123, 7)).to.equal('1700000000123')
    expect(encode('ns', 0, 7)).to.equal('7')
  })

  it('should double backslashes where the receiver unescapes them', () => {
    const options = { precision: 'ms', backslash: 'doubled' } as const
    expect(encode({ tags: { a: 'x\\,y\\' } }, options)).to.equal(`m,a=x\\\\\\,y\\\\ f=1 ${T}`)
    expect(encode({ measurement: 'm\\ n', fields: { 'c\\,d': 1 } }, options)).to.equal(
      `m\\\\\\ n,a=b c\\\\\\,d=1 ${T}`,
    )
  })

  it('should keep a line break in a string on one line when asked to', () => {
    expect(encode({ fields: { f: 'a\r\nb\\n' } }, { precision: 'ms', lineBreaks: 'escaped' })).to.equal(
      `m,a=b f="a\\r\\nb\\\\n" ${T}`,
    )
  })

  it('should write no line for a point of which nothing is left', () => {
    const points = [base, { ...base, fields: { f: Number.NaN } }, { ...base, tags: {} }].map(toRowPoint)
    expect(encodeLines(points, { precision: 'ms' })).to.equal(`m,a=b f=1 ${T}\nm f=1 ${T}\n`)
    expect(encodeLines([])).to.equal('')
  })

  it('should not mix up tag sets', () => {
    const encoder = createLineEncoder({ precision: 'ms' })
    const tags = [{ a: '1' }, { a: '2' }, { a: '1' }]
    expect(tags.map((set) => encoder(toRowPoint({ ...base, tags: set })).split(' ')[0])).to.deep.equal([
      'm,a=1',
      'm,a=2',
      'm,a=1',
    ])
  })

  it('should write numbers as JavaScript prints them', () => {
    const hundredths = fc.oneof(fc.maxSafeInteger(), fc.integer()).map((whole) => whole / 100)
    fc.assert(
      fc.property(fc.oneof(hundredths, fc.double({ noNaN: true, noDefaultInfinity: true })), (f) => {
        const printed = Object.is(f, -0) ? '-0' : String(f)
        expect(encode({ fields: { f } }, { precision: 'ms' })).to.equal(`m,a=b f=${printed} ${T}`)
      }),
      { numRuns: 2000 },
    )
  })

  it('should give every point back to an independent reader', () => {
    fc.assert(
      fc.property(fc.array(points, { maxLength: 5 }), (list) => {
        const read = readLines(encodeLines(list.map(toRowPoint)))
        expect(read).to.deep.equal(list.map(expected))
      }),
      { numRuns: 400 },
    )
  })
})

// Texts rich in what the protocol gives a meaning to. What it cannot carry is left to the table above.
const characters = fc.oneof(
  fc.constantFrom(' ', ',', '=', '"', '\\', '#', 'a', '度', '🚀', 'é', "'", ':', '.'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
)
const texts = fc.array(characters, { minLength: 1, maxLength: 8 }).map((list) => list.join(''))
const isName = (text: string) => !/[\0-\x1f\x7f]|\\$|^\\#/.test(text)
const names = texts.filter(isName)
const exposedNames = names.filter((text) => !/\\[ ,=]/.test(text))
const values = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.oneof(
    texts,
    fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    fc.constant('a\nb\\'),
  ),
)
const points: fc.Arbitrary<Point> = fc.record({
  measurement: exposedNames,
  tags: fc.dictionary(names, names, { maxKeys: 4 }),
  fields: fc.dictionary(exposedNames, values, { minKeys: 1, maxKeys: 5 }),
  timestamp: fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
})

function expected(point: Point): unknown {
  const bare = (record: object) => Object.assign(Object.create(null), record)
  return {
    measurement: point.measurement,
    tags: bare(point.tags),
    fields: bare(point.fields),
    timestamp: BigInt(point.timestamp) * 1_000_000n,
  }
}
