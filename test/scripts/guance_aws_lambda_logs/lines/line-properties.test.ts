import { expect } from 'chai'
import fc from 'fast-check'
import { eventFacts } from '../../../../scripts/guance_aws_lambda_logs/lines/event-facts.ts'
import { LineParser } from '../../../../scripts/guance_aws_lambda_logs/lines/line-parser.ts'
import type { MetricLine } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { AT, eventOf } from '../events.ts'
import { ROWS } from './line-table.ts'

const MESSAGES = ROWS.map(({ message }) => message)
/** A megabyte takes a fraction of a second; work that grows with its square would take minutes. */
const STALL_MS = 10_000

function parse(message: string) {
  const started = performance.now()
  const lines = new LineParser().parse(message, AT)
  const facts = eventFacts(eventOf(message))
  expect(performance.now() - started).to.be.below(STALL_MS)
  return { lines, facts }
}

/** Real lines with pieces cut out, doubled or replaced. */
const broken = fc
  .tuple(
    fc.constantFrom(...MESSAGES),
    fc.nat(),
    fc.nat(40),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('\u0000', '\ud800', '\udfff', '|', '\t', '\r', '\n', '{', '"', '#', ':', '9'),
    ),
  )
  .map(([message, position, length, text]) => {
    const at = position % (message.length + 1)
    return message.slice(0, at) + text + message.slice(at + length)
  })

describe('guance_aws_lambda_logs/line-properties', () => {
  it('should neither throw nor stall, whatever the line', () => {
    fc.assert(
      fc.property(fc.oneof(broken, fc.string({ unit: 'binary' })), (message) => {
        for (const line of parse(message).lines) {
          if (line.kind === 'metric')
            expect(Number.isFinite(line.value) && Number.isFinite(line.time)).to.equal(true)
          if (line.kind === 'refused') expect(line.sample.length).to.be.at.most(200)
        }
      }),
      { numRuns: 5000 },
    )
  })

  const MEGABYTE = 1 << 20
  const huge: readonly (readonly [string, string])[] = [
    ['a megabyte of one letter', 'a'.repeat(MEGABYTE)],
    ['a megabyte of NUL', '\u0000'.repeat(MEGABYTE)],
    ['a megabyte of lone surrogates', '\ud83d'.repeat(MEGABYTE)],
    ['a megabyte of markers', 'MONITORING|'.repeat(MEGABYTE / 11)],
    ['a megabyte of lines with markers', 'MONITORING|\n'.repeat(MEGABYTE / 12)],
    ['a megabyte of bars', `MONITORING|${'|'.repeat(MEGABYTE)}`],
    ['a megabyte of tags', `MONITORING|${AT}|1|count|a|#${'a:b,'.repeat(MEGABYTE / 4)}`],
    ['a tag of a megabyte', `MONITORING|${AT}|1|count|a|#${'_'.repeat(MEGABYTE)}`],
    ['a name of a megabyte', `MONITORING|${AT}|1|count|${'._'.repeat(MEGABYTE / 2)}`],
    ['a value of a megabyte', `MONITORING|${AT}|${'1'.repeat(MEGABYTE)}|count|a`],
    ['a value of blanks', `MONITORING|${AT}|${' '.repeat(MEGABYTE)}|count|a`],
    ['a megabyte of braces with quotes', '{"'.repeat(MEGABYTE / 2)],
    ['a megabyte of lines with braces', '[INFO]\t{"m\n'.repeat(MEGABYTE / 12)],
    ['deep arrays', `{"_aws":${'['.repeat(MEGABYTE)}`],
    ['deep whole arrays', `{"_aws":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
    ['deep objects', `{"m":${'{"m":'.repeat(2e5)}1${'}'.repeat(2e5)}}`],
    ['deep envelopes', `${'{"message":'.repeat(1e5)}{"m":1}${'}'.repeat(1e5)}`],
    [
      'texts in texts',
      Array.from({ length: 12 }).reduce<string>((inner) => JSON.stringify({ message: inner }), 'MONITORING|'),
    ],
    ['a report of colons', `REPORT RequestId: a\t${': '.repeat(MEGABYTE / 2)}`],
    ['a report of a megabyte', `REPORT RequestId: ${'a'.repeat(MEGABYTE)}`],
    ['an end without an end', `END RequestId: ${'a'.repeat(MEGABYTE)}`],
    ['an error of blanks', `[ERROR] ${' '.repeat(MEGABYTE)}`],
    ['a line of digits', '1'.repeat(MEGABYTE)],
    ['a line of tabs', '\t'.repeat(MEGABYTE)],
  ]
  for (const [name, message] of huge) it(`should take ${name}`, () => void parse(message))

  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(\.[a-z][a-z0-9]{0,9}){0,3}$/)
  const tagText = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  const metric = fc.record({
    type: fc.constantFrom('count', 'gauge', 'histogram', 'distribution'),
    name,
    value: fc.double({ noNaN: true, min: -1e300, max: 1e300 }).map((value) => value + 0),
    tags: fc.dictionary(tagText, tagText, { maxKeys: 5 }),
    prefix: fc.constantFrom(
      '',
      `2026-08-01T12:00:07.500Z\tabcdefgh\tINFO\t`,
      `[INFO]\t2026-08-01T12:00:07.5Z\tabcdefgh\t`,
    ),
    second: fc.integer({ min: -3000, max: 500 }),
    unit: fc.constantFrom(0, 3, 6),
  })

  it('should return what a well-formed line says', () => {
    fc.assert(
      fc.property(metric, (given) => {
        const seconds = Math.floor(AT / 1000) + given.second
        const stamp = `${seconds}${'0'.repeat(given.unit)}`
        const tags = Object.entries(given.tags).map(([key, value]) => `${key}:${value}`)
        const text = `MONITORING|${stamp}|${given.value}|${given.type}|${given.name}|#${tags.join(',')}`
        const lines = new LineParser().parse(given.prefix + text, AT) as readonly MetricLine[]

        expect(lines).to.have.length(1)
        const [line] = lines
        expect(line).to.deep.include({
          kind: 'metric',
          type: given.type,
          name: given.name,
          value: given.value,
        })
        expect(line?.time).to.equal(seconds * 1000)
        expect(line?.tags.tags).to.deep.equal({ ...given.tags })
      }),
      { numRuns: 2000 },
    )
  })
})
