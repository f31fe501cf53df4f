/** The small parts that the collection stands on. */
import { expect } from 'chai'
import fc from 'fast-check'
import { NumberRows } from '../../../scripts/guance_aws_lambda_logs/metrics/number-rows.ts'
import { EventBudget } from '../../../scripts/guance_aws_lambda_logs/reading/event-budget.ts'
import { scheduleGroups } from '../../../scripts/guance_aws_lambda_logs/reading/schedule.ts'
import { Turns } from '../../../scripts/guance_aws_lambda_logs/reading/turns.ts'
import { hash53 } from '../../../scripts/guance_aws_lambda_logs/state/hash53.ts'
import { packEvents, unpackEvents } from '../../../scripts/guance_aws_lambda_logs/state/packed-events.ts'
import { WrittenEvents } from '../../../scripts/guance_aws_lambda_logs/state/written-events.ts'

const NOW = Date.parse('2026-08-01T12:00:00Z')
const MINUTE = 60_000

describe('guance_aws_lambda_logs/schedule', () => {
  const candidate = (name: string, readAgo: number, seenAgo: number | undefined, isListed?: boolean) => ({
    name,
    isListed,
    state: {
      since: 0,
      read: NOW - readAgo * MINUTE,
      ...(seenAgo !== undefined && { seen: NOW - seenAgo * MINUTE }),
    },
  })
  const order = (...candidates: ReturnType<typeof candidate>[]) =>
    scheduleGroups(candidates, { now: NOW, quietMs: 30 * MINUTE }).due.map(({ name }) => name)

  it('should put busy groups first, of these the one that waits longest, then the one that wrote last', () => {
    const groups = [
      candidate('quiet', 60, undefined, false),
      candidate('listed', 5, undefined, true),
      candidate('writing', 5, 6, false),
      candidate('waiting', 10, undefined, true),
    ]
    expect(order(...groups)).to.deep.equal(['waiting', 'writing', 'listed', 'quiet'])
  })

  it('should leave quiet groups alone until their time has come, but read new ones', () => {
    expect(order(candidate('quiet', 20, undefined, false))).to.deep.equal([])
    expect(order({ name: 'new', isListed: false, state: { since: NOW, read: NOW } })).to.deep.equal(['new'])
  })

  it('should read every group when nothing shows what runs', () => {
    expect(order(candidate('quiet', 1, undefined, undefined))).to.deep.equal(['quiet'])
  })

  it('should give every eighth turn to a quiet group', () => {
    const busy = Array.from({ length: 14 }, (_, index) => candidate(`busy ${index}`, 5, 1, true))
    const quiet = Array.from({ length: 2 }, (_, index) => candidate(`quiet ${index}`, 60, undefined, false))
    const places = order(...busy, ...quiet).flatMap((name, place) =>
      name.startsWith('quiet') ? [place] : [],
    )
    expect(places).to.deep.equal([7, 15])
  })
})

describe('guance_aws_lambda_logs/turns', () => {
  it('should open all before it goes on with any, and let long ones have every fourth turn', () => {
    const turns = new Turns(['flood', 'a', 'b', 'c'])
    const seen: string[] = []
    for (let turn = turns.next(); turn !== undefined && seen.length < 60; turn = turns.next()) {
      seen.push(turn.item)
      const pages = turn.item === 'flood' ? 40 : 2
      if (turn.pages + 1 < pages) turns.back(turn)
      else turns.end()
    }
    expect(seen.slice(0, 8)).to.deep.equal(['flood', 'a', 'b', 'c', 'flood', 'a', 'b', 'c'])
    expect(seen.filter((item) => item === 'flood')).to.have.length(40)
  })

  it('should open no more than 128 at once', () => {
    const turns = new Turns(Array.from({ length: 200 }, (_, index) => index))
    const open = new Set<number>()
    for (let count = 0; count < 1000; count++) {
      const turn = turns.next()!
      open.add(turn.item)
      turns.back(turn)
    }
    expect(open.size).to.equal(128)
  })
})

