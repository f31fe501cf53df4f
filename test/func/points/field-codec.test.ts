import { expect } from 'chai'
import fc from 'fast-check'
import { decodeFields, encodeFields } from '#func/points/field-codec.ts'
import type { FieldValue } from '#func/script.ts'

type Fields = Readonly<Record<string, FieldValue>>
const encode = (fields: Fields, keyOf = (name: string) => name) =>
  encodeFields({ names: Object.keys(fields), values: Object.values(fields) }, keyOf)
const names = fc.string().filter((name) => name !== '__proto__')
const isSmall = (value: bigint) => value === BigInt(Number(value)) && Number.isSafeInteger(Number(value))

describe('func/store/field-codec', () => {
  it('should give every float, text and truth value back', () => {
    const floats = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !Object.is(value, -0))
    const values = fc.oneof(floats, fc.string(), fc.boolean(), fc.integer())
    fc.assert(
      fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (fields) => {
        expect(decodeFields(encode(fields))).to.deep.equal(fields)
      }),
    )
  })

  it('should give a bigint back, as a number when a number can hold it', () => {
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string(),
        (big, float, text) => {
          const decoded = decodeFields(encode({ text, big, float }))
          expect(decoded.big).to.equal(isSmall(big) ? Number(big) : big)
          expect(decoded.float).to.equal(float)
          expect(decoded.text).to.equal(text)
        },
      ),
    )
  })

  const EDGES = [
    { fields: { a: 2n ** 53n }, json: '{"a":9007199254740992}' },
    { fields: { a: 2 ** 53 }, json: '{"a":9.007199254740992e+15}' },
    { fields: { a: Number.NaN, b: Number.NEGATIVE_INFINITY, c: 0 }, json: '{"c":0}' },
    { fields: { 'a"b': 'c"\n', d: 1n }, json: '{"a\\"b":"c\\"\\n","d":1}' },
    { fields: {}, json: '{}' },
  ]
  for (const { fields, json } of EDGES) {
    it(`should write ${json}`, () => {
      expect(encode(fields)).to.equal(json)
    })
  }

  it('should store fields under other keys', () => {
    expect(encode({ first: 1, second: 2n ** 64n }, (name) => name.slice(0, 1))).to.equal(
      '{"f":1,"s":18446744073709551616}',
    )
  })
})
