import { expect } from 'chai'
import fc from 'fast-check'
import { JsonCursor, membersOf } from '#func/aws/fast-path/json-cursor.ts'
import { metricDataReader } from '#func/aws/fast-path/metric-data-answer.ts'
import { NumberList } from '#func/aws/fast-path/number-list.ts'
import { emptyTable, tableOfJson } from './metric-tables.ts'

function cursor(text: string): JsonCursor {
  return new JsonCursor(Buffer.from(text))
}

/** The numbers of a list behind one that was there before; undefined when it is no list of numbers. */
function numbersOf(json: JsonCursor): number[] | undefined {
  const list = new NumberList()
  list.push(7)
  const isRead = json.numbers(list)
  expect(list.at(0)).to.equal(7)
  if (!isRead) expect(list.length).to.equal(1)
  return isRead ? Array.from({ length: list.length - 1 }, (_, index) => list.at(index + 1)) : undefined
}

const ANY_DOUBLE = fc.double({ noNaN: true, noDefaultInfinity: true })
const DECIMAL = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.nat(),
    fc.stringMatching(/^[0-9]{0,17}$/),
    fc.integer({ min: -30, max: 30 }),
  )
  .chain(([sign, whole, decimals, exponent]) => {
    const mantissa = `${sign}${whole}${decimals === '' ? '' : `.${decimals}`}`
    return fc.constantFrom(mantissa, `${mantissa}e${exponent}`, `${mantissa}E+${Math.abs(exponent)}`)
  })

describe('aws/json-cursor', () => {
  it('should read numbers as JSON does, to the last bit', () => {
    const numbers = fc.array(fc.oneof(ANY_DOUBLE.map(String), DECIMAL), { maxLength: 8 })
    fc.assert(
      fc.property(numbers, fc.constantFrom(',', ' ,\n'), (texts, comma) => {
        const json = `[${texts.join(comma)}]`
        expect(numbersOf(cursor(json))).to.deep.equal(JSON.parse(json))
      }),
      { numRuns: 2000 },
    )
  })

  for (const text of [
    '',
    '[',
    '[1',
    '[1,]',
    '[,1]',
    '[01]',
    '[-]',
    '[.5]',
    '[5.]',
    '[1e]',
    '[1.2.3]',
    '[+1]',
    '["1"]',
  ]) {
    it(`should not read ${text || 'nothing'} as numbers`, () => {
      expect(numbersOf(cursor(text))).to.equal(undefined)
    })
  }

  it('should read the numbers that JSON has no digits for', () => {
    expect(numbersOf(cursor('[1,"NaN","-Infinity","Infinity"]'))).to.deep.equal([1, NaN, -Infinity, Infinity])
  })

  it('should hold any number of numbers', () => {
    const many = Array.from({ length: 5000 }, (_, index) => index / 2)
    expect(numbersOf(cursor(JSON.stringify(many)))).to.deep.equal(many)
  })

  for (const text of ['[[1]]', '[1,null]', '[1 2]', '[0x1]', '1', '{}', '[--1]', '[NaN]']) {
    it(`should not read ${text} as numbers`, () => {
      expect(numbersOf(cursor(text))).to.equal(undefined)
    })
  }

  it('should read texts as JSON does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = cursor(JSON.stringify(text))
        expect(json.text()).to.equal(text)
        expect(json.isAtEnd).to.equal(true)
      }),
    )
  })

  for (const text of ['"', '"a', '"a\\"', '"\n"', '"\\x"', 'a"']) {
    it(`should not read ${JSON.stringify(text)} as text`, () => {
      expect(cursor(text).text()).to.equal(undefined)
    })
  }

  it('should know a repeated place from another', () => {
    const json = cursor('[[1,2],[1,2],[1,3]]')
    const places = json.list(() => {
      if (json.skipRepeated(1, 6)) return 'repeated'
      return numbersOf(json) === undefined ? undefined : 'other'
    })
    expect(places).to.deep.equal(['repeated', 'repeated', 'other'])
  })

  const skipped = ['"z"', '-1.5e3', 'true', 'null', '[]', '{}', '[{"a":["]",{}]},"}"]', '{"ab":{"a":null}}']
  for (const value of skipped) {
    it(`should go past ${value}, of a member that is not wanted`, () => {
      const { names, isRead } = membersIn(` { "ab" : "x" , "other": ${value} ,"a":"y"}`)
      expect({ names, isRead }).to.deep.equal({ names: ['ab', 'a'], isRead: true })
    })
  }

  it('should take null for a member that is not there', () => {
    expect(membersIn('{"ab":null,"a":"y"}')).to.deep.equal({ names: ['a'], isRead: true })
  })

  for (const value of ['', ',', ']', '[1', '{"a"}', '"x', 'nil', '[1 2]', '1 2', 'true false', ':1']) {
    it(`should end at ${value || 'nothing'}, of a member that is not wanted`, () => {
      expect(membersIn(`{"other":${value},"a":"y"}`).isRead).to.equal(false)
      expect(membersIn(`{"other":${value}}`).isRead).to.equal(false)
    })
  }

  for (const text of ['{"a" "y"}', '{"other" "y"}', '{a:"y"}', '{"a":"y",}', '{"a":"y"', '[]']) {
    it(`should not read ${text} as an object`, () => {
      expect(membersIn(text).isRead).to.equal(false)
    })
  }

  it('should read a broken answer as JSON does, or leave it', () => {
    const result = {
      Id: 'q0',
      Label: 'a "b"',
      Timestamps: [60, 120],
      Values: [1, 2.5],
      StatusCode: 'Complete',
    }
    const json = JSON.stringify({ MetricDataResults: [result, { ...result, Id: 'q1' }], Messages: [] })
    const change = fc.record({
      at: fc.nat(json.length),
      length: fc.nat(2),
      by: fc.constantFrom('', '"', ']', '}', ',', '1', ' '),
    })
    fc.assert(
      fc.property(change, ({ at, length, by }) => {
        const broken = json.slice(0, at) + by + json.slice(at + length)
        const table = emptyTable(REQUEST, 2)
        const page = readMetricData(Buffer.from(broken), REQUEST, table)
        const wanted =
          page === undefined ? emptyTable(REQUEST, 2) : tableOfJson(JSON.parse(broken), REQUEST, 2)
        expect(table).to.deep.equal(wanted)
      }),
      { numRuns: 2000 },
    )
  })
})

const REQUEST = { namespace: 'N', start: 0, end: 600_000, period: 60, slices: [] }
const readMetricData = metricDataReader()

function membersIn(text: string): { names: string[]; isRead: boolean } {
  const names: string[] = []
  const json = cursor(text)
  const isRead = json.object(membersOf(['a', 'ab']), (name) => {
    names.push(name)
    return json.text() !== undefined
  })
  return { names, isRead: isRead && json.isAtEnd }
}
