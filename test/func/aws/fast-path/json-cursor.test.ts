import { expect } from 'chai'
import fc from 'fast-check'
import { JsonCursor, membersOf } from '#func/aws/fast-path/json-cursor.ts'
import { readMetricData } from '#func/aws/fast-path/metric-data-answer.ts'

function cursor(text: string): JsonCursor {
  return new JsonCursor(Buffer.from(text))
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
        expect(cursor(json).numbers()).to.deep.equal(JSON.parse(json))
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
      expect(cursor(text).numbers()).to.equal(undefined)
    })
  }

  for (const text of ['[[1]]', '[1,null]', '[1 2]', '[0x1]', '1', '{}', '[--1]', '[NaN]']) {
    it(`should not read ${text} as numbers`, () => {
      expect(cursor(text).numbers()).to.equal(undefined)
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

  it('should tell a repeated place from another', () => {
    const json = cursor('[[1,2],[1,2],[1,3]]')
    const places = json.list(() => {
      if (json.skipRepeated(1, 6)) return 'repeated'
      return json.numbers() === undefined ? undefined : 'other'
    })
    expect(places).to.deep.equal(['repeated', 'repeated', 'other'])
  })

  it('should end at members that nobody knows', () => {
    const members = membersOf(['a', 'ab'])
    const names: string[] = []
    const json = cursor(' { "ab" : "x" , "a":"y","b":"z"}')
    const isRead = json.object(members, (name) => {
      names.push(name)
      return json.text() !== undefined
    })
    expect({ names, isRead }).to.deep.equal({ names: ['ab', 'a'], isRead: false })
  })

  it('should read a broken answer as JSON does, or leave it', () => {
    const result = {
      Id: 'q1',
      Label: 'a "b"',
      Timestamps: [60, 120],
      Values: [1, 2.5],
      StatusCode: 'Complete',
    }
    const json = JSON.stringify({ MetricDataResults: [result, { ...result, Id: 'q2' }], Messages: [] })
    const change = fc.record({
      at: fc.nat(json.length),
      length: fc.nat(2),
      by: fc.constantFrom('', '"', ']', '}', ',', '1', ' '),
    })
    fc.assert(
      fc.property(change, ({ at, length, by }) => {
        const broken = json.slice(0, at) + by + json.slice(at + length)
        const output = readMetricData(Buffer.from(broken))
        if (output !== undefined) expect(withSeconds(output)).to.deep.equal(JSON.parse(broken))
      }),
      { numRuns: 2000 },
    )
  })
})

function withSeconds(output: NonNullable<ReturnType<typeof readMetricData>>): object {
  const results = output.MetricDataResults?.map((result) => ({
    ...result,
    Timestamps: result.Timestamps?.map((time) => time.getTime() / 1000),
  }))
  return { ...output, MetricDataResults: results }
}
