import { expect } from 'chai'
import {
  LineParser,
  type LineParserOptions,
} from '../../../../scripts/guance_aws_lambda_logs/lines/line-parser.ts'
import type { Line } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { AT, S, SECOND } from '../events.ts'

const UUID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const METRIC = `MONITORING|${S}|42|count|orders`
const DOCUMENT = `{"m":"orders","v":1,"e":${S},"t":[]}`

const parse = (message: string, timestamp = AT, options: LineParserOptions = {}) =>
  new LineParser(options).parse(message, timestamp)
const brief = (line: Line) => (line.kind === 'refused' ? line.reason : line.kind)

describe('guance_aws_lambda_logs/line-parser', () => {
  describe('the text before a metric line or document', () => {
    const prefixes: readonly (readonly [string, boolean, string])[] = [
      ['', true, 'nothing'],
      ['  \t', true, 'blanks'],
      ['2026-08-01 12:00:07 ', true, 'a date'],
      [' \t2026/08/01 ', true, 'a date after blanks'],
      ['[INFO]\t', true, 'a bracket'],
      ['  [orders] ', true, 'a bracket after blanks'],
      ['DEBUG ', true, 'a level'],
      ['INFO\torders\t', true, 'a level and a logger'],
      ['WARN ', true, 'a level'],
      [' ERROR ', true, 'a level after a blank'],
      [`[INFO]${' '.repeat(250)}`, true, 'the longest prefix'],
      [`[INFO]${' '.repeat(251)}`, false, 'more than the longest prefix'],
      [
        'on 2026-08-01 ',
        false,
        'a date within a sentence: it quotes another line, whose value counts already',
      ],
      ['we sent [1] ', false, 'a bracket within a sentence'],
      ['they said ERROR ', false, 'a level within a sentence'],
      ['orders.INFO ', true, 'a level behind the name of a channel'],
      ['[INFO]', false, 'a bracket that touches what follows: it belongs to it'],
      ['2026-08-01T12:00:07.500Z', false, 'a date that touches what follows'],
      ['INFO: ', true, 'a level with a colon'],
      ['INFORMAL ', false, 'a word that begins as a level does'],
      ['TRACE ', false, 'a level that no runtime writes'],
      ['26-08-01 ', false, 'a date of two digits'],
      ['2026.08.01 ', false, 'a date with dots'],
      ['2026-Aug-01 ', false, 'a month by name'],
      ['2026-8-01 ', false, 'a month of one digit'],
    ]
    for (const [prefix, isTaken, what] of prefixes) {
      it(`should ${isTaken ? '' : 'not '}be ${what}: ${JSON.stringify(prefix.slice(0, 40))}`, () => {
        expect(parse(prefix + METRIC).map(brief)).to.deep.equal([isTaken ? 'metric' : 'prefix'])
        expect(parse(prefix + DOCUMENT).map(brief)).to.deep.equal([isTaken ? 'metric' : 'prefix'])
      })
    }

    it('should not be needed again for the next line of the same text', () => {
      const lines = parse(`quoted: ${METRIC}\n${METRIC}\r[INFO] ${METRIC}\nfirst\nsecond ${METRIC}`)
      expect(lines.map(brief)).to.deep.equal(['prefix', 'metric', 'metric', 'prefix'])
    })

    it('should be looked at for each document of a text', () => {
      const text = `INFO first\r\n\nINFO ${DOCUMENT}\nquoted: ${DOCUMENT}\r[x] ${DOCUMENT}\n${DOCUMENT}\n`
      expect(parse(text).map(brief)).to.deep.equal(['metric', 'prefix', 'metric', 'metric'])
    })

    it('should be shown by its end where it is refused', () => {
      const [line] = parse(`${'x'.repeat(400)}${'y'.repeat(256)}${METRIC}`)
      expect(line).to.deep.equal({ kind: 'refused', reason: 'prefix', sample: 'y'.repeat(200) })
      const [short] = parse('I print MONITORING|1|2')
      expect(short).to.deep.equal({ kind: 'refused', reason: 'prefix', sample: 'I print MONITORING|1|2' })
      const [wrong] = parse(`INFO MONITORING|${S}|x|count|orders\nINFO next`)
      expect(wrong).to.deep.include({ reason: 'value', sample: `INFO MONITORING|${S}|x|count|orders` })
    })
  })

  it('should read a document that goes over several lines', () => {
    const directive = { Namespace: 'shop', Dimensions: [[]], Metrics: [{ Name: 'orders' }] }
    const document = { _aws: { Timestamp: AT, CloudWatchMetrics: [directive] }, orders: 3 }
    expect(parse(JSON.stringify(document, undefined, 2)).map(brief)).to.deep.equal(['metric'])
  })

  describe('an incident', () => {
    const outOfMemory = {
      kind: 'incident',
      incident: 'out_of_memory',
      errorType: 'java.lang.OutOfMemoryError',
    }

    it("should be found in a document of the runtime, and not in one that a logger's line quotes", () => {
      const document = `{"level":"ERROR","message":"java.lang.OutOfMemoryError","requestId":"${UUID}","m":1,"record":{"m":1}}`
      expect(parse(document)).to.deep.equal([{ ...outOfMemory, requestId: UUID }])
      expect(parse(`[ERROR]\t2026-08-01T12:00:07.5Z\t${UUID}\t${document}`)).to.deep.equal([])
    })

    it('should be found beside metrics of the same text', () => {
      const text = 'java.lang.OutOfMemoryError: Java heap space\n\tat com.x.Handler.handle(Handler.java:7)'
      expect(parse(text)).to.deep.equal([outOfMemory])
      for (const metric of [METRIC, `[INFO] ${DOCUMENT}`]) {
        const lines = parse(`${text}\n${metric}`)
        expect(lines.map(brief), metric).to.deep.equal(['metric', 'incident'])
        expect(lines[1]).to.deep.equal(outOfMemory)
      }
    })
  })

  describe("the platform's own lines", () => {
    const table: readonly (readonly [string, readonly string[]])[] = [
      [`REPORT RequestId: ${UUID}\tDuration: 5 ms`, ['report']],
      ['RESTORE_REPORT Restore Duration: 5 ms', ['restore']],
      ['INIT_REPORT Init Duration: 5 ms', ['init']],
      [`RequestId: ${UUID} Process exited before completing request`, ['incident']],
      [`END RequestId: ${UUID} Task timed out after 3.00 seconds`, ['incident']],
      [`END RequestId: ${UUID}`, []],
      // an application cannot write them, so nothing in them is an application's
      [`START RequestId: ${UUID} Version: ${METRIC}`, []],
      [`END RequestId: ${UUID} ${METRIC}`, []],
      [`INIT_START Runtime Version: ${METRIC}`, []],
      [`RequestId: ${UUID} ${METRIC}`, []],
      [`REPORT RequestId: ${UUID}\t${METRIC}`, []],
      // words of an application that begin as they do
      [`REPORT\n${METRIC}`, ['metric']],
      [`START\n${METRIC}`, ['metric']],
      [`END\n${METRIC}`, ['metric']],
      [`INFO ${METRIC}`, ['metric']],
      [`Requests\n${METRIC}`, ['metric']],
    ]
    for (const [message, wanted] of table) {
      it(`should make ${wanted.join() || 'nothing'} of ${JSON.stringify(message.slice(0, 70))}`, () => {
        expect(parse(message).map(brief)).to.deep.equal(wanted)
      })
    }
  })

  describe('the time of a line', () => {
    const HOUR = 3_600_000
    const times: readonly (readonly [string, number, string, LineParserOptions?])[] = [
      ['an hour before its event', SECOND + HOUR, 'metric'],
      ['more than an hour before', SECOND + HOUR + 1, 'too_old'],
      ['ten minutes after its event', SECOND - 600_000, 'metric'],
      ['more than ten minutes after', SECOND - 600_001, 'too_new'],
      ['as long before as is allowed', SECOND + 5000, 'metric', { lateMs: 5000 }],
      ['longer before than is allowed', SECOND + 5001, 'too_old', { lateMs: 5000 }],
    ]
    for (const [when, timestamp, wanted, options] of times) {
      it(`should be ${wanted === 'metric' ? 'taken' : `refused as ${wanted}`} when it is ${when}`, () => {
        expect(parse(METRIC, timestamp, options).map(brief)).to.deep.equal([wanted])
      })
    }

    it('should refuse that line alone, and show its message', () => {
      const message = `${METRIC}\nMONITORING|${S - 7200}|1|count|orders`
      const [taken, late] = parse(message)
      expect(taken?.kind).to.equal('metric')
      expect(late).to.deep.equal({ kind: 'refused', reason: 'too_old', sample: message })
    })

    it('should not matter for a report: the platform prints it when it is done', () => {
      const record = { requestId: UUID, metrics: { durationMs: 5 } }
      const document = JSON.stringify({ time: '2026-08-01T12:00:07.500Z', type: 'platform.report', record })
      for (const report of [`REPORT RequestId: ${UUID}\tDuration: 5 ms`, document]) {
        expect(parse(report, 0).map(brief)).to.deep.equal(['report'])
      }
    })
  })
})
