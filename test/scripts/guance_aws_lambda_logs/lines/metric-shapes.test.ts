/** Metric lines of every shape: taken, or refused with a reason, and nothing in between. */
import { expect } from 'chai'
import fc from 'fast-check'
import { LineParser } from '../../../../scripts/guance_aws_lambda_logs/lines/line-parser.ts'
import { AT, S } from '../events.ts'

const ID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const ISO = '2026-08-01T12:00:07.500Z'
const EMBEDDED = {
  _aws: { Timestamp: AT, CloudWatchMetrics: [{ Namespace: 'shop', Metrics: [{ Name: 'orders' }] }] },
  orders: 1,
}
const SHORT = { m: 'orders', v: 1, e: S, t: ['a:b'] }
const MARKED = `MONITORING|${S}|1|count|orders|#a:b`

/** Of runtimes and loggers, as their documentation shows them. */
const PREFIXES = [
  '',
  `${ISO}\t${ID}\tINFO\t`,
  `${ISO}\tundefined\tINFO\t`,
  `[INFO]\t${ISO}\t${ID}\t`,
  '[NOTICE] ',
  `2026-08-01 12:00:07 ${ID} INFO  Handler - `,
  '2026/08/01 12:00:07 ',
  `I, [2026-08-01T12:00:07.500000 #8]  INFO ${ID} -- : `,
  'INFO: ',
  'Aug 01, 2026 12:00:07 PM com.x.Handler handle\nINFO: ',
  'info: ',
  `${ISO} info: `,
  `${ISO} [info]: `,
  'WARNING:root:',
  'INFO:orders.metrics:',
  '12:00:07.500 [main] INFO com.x.Handler - ',
  '[2026-08-01 12:00:07] production.INFO: ',
  'info: Orders.Handler[0]\n      ',
]

const envelope = (key: string) => (inner: unknown) => ({ level: 'info', [key]: inner })
/** Where loggers put what is printed, as a document or a text. */
const ENVELOPES: readonly (readonly [string, (inner: unknown) => unknown])[] = [
  ['nothing', (inner) => inner],
  ...['message', 'msg', 'body', 'Message', 'record'].map((key) => [key, envelope(key)] as const),
  ['fields.message', (inner) => ({ level: 'INFO', fields: { message: inner } })],
  [
    'the runtime around a logger',
    (inner) => ({ timestamp: ISO, requestId: ID, message: envelope('msg')(inner) }),
  ],
  ['text of text', (inner) => ({ message: JSON.stringify({ msg: inner }) })],
]

const print = (value: unknown, spacing: number) =>
  typeof value === 'string'
    ? value
    : spacing === 1
      ? JSON.stringify(value, undefined, 1).replaceAll('\n', '')
      : JSON.stringify(value, undefined, spacing)
const kinds = (message: string) => new LineParser().parse(message, AT).map(({ kind }) => kind)

describe('guance_aws_lambda_logs/lines/metric-shapes', () => {
  it('should take every metric behind every prefix, in every document and spacing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PREFIXES),
        fc.constantFrom(...ENVELOPES),
        fc.constantFrom<unknown>(EMBEDDED, SHORT, MARKED, JSON.stringify(EMBEDDED), JSON.stringify(SHORT)),
        fc.constantFrom(0, 1, 2, 4),
        fc.constantFrom('', '\n', ' \n'),
        (prefix, [name, wrap], metric, spacing, end) => {
          const message = prefix + print(wrap(metric), spacing) + end
          expect(kinds(message), `${name}: ${message}`).to.deep.equal(['metric'])
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('should take a metric behind a prefix within the text of a document', () => {
    for (const prefix of PREFIXES) {
      for (const metric of [MARKED, JSON.stringify(EMBEDDED), JSON.stringify(SHORT)]) {
        const message = JSON.stringify({ level: 'INFO', message: prefix + metric })
        expect(kinds(message), message).to.deep.equal(['metric'])
      }
    }
  })

  it('should refuse a metric behind other text, and in a document of no logger, and count it once', () => {
    for (const metric of [MARKED, JSON.stringify(EMBEDDED), JSON.stringify(SHORT)]) {
      expect(kinds(`we sent ${metric}`)).to.deep.equal(['refused'])
      expect(kinds(`{"level":"info","message":"we sent ${metric.replaceAll('"', '\\"')}"}`)).to.deep.equal([
        'refused',
      ])
    }
    for (const metric of [MARKED, EMBEDDED, JSON.stringify(EMBEDDED)]) {
      expect(kinds(JSON.stringify({ payload: metric }))).to.deep.equal(['refused'])
    }
  })
})
