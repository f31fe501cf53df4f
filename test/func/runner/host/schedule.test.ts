import { expect } from 'chai'
import fc from 'fast-check'
import { type DueTimes, dueSlot, jitterMs, nextSlot, previousSlot } from '#func/runner/host/schedule.ts'

const times = (cron: string, timezone = 'UTC', jitterSeconds = 0) => ({
  name: 'prod',
  cron,
  timezone,
  jitterSeconds,
})
const at = (text: string) => new Date(text)
const iso = (date: Date | undefined) => date?.toISOString()

describe('runner/schedule', () => {
  describe('nextSlot() and previousSlot()', () => {
    const table = [
      // five and six fields; a slot is at or before, the next one after
      ['*/5 * * * *', 'UTC', '2026-03-01T12:05:00Z', '2026-03-01T12:05:00Z', '2026-03-01T12:10:00Z'],
      ['*/5 * * * *', 'UTC', '2026-03-01T12:04:59.999Z', '2026-03-01T12:00:00Z', '2026-03-01T12:05:00Z'],
      ['15 */5 * * * *', 'UTC', '2026-03-01T12:05:14Z', '2026-03-01T12:00:15Z', '2026-03-01T12:05:15Z'],
      ['0 9 * * *', 'Asia/Shanghai', '2026-03-01T12:00:00Z', '2026-03-01T01:00:00Z', '2026-03-02T01:00:00Z'],
      // summer time begins: 02:30 does not exist and becomes 03:30
      ['30 2 * * *', 'Europe/Berlin', '2026-03-29T00:59:00Z', '2026-03-28T01:30:00Z', '2026-03-29T01:00:00Z'],
      ['30 2 * * *', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
      [
        '*/30 * * * *',
        'Europe/Berlin',
        '2026-03-29T00:45:00Z',
        '2026-03-29T00:30:00Z',
        '2026-03-29T01:00:00Z',
      ],
      // summer time ends: 02:30 comes twice and runs once, the half hours run through
      ['30 2 * * *', 'Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
      [
        '*/30 * * * *',
        'Europe/Berlin',
        '2026-10-25T00:45:00Z',
        '2026-10-25T00:30:00Z',
        '2026-10-25T01:00:00Z',
      ],
      [
        '*/30 * * * *',
        'Europe/Berlin',
        '2026-10-25T01:15:00Z',
        '2026-10-25T01:00:00Z',
        '2026-10-25T01:30:00Z',
      ],
      [
        '30 1 * * *',
        'America/New_York',
        '2026-11-01T12:00:00Z',
        '2026-11-01T05:30:00Z',
        '2026-11-02T06:30:00Z',
      ],
    ] as const
    for (const [cron, timezone, now, previous, next] of table) {
      it(`should find the slots of '${cron}' in ${timezone} around ${now}`, () => {
        expect(iso(previousSlot(times(cron, timezone), at(now)))).to.equal(iso(at(previous)))
        expect(iso(nextSlot(times(cron, timezone), at(now)))).to.equal(iso(at(next)))
      })
    }

    it('should find no slot for a day that never comes', () => {
      const never = times('0 0 30 2 *')
      expect(nextSlot(never, at('2026-03-01T12:00:00Z'))).to.equal(undefined)
      expect(previousSlot(never, at('2026-03-01T12:00:00Z'))).to.equal(undefined)
    })

    it('should be inverse to each other, whatever the time, zone and jitter', () => {
      const zone = fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'America/New_York',
        'Asia/Kolkata',
        'Australia/Lord_Howe',
      )
      const time = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) })
      const cron = fc.constantFrom('*/5 * * * *', '20 */7 * * * *', '30 * * * *', '0 0 * * *')
      fc.assert(
        fc.property(cron, zone, time, fc.integer({ min: 0, max: 300 }), (pattern, timezone, ms, jitter) => {
          const trigger = times(pattern, timezone, jitter)
          const next = nextSlot(trigger, new Date(ms))!
          expect(next.getTime()).to.be.greaterThan(ms)
          expect(iso(previousSlot(trigger, next))).to.equal(iso(next))
          expect(previousSlot(trigger, new Date(next.getTime() - 1))!.getTime()).to.be.lessThanOrEqual(ms)
        }),
        { numRuns: 150 },
      )
    })
  })

  describe('jitterMs()', () => {
    it('should be the same for every run of one trigger, within its limit, and differ between triggers', () => {
      const names = Array.from({ length: 50 }, (_, i) => `t${i}`)
      const values = names.map((name) => jitterMs({ name, jitterSeconds: 60 }))
      expect(jitterMs({ name: 't7', jitterSeconds: 60 })).to.equal(values[7])
      expect(Math.max(...values)).to.be.within(30_000, 60_000)
      expect(Math.min(...values)).to.be.within(0, 30_000)
      expect(new Set(values).size).to.be.greaterThan(20)
      expect(jitterMs({ name: 't7', jitterSeconds: 0 })).to.equal(0)
      expect(new Set(names.map((name) => jitterMs({ name, jitterSeconds: 2 }))), 'both ends').to.deep.equal(
        new Set([0, 1000, 2000]),
      )
    })

    it('should move a slot', () => {
      const jitter = jitterMs({ name: 'prod', jitterSeconds: 60 })
      const next = nextSlot(times('*/5 * * * *', 'UTC', 60), at('2026-03-01T12:01:00Z'))
      expect(next?.getTime()).to.equal(at('2026-03-01T12:05:00Z').getTime() + jitter)
    })
  })

  describe('dueSlot()', () => {
    const trigger = (change: Partial<DueTimes>): DueTimes => ({
      ...times('*/5 * * * *'),
      ...{ enabled: true, pausedUntil: null, updatedAt: at('2026-03-01T00:00:00Z') },
      ...change,
    })
    const now = at('2026-03-01T12:07:00Z')
    const table: readonly [string, Partial<DueTimes>, string | undefined][] = [
      ['the latest of the slots that were missed', {}, '2026-03-01T12:05:00.000Z'],
      ['nothing when disabled', { enabled: false }, undefined],
      ['nothing while paused', { pausedUntil: at('2026-03-01T12:08:00Z') }, undefined],
      ['nothing from within a pause that is over', { pausedUntil: at('2026-03-01T12:06:00Z') }, undefined],
      ['a slot after a pause', { pausedUntil: at('2026-03-01T12:04:00Z') }, '2026-03-01T12:05:00.000Z'],
      ['nothing at the end of a pause', { pausedUntil: at('2026-03-01T12:05:00Z') }, undefined],
      ['nothing from before the last change', { updatedAt: at('2026-03-01T12:06:00Z') }, undefined],
      ['nothing at the time of the last change', { updatedAt: at('2026-03-01T12:05:00Z') }, undefined],
      ['nothing for a day that never comes', { cron: '0 0 30 2 *' }, undefined],
    ]
    for (const [name, change, wanted] of table) {
      it(`should give ${name}`, () => {
        expect(iso(dueSlot(trigger(change), now))).to.equal(wanted)
      })
    }
  })
})
