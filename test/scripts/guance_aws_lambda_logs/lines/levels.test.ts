import { expect } from 'chai'
import fc from 'fast-check'
import { eventFacts } from '../../../../scripts/guance_aws_lambda_logs/lines/event-facts.ts'
import type { LogStatus } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { LEVEL_ROWS } from './level-table.ts'

const statusOf = (message: string) => eventFacts({ message, logStream: 'x', logGroup: 'x' }).status

/** The numbers of a ladder as its documentation has them, and what stands next to its number in a document. */
interface Ladder {
  readonly key: string
  readonly steps: Readonly<Record<number, LogStatus>>
  readonly to: number
  readonly neighbours: readonly Readonly<Record<string, unknown>>[]
}

const LADDERS: Readonly<Record<string, Ladder>> = {
  pino: {
    key: 'level',
    steps: { 10: 'debug', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'critical' },
    to: 69,
    neighbours: [{ msg: 'x' }, { pid: 8, hostname: 'x' }, { time: 1, v: 0 }],
  },
  monolog: {
    key: 'level',
    steps: {
      100: 'debug',
      200: 'info',
      250: 'notice',
      300: 'warning',
      400: 'error',
      500: 'critical',
      550: 'alert',
    },
    to: 599,
    neighbours: [
      { channel: 'app', context: {} },
      { message: 'x', datetime: 'y' },
    ],
  },
  syslog: {
    key: 'level',
    steps: {
      ...{
        0: 'emerg',
        1: 'alert',
        2: 'critical',
        3: 'error',
        4: 'warning',
        5: 'notice',
        6: 'info',
        7: 'debug',
      },
    },
    to: 7,
    neighbours: [
      { short_message: 'x', host: 'y' },
      { facility: 'local0', message: 'x' },
    ],
  },
  openTelemetry: {
    key: 'severityNumber',
    steps: { 1: 'debug', 5: 'debug', 9: 'info', 13: 'warning', 17: 'error', 21: 'critical' },
    to: 24,
    neighbours: [{ body: 'x' }, { traceId: 'x', msg: 'y' }],
  },
  python: {
    key: 'levelno',
    steps: { 10: 'debug', 20: 'info', 30: 'warning', 40: 'error', 50: 'critical' },
    to: 59,
    neighbours: [{ message: 'x' }, { msg: 'x', asctime: 'y' }],
  },
}

describe('guance_aws_lambda_logs/lines/levels', () => {
  it('should know at least 60 formats', () => {
    expect(LEVEL_ROWS.length).to.be.at.least(60)
    expect(new Set(LEVEL_ROWS.map(([, message]) => message)).size).to.equal(LEVEL_ROWS.length)
  })

  for (const [logger, message, status] of LEVEL_ROWS) {
    it(`should take ${JSON.stringify(message.slice(0, 70))} of ${logger} as ${status}`, () => {
      expect(statusOf(message)).to.equal(status)
    })
  }

  for (const [name, { key, steps, to, neighbours }] of Object.entries(LADDERS)) {
    it(`should take every number of ${name} by its neighbours, in any order`, () => {
      const froms = Object.keys(steps).map(Number)
      const number = fc.integer({ min: Math.min(...froms), max: to })
      fc.assert(
        fc.property(number, fc.constantFrom(...neighbours), fc.nat(), (level, beside, order) => {
          const entries = [...Object.entries(beside), [key, level] as const]
          const turned = [
            ...entries.slice(order % entries.length),
            ...entries.slice(0, order % entries.length),
          ]
          const step = froms.findLast((from) => level >= from) ?? Number.NaN
          expect(statusOf(JSON.stringify(Object.fromEntries(turned)))).to.equal(steps[step])
        }),
      )
    })
  }
})
