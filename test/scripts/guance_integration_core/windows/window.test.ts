import { expect } from 'chai'
import fc from 'fast-check'
import {
  ALL_GROUPS,
  GROUPS,
  groupsOf,
  hasGroup,
  maskOf,
} from '../../../../scripts/guance_integration_core/groups.ts'
import type { Marks } from '../../../../scripts/guance_integration_core/windows/marks.ts'
import { without } from '../../../../scripts/guance_integration_core/windows/missing.ts'
import { cutMissing, periodsIn, planRun } from '../../../../scripts/guance_integration_core/windows/window.ts'

const at = (time: string) => Date.parse(`2026-08-01T${time}Z`)
const text = (time: number) => new Date(time).toISOString().slice(11, 19)
const DAY = 86_400_000
const BASE = { periodSeconds: 60, settleMs: 1_200_000, lookbackMs: 3_600_000 }
const FEW = Array.from({ length: GROUPS }, () => 10)
const marksAt = (read: number, since = 0): Marks => ({
  ...{ since, read, begun: read, period: 60 },
  ...{ before: [], missing: [], probed: 0 },
})

describe('core/window', () => {
  const table = [
    { name: 'a first run', now: '12:00:00', window: ['11:00:00', '12:00:00'] },
    { name: 'the minute that is going on', now: '12:00:59', window: ['11:00:00', '12:00:00'] },
    {
      name: 'a usual run, back to what had not settled when it was read',
      now: '12:05:00',
      read: '12:00:00',
      window: ['11:39:00', '12:05:00'],
    },
    {
      name: 'a run early on, not beyond its beginning',
      now: '12:05:00',
      read: '12:00:00',
      since: '11:50:00',
      window: ['11:50:00', '12:05:00'],
    },
    {
      name: 'a gap, its end first',
      now: '12:07:00',
      read: '09:00:00',
      window: ['11:05:00', '12:07:00'],
      missing: [
        ['08:39:00', '09:00:00', 60],
        ['09:00:00', '11:05:00', 0],
      ],
    },
    {
      name: 'a window that is hardly too long, in one go: each piece asks for every metric, and AWS bills that',
      now: '12:05:00',
      read: '11:11:00',
      window: ['10:50:00', '12:05:00'],
    },
    {
      name: 'a window that is a minute longer, its end first',
      now: '12:05:00',
      read: '11:10:00',
      window: ['11:05:00', '12:05:00'],
      missing: [['10:49:00', '11:05:00', 60]],
    },
    {
      name: 'a second run in one minute',
      now: '12:00:30',
      read: '12:00:00',
      window: ['11:39:00', '12:00:00'],
    },
    {
      name: 'a read mark of a clock that differs a little',
      now: '12:00:00',
      read: '12:05:00',
      window: ['11:39:00', '12:00:00'],
    },
    {
      name: 'a read mark of the future, with all that it covers',
      now: '12:00:00',
      read: '13:00:00',
      since: '08:00:00',
      window: ['11:39:00', '12:00:00'],
      missing: [['08:00:00', '11:39:00', 60]],
    },
    {
      name: 'five-minute periods',
      now: '12:07:00',
      read: '12:05:00',
      period: 300,
      window: ['11:40:00', '12:05:00'],
    },
    {
      name: 'no settle window, back to what is listed a quarter of an hour late',
      now: '12:05:00',
      read: '12:00:00',
      settle: 0,
      window: ['11:44:00', '12:05:00'],
    },
    {
      name: 'nothing when no period has ended since the beginning',
      now: '12:04:00',
      read: '12:00:00',
      since: '12:00:00',
      period: 300,
      window: ['12:00:00', '12:00:00'],
    },
  ]
  for (const { name, now, read, since, period, settle, window, missing = [] } of table) {
    it(`should plan ${name}`, () => {
      const plan = planRun({
        ...BASE,
        triggeredAt: at(now),
        marks:
          read === undefined
            ? undefined
            : { ...marksAt(at(read), since === undefined ? 0 : at(since)), period: period ?? 60 },
        periodSeconds: period ?? 60,
        settleMs: (settle ?? 1200) * 1000,
      })
      expect([text(plan.newest.start), text(plan.newest.end)]).to.deep.equal(window)
      expect(plan.missing.map(({ start, end, tried }) => [text(start), text(end), tried])).to.deep.equal(
        missing,
      )
    })
  }

  it('should read every minute after it has settled, over any sequence of runs', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(gaps, fc.constantFrom(60, 300), fc.nat(7_200_000), (seconds, periodSeconds, settleMs) => {
        let now = at('00:00:30')
        let marks: Marks | undefined
        const lastRead = new Map<number, number>()
        for (const gap of seconds) {
          now += gap * 1000
          const plan = planRun({ ...BASE, triggeredAt: now, marks, periodSeconds, settleMs })
          const { newest } = plan
          expect([newest.start % (periodSeconds * 1000), newest.end % (periodSeconds * 1000)]).to.deep.equal([
            0, 0,
          ])
          for (const { start, end } of [newest, ...plan.missing]) {
            for (let time = start; time < end; time += periodSeconds * 1000) lastRead.set(time, now)
          }
          marks = { ...plan.marks, read: newest.end, begun: newest.end }
        }
        const settled = marks!.read - settleMs - periodSeconds * 1000
        for (let time = marks!.since; time < settled; time += periodSeconds * 1000) {
          const age = (lastRead.get(time) ?? Number.NEGATIVE_INFINITY) - time
          expect(age, text(time)).to.be.at.least(settleMs)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('should begin a new period at a multiple of both, and read again what is written in the old one until it settles', () => {
    const planAt = (now: string, marks: Marks, periodSeconds: number) =>
      planRun({ ...BASE, triggeredAt: at(now), marks, periodSeconds })
    const marks = { ...marksAt(at('12:03:00'), at('11:00:00')), begun: at('12:04:00') }
    const early = planAt('12:04:30', marks, 300)
    expect(early.marks, 'not yet').to.equal(marks)
    const plan = planAt('12:12:00', marks, 300)
    expect([
      plan.marks.period,
      text(plan.marks.since),
      text(plan.newest.start),
      text(plan.newest.end),
    ]).to.deep.equal([...[300, '12:05:00', '12:05:00', '12:10:00']])
    const shown = ({ missing }: typeof plan) =>
      missing.map(({ start, end, tried }) => [text(start), text(end), tried])
    expect(shown(plan)).to.deep.equal([['11:38:00', '12:05:00', 60]])
    const next = { ...plan.marks, read: plan.newest.end, begun: plan.newest.end, missing: [] }
    expect(shown(planAt('12:15:00', next, 300))).to.deep.equal([['11:45:00', '12:05:00', 60]])
    expect(shown(planAt('12:45:00', { ...next, read: at('12:40:00') }, 300))).to.deep.equal([])
  })

  it('should take nothing back that was read when a slot begins after a run that was planned later', () => {
    const marks = marksAt(at('12:00:00'), at('11:00:00'))
    const late = planRun({ ...BASE, triggeredAt: at('11:30:00'), clock: at('12:02:00'), marks })
    expect([text(late.newest.start), text(late.newest.end)]).to.deep.equal(['11:39:00', '12:00:00'])
    expect(late.marks).to.equal(marks)
  })

  it('should go back to the period before when only that lies in the past of a clock that was put right', () => {
    const era = { start: at('08:00:00'), end: at('13:00:00'), groups: ALL_GROUPS, tried: 60 }
    const marks = { ...marksAt(at('15:00:00'), at('13:00:00')), period: 300, before: [era] }
    const plan = planRun({ ...BASE, triggeredAt: at('12:00:00'), marks })
    expect([text(plan.marks.since), plan.marks.period, plan.marks.before]).to.deep.equal(['08:00:00', 60, []])
    expect(plan.missing.map(({ start, end, tried }) => [text(start), text(end), tried])).to.deep.equal([
      ['08:00:00', '11:39:00', 60],
    ])
    expect(text(plan.marks.begun), 'what may have been written keeps its names').to.equal('15:00:00')
  })

  it('should leave the ends of a gap that no value of a new period fits into to the old one', () => {
    const gap = { start: at('08:03:00'), end: at('08:58:00'), groups: ALL_GROUPS, tried: 0 }
    const short = { start: at('09:01:00'), end: at('09:04:00'), groups: 3n, tried: 0 }
    const marks = { ...marksAt(at('12:00:00')), missing: [gap, short] }
    const { missing } = planRun({ ...BASE, triggeredAt: at('12:00:00'), marks, periodSeconds: 300 })
    expect(missing.map(({ start, end, tried }) => [text(start), text(end), tried])).to.deep.equal([
      ['08:03:00', '08:05:00', 60],
      ['08:05:00', '08:55:00', 0],
      ['08:55:00', '08:58:00', 60],
      ['09:01:00', '09:04:00', 60],
      ['11:35:00', '12:00:00', 60],
    ])
  })

  it('should read every time once in one period, and until it has settled, whatever periods are wanted', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.constantFrom(60, 120, 300, 3600)), {
      ...{ minLength: 1, maxLength: 25 },
    })
    fc.assert(
      fc.property(runs, fc.nat(40), (history, settleMinutes) => {
        const settleMs = settleMinutes * 60_000
        let now = at('00:00:30')
        let marks: Marks | undefined
        const read = new Map<number, { readonly period: number; readonly at: number }>()
        for (const [gap, periodSeconds] of history) {
          now += gap * 1000
          const plan = planRun({ ...BASE, triggeredAt: now, marks, periodSeconds, settleMs })
          const options = { triggeredAt: now, periodSeconds: plan.marks.period, queries: FEW }
          const { pieces, lost } = cutMissing(plan.missing, options)
          expect(lost).to.deep.equal([])
          for (const { start, end, period } of [{ ...plan.newest, period: plan.marks.period }, ...pieces]) {
            for (let time = start; time < end; time += 60_000) {
              expect(read.get(time)?.period ?? period, text(time)).to.equal(period)
              read.set(time, { period, at: now })
            }
          }
          marks = { ...plan.marks, read: plan.newest.end, begun: plan.newest.end }
        }
        const first = Math.min(...read.keys(), marks!.read)
        for (let time = first; time < marks!.read; time += 60_000) {
          const { at: seen = 0, period = 0 } = read.get(time) ?? {}
          const end = Math.floor(time / (period * 1000) + 1) * period * 1000
          expect(Math.min(seen - end, settleMs), text(time)).to.be.at.least(
            Math.min(settleMs, marks!.read - end),
          )
        }
      }),
      { numRuns: 100 },
    )
  })

  it('should cut what is missing into pieces that cover it once, newest first, as finely as CloudWatch keeps it', () => {
    const triggeredAt = at('12:00:17')
    const ages = fc.tuple(
      fc.integer({ min: 60, max: 500 * 86_400 }),
      fc.integer({ min: 1, max: 80 * 86_400 }),
    )
    fc.assert(
      fc.property(ages, fc.constantFrom(60, 120, 300, 3600), ([age, length], periodSeconds) => {
        const align = (time: number) => Math.floor(time / (periodSeconds * 1000)) * periodSeconds * 1000
        const start = align(triggeredAt - age * 1000)
        const end = align(Math.min(triggeredAt, start + length * 1000))
        const stretch = { start, end, groups: ALL_GROUPS, tried: 0 }
        const { pieces, lost } = cutMissing([stretch], { triggeredAt, periodSeconds, queries: FEW })
        let rest = [stretch]
        for (const piece of pieces) {
          const before = total(rest)
          rest = without(rest, piece)
          expect(before - total(rest), 'no value is read twice').to.equal(piece.end - piece.start)
          expect([piece.start % (piece.period * 1000), piece.end % (piece.period * 1000)]).to.deep.equal([
            0, 0,
          ])
          expect(piece.period % periodSeconds, 'whole values of the configured period').to.equal(0)
          if (triggeredAt - piece.start > 15 * DAY) expect(piece.period).to.be.at.least(300)
          if (triggeredAt - piece.start > 63 * DAY) expect(piece.period).to.be.at.least(3600)
        }
        expect(rest).to.deep.equal(lost)
        const readable = lost.filter(({ end: until }) => triggeredAt - until < 454 * DAY)
        expect(total(readable), 'only what a coarse value cannot hold is lost').to.be.below(2 * 3_600_000)
      }),
      { numRuns: 100 },
    )
  })

  const total = (stretches: readonly { start: number; end: number }[]) =>
    stretches.reduce((sum, { start, end }) => sum + end - start, 0)

  it('should read a long gap in pieces of three periods, what expires soon first', () => {
    const triggeredAt = at('12:00:00')
    const stretch = { start: triggeredAt - 70 * DAY, end: triggeredAt, groups: ALL_GROUPS, tried: 0 }
    const { pieces, lost } = cutMissing([stretch], { triggeredAt, periodSeconds: 60, queries: FEW })
    const days = new Map<number, number>()
    for (const { period, start, end } of pieces)
      days.set(period, (days.get(period) ?? 0) + (end - start) / DAY)
    expect([...days].map(([period, sum]) => [period, Math.round(sum)])).to.deep.equal([
      [60, 15],
      [300, 48],
      [3600, 7],
    ])
    expect(lost).to.deep.equal([])
    expect(triggeredAt - pieces[0]!.start, 'the last fine day').to.be.above(14 * DAY - 3_600_000)
    const fine = pieces.filter(({ period, start }) => period === 60 && triggeredAt - start < 13 * DAY)
    expect(fine.map(({ start }) => start)).to.deep.equal(
      fine.map(({ start }) => start).toSorted((a, b) => b - a),
    )
  })

  it('should lose nothing at the edges between two periods, whenever it runs', () => {
    const triggeredAt = at('12:07:33')
    const stretch = { start: at('12:00:00') - 70 * DAY, end: at('12:07:00'), groups: ALL_GROUPS, tried: 0 }
    const { pieces, lost } = cutMissing([stretch], { triggeredAt, periodSeconds: 60, queries: FEW })
    expect(lost).to.deep.equal([])
    expect(new Set(pieces.map(({ period }) => period))).to.deep.equal(new Set([60, 300, 3600]))
  })

  it('should read the very first minute that CloudWatch keeps as a minute', () => {
    const triggeredAt = at('12:07:00')
    const start = triggeredAt - 15 * DAY + 3_600_000
    const stretch = { start, end: start + 120_000, groups: ALL_GROUPS, tried: 0 }
    const { pieces, lost } = cutMissing([stretch], { triggeredAt, periodSeconds: 60, queries: FEW })
    expect(pieces).to.deep.equal([{ start, end: start + 120_000, period: 60, groups: ALL_GROUPS }])
    expect(lost).to.deep.equal([])
  })

  it('should read the newest of several stretches first: a dashboard shows them', () => {
    const stretches = [5, 2, 9].map((days) => ({
      start: at('12:00:00') - days * DAY,
      end: at('13:00:00') - days * DAY,
      groups: ALL_GROUPS,
      tried: 0,
    }))
    const options = { triggeredAt: at('12:00:00'), periodSeconds: 60, queries: FEW }
    const { pieces } = cutMissing(stretches, options)
    expect(pieces.map(({ start }) => (at('12:00:00') - start) / DAY)).to.deep.equal([2, 5, 9])
  })

  it('should read before the newest what expires within a day, and nothing else', () => {
    const triggeredAt = at('12:00:00')
    const hour = (start: number) => ({ start, end: start + 3_600_000, groups: ALL_GROUPS, tried: 0 })
    const oldest = triggeredAt - 15 * DAY + 3_600_000
    for (const [older, isFirst] of [
      [oldest + DAY - 60_000, true],
      [oldest + DAY, false],
    ] as const) {
      const options = { triggeredAt, periodSeconds: 60, queries: FEW }
      const { pieces } = cutMissing([hour(older), hour(triggeredAt - DAY)], options)
      expect(pieces[0]?.start === older).to.equal(isFirst)
    }
  })

  it('should take periods of which both the configured one and that of CloudWatch are a part', () => {
    const triggeredAt = at('12:00:00')
    const stretch = { start: triggeredAt - 70 * DAY, end: triggeredAt, groups: ALL_GROUPS, tried: 0 }
    const { pieces } = cutMissing([stretch], { triggeredAt, periodSeconds: 420, queries: FEW })
    expect(new Set(pieces.map(({ period }) => period))).to.deep.equal(new Set([420, 2100, 25_200]))
  })

  it('should read again at the same period what may have been written in part', () => {
    const tried = { start: at('10:00:00'), end: at('11:00:00'), groups: ALL_GROUPS, tried: 60 }
    const options = { triggeredAt: at('12:00:00'), periodSeconds: 60, queries: FEW }
    const { tried: period, ...window } = tried
    expect(cutMissing([tried], options)).to.deep.equal({ pieces: [{ ...window, period }], lost: [] })
  })

  it('should never write coarse values where finer ones may have been written', () => {
    const triggeredAt = at('12:00:00')
    const old = { start: at('00:03:00') - 20 * DAY, end: at('06:00:00') - 20 * DAY, groups: ALL_GROUPS }
    const options = { triggeredAt, periodSeconds: 60, queries: FEW }
    const tried = { ...old, tried: 60 }
    expect(cutMissing([tried], options)).to.deep.equal({ pieces: [], lost: [tried] })
    const { pieces, lost } = cutMissing([{ ...old, tried: 0 }], options)
    expect(pieces.map(({ start, period }) => [text(start), period])).to.deep.equal([['00:05:00', 300]])
    expect(lost.map(({ start, end }) => [text(start), text(end)])).to.deep.equal([['00:03:00', '00:05:00']])
  })

  it('should take no more groups into a piece than can be read in one go', () => {
    const triggeredAt = at('12:00:00')
    const stretch = {
      start: triggeredAt - DAY,
      end: triggeredAt - DAY / 2,
      groups: ALL_GROUPS & ~maskOf(3),
      tried: 0,
    }
    const queries = Array.from({ length: GROUPS }, () => 5000)
    const { pieces } = cutMissing([stretch], { triggeredAt, periodSeconds: 60, queries })
    const groups = (mask: bigint) => queries.map((_, group) => group).filter((group) => hasGroup(mask, group))
    for (const { groups: mask, start, end } of pieces) {
      expect(groups(mask).length * 5000 * ((end - start) / 60_000)).to.be.at.most(10_000_000)
    }
    expect(pieces.flatMap(({ groups: mask }) => groups(mask)).toSorted((a, b) => a - b)).to.deep.equal(
      queries.map((_, group) => group).filter((group) => group !== 3),
    )
  })

  const cutByGroups = (groups: bigint, perGroup: number) => {
    const triggeredAt = at('23:00:00')
    // 1,000 values a query, so that 10,000 queries fit into a piece
    const stretch = { start: at('01:00:00'), end: at('17:40:00'), groups, tried: 0 }
    const queries = Array.from({ length: GROUPS }, () => perGroup)
    const { pieces } = cutMissing([stretch], { triggeredAt, periodSeconds: 60, queries })
    return pieces.map((piece) => groupsOf(piece.groups).length)
  }

  it('should fill a piece to the last query, and read a group that is too large alone', () => {
    expect(cutByGroups(7n, 5000)).to.deep.equal([2, 1])
    expect(cutByGroups(7n, 5001)).to.deep.equal([1, 1, 1])
    expect(cutByGroups(7n, 20_000)).to.deep.equal([1, 1, 1])
    expect(cutByGroups(0n, 1)).to.deep.equal([])
  })

  it('should count the values of a series in a piece', () => {
    expect(periodsIn({ start: at('00:00:00'), end: at('01:00:00'), period: 300, groups: 1n })).to.equal(12)
  })
})
