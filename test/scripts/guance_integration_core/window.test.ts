import { expect } from 'chai'
import fc from 'fast-check'
import { cutWindow, planWindow } from '../../../scripts/guance_integration_core/window.ts'

const at = (time: string) => Date.parse(`2026-08-01T${time}Z`)
const text = (time: number) => new Date(time).toISOString().slice(11, 19)
const DAY = 86_400_000
const BASE = { periodSeconds: 60, settleSeconds: 1200, lookbackSeconds: 3600 }

describe('core/window', () => {
  const table = [
    { name: 'a first run', now: '12:00:00', mark: undefined, window: ['11:00:00', '12:00:00'] },
    {
      name: 'the minute that is going on',
      now: '12:00:59',
      mark: undefined,
      window: ['11:00:00', '12:00:00'],
    },
    {
      name: 'a usual run, back by the settle window',
      now: '12:05:00',
      mark: '12:00:00',
      window: ['11:45:00', '12:05:00'],
    },
    {
      name: 'a gap, back to the watermark',
      now: '12:05:00',
      mark: '09:00:00',
      window: ['09:00:00', '12:05:00'],
    },
    {
      name: 'a second run in one minute',
      now: '12:00:30',
      mark: '12:00:00',
      window: ['11:40:00', '12:00:00'],
    },
    {
      name: 'a watermark of the future',
      now: '12:00:00',
      mark: '13:00:00',
      window: ['11:40:00', '12:00:00'],
    },
    {
      name: 'five-minute periods',
      now: '12:07:00',
      mark: '12:05:00',
      period: 300,
      window: ['11:45:00', '12:05:00'],
    },
    {
      name: 'zeros, one settle window more',
      now: '12:05:00',
      mark: '12:00:00',
      zero: true,
      window: ['11:40:00', '12:05:00'],
    },
    {
      name: 'no settle window',
      now: '12:05:00',
      mark: '12:00:00',
      settle: 0,
      window: ['12:00:00', '12:05:00'],
    },
  ]
  for (const { name, now, mark, period, zero, settle, window } of table) {
    it(`should plan ${name}`, () => {
      const planned = planWindow({
        ...BASE,
        triggeredAt: at(now),
        watermark: mark === undefined ? undefined : at(mark),
        periodSeconds: period ?? 60,
        settleSeconds: settle ?? 1200,
        zero: zero ?? false,
      })
      expect([text(planned.start), text(planned.end)]).to.deep.equal(window)
    })
  }

  it('should lose nothing and leave no gap over any sequence of runs', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        gaps,
        fc.constantFrom(60, 300, 3600),
        fc.nat(7200),
        (seconds, periodSeconds, settleSeconds) => {
          let now = at('00:00:30')
          let mark: number | undefined
          for (const gap of seconds) {
            now += gap * 1000
            const window = planWindow({
              ...BASE,
              triggeredAt: now,
              watermark: mark,
              periodSeconds,
              settleSeconds,
            })
            expect(window.end)
              .to.be.at.most(now)
              .and.above(now - periodSeconds * 1000)
            expect([
              window.start % (periodSeconds * 1000),
              window.end % (periodSeconds * 1000),
            ]).to.deep.equal([0, 0])
            if (mark !== undefined) expect(window.start).to.be.at.most(mark)
            expect(window.start).to.be.at.most(window.end)
            mark = window.end
          }
        },
      ),
    )
  })

  it('should cover the window in order, without gap or overlap, with periods that CloudWatch still keeps', () => {
    const triggeredAt = at('12:00:17')
    const ages = fc.integer({ min: 60, max: 500 * 86_400 })
    fc.assert(
      fc.property(
        ages,
        fc.constantFrom(60, 120, 300, 3600),
        fc.integer({ min: 1, max: 20_160 }),
        (age, periodSeconds, maxValues) => {
          const window = planWindow({
            ...BASE,
            triggeredAt,
            watermark: triggeredAt - age * 1000,
            periodSeconds,
          })
          const pieces = cutWindow(window, { triggeredAt, periodSeconds, maxValues })
          expect(pieces.at(-1)!.end).to.equal(window.end)
          expect(pieces[0]!.start).to.be.at.most(window.start)
          for (const [index, piece] of pieces.entries()) {
            const step = piece.period * 1000
            expect((piece.end - piece.start) / step)
              .to.be.at.most(maxValues)
              .and.above(0)
            expect(piece.start % step).to.equal(0)
            expect(piece.period % periodSeconds).to.equal(0)
            const next = pieces[index + 1]
            if (next !== undefined) expect(next.start).to.equal(piece.end)
            const oldest = triggeredAt - piece.start
            // The first value of a piece may begin before the edge, as it is rounded down to its period.
            if (oldest > 15 * DAY + step) expect(piece.period).to.be.at.least(300)
            if (oldest > 63 * DAY + step) expect(piece.period).to.be.at.least(3600)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('should read a long gap in pieces of three periods', () => {
    const triggeredAt = at('12:00:00')
    const window = { start: triggeredAt - 70 * DAY, end: triggeredAt }
    const pieces = cutWindow(window, { triggeredAt, periodSeconds: 60, maxValues: 20_160 })
    expect(pieces.map(({ period, start, end }) => [period, (end - start) / DAY])).to.deep.equal([
      [3600, 7],
      [300, 48],
      [60, 14],
      [60, 1],
    ])
  })
})