describe('guance_aws_lambda_logs/written-events', () => {
  const second = (index: number) => NOW + index * 1000

  it('should know each event again in the next run, and forget those before its window', () => {
    const first = new WrittenEvents({}, NOW)
    for (let index = 0; index < 10; index++) expect(first.note(`e${index}`, second(index))).to.equal(true)
    const next = new WrittenEvents(first.keep(second(5)), second(5))
    expect(next.note('e4', second(4))).to.equal(true)
    expect(next.note('e5', second(5))).to.equal(false)
    expect(next.note('another', second(5))).to.equal(true)
  })

  it('should keep what it has not read again as long as it may come again', () => {
    const kept = new WrittenEvents({}, NOW)
    kept.note('a', second(1))
    const idle = new WrittenEvents(kept.keep(NOW), NOW - MINUTE)
    expect(new WrittenEvents(idle.keep(NOW), NOW).note('a', second(1))).to.equal(false)
    expect(new WrittenEvents(idle.keep(second(2)), NOW).note('a', second(1))).to.equal(true)
  })

  it('should take older events as written rather than remember too many', () => {
    const events = new WrittenEvents({}, NOW)
    for (let index = 0; index < 150; index++) expect(events.note(`e${index}`, second(index))).to.equal(true)
    events.bound(100)
    expect(events.size).to.equal(74)
    const kept = events.keep(NOW)
    expect(kept.writtenFrom).to.be.within(second(75), second(76))
    const next = new WrittenEvents(kept, NOW)
    for (let index = 0; index < 150; index++) expect(next.note(`e${index}`, second(index))).to.equal(false)
    expect(next.note('another', second(149))).to.equal(true)
  })

  it('should know the same events as a set of them does', () => {
    const event = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20 }))
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 300 }), { maxLength: 4 }), (runs) => {
        const known = new Set<string>()
        let events = new WrittenEvents({}, NOW)
        for (const [run, noted] of runs.entries()) {
          for (const [seconds, id] of noted) {
            const isNew = !known.has(`${seconds} ${id}`)
            expect(events.note(String(id), second(run + seconds))).to.equal(isNew)
            known.add(`${seconds} ${id}`)
          }
          known.clear()
          events = new WrittenEvents(events.keep(NOW + 10 * MINUTE), NOW)
        }
      }),
    )
  })

  it('should hold events in a few bytes each', () => {
    const events = new WrittenEvents({}, NOW)
    for (let index = 0; index < 10_000; index++) events.note(`e${index}`, NOW + index)
    expect(Buffer.from(events.keep(NOW).written ?? '', 'base64').length).to.equal(8 + 10_000 * 5)
  })
})

describe('guance_aws_lambda_logs/packed-events', () => {
  it('should return what was packed, and of what is cut off what is whole', () => {
    const event = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 2 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    fc.assert(
      fc.property(fc.array(event), fc.nat({ max: 40 }), (events, cut) => {
        const sorted = events.toSorted(([a], [b]) => a - b)
        const text = packEvents(NOW, Uint32Array.from(sorted.flat()))
        const wanted = sorted.map(([offset, hash]) => [NOW + offset, hash])
        expect([...unpackEvents(text)]).to.deep.equal(wanted)
        const some = [...unpackEvents(text.slice(0, cut))]
        expect(some).to.deep.equal(wanted.slice(0, some.length))
      }),
    )
  })

  it('should take nothing from other text', () => {
    expect([...unpackEvents(undefined)]).to.deep.equal([])
    expect([...unpackEvents('AAAA')]).to.deep.equal([])
  })
})

describe('guance_aws_lambda_logs/event-budget', () => {
  it('should let one group have a million and a half, and each its share whatever others have', () => {
    const budget = new EventBudget(10)
    expect(budget.allow('flood', 5_000_000)).to.equal(1_500_000)
    expect(budget.allow('another', 400_000)).to.equal(400_000)
    expect(budget.allow('third', 900_000)).to.equal(200_000)
    expect(budget.allow('flood', 0)).to.equal(0)
    expect(budget.allow('third', 900_000)).to.equal(900_000)
  })
})

describe('guance_aws_lambda_logs/hash53', () => {
  it('should distinguish ids of events that differ in a few digits', () => {
    const hashes = new Set<number>()
    for (let index = 0; index < 200_000; index++) hashes.add(hash53(String(index).padStart(56, '0')))
    expect(hashes.size).to.equal(200_000)
    expect(new Set([...hashes].map((hash) => hash % 2 ** 32)).size).to.be.above(199_980)
    expect(Math.max(...[...hashes].slice(0, 1000))).to.be.at.most(Number.MAX_SAFE_INTEGER)
  })
})

describe('guance_aws_lambda_logs/number-rows', () => {
  it('should return each row, however many there are', () => {
    const rows = new NumberRows(3)
    for (let row = 0; row < 10_000; row++) rows.push([row, row / 7, Number.NaN])
    expect(rows.length).to.equal(10_000)
    for (let row = 0; row < 10_000; row++) {
      expect([rows.get(row, 0), rows.get(row, 1), rows.get(row, 2)]).to.deep.equal([row, row / 7, Number.NaN])
    }
  })
})
