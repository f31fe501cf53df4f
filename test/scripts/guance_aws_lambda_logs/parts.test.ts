/** The small parts that the collection stands on. */
import { expect } from 'chai'
import { scheduleGroups } from '../../../scripts/guance_aws_lambda_logs/schedule.ts'
import { Turns } from '../../../scripts/guance_aws_lambda_logs/turns.ts'
import { WrittenEvents } from '../../../scripts/guance_aws_lambda_logs/written-events.ts'

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

  it('should read every group when nobody tells what runs', () => {
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
    const first = new WrittenEvents({}, 100)
    for (let index = 0; index < 10; index++) expect(first.note(`e${index}`, second(index))).to.equal(true)
    const next = new WrittenEvents(first.keep(second(5), true), 100)
    expect(next.note('e4', second(4))).to.equal(true)
    expect(next.note('e5', second(5))).to.equal(false)
  })

  it('should keep what it has not read again', () => {
    const kept = new WrittenEvents({}, 100)
    kept.note('a', second(0))
    const idle = new WrittenEvents(kept.keep(NOW, true), 100)
    expect(new WrittenEvents(idle.keep(NOW, false), 100).note('a', second(0))).to.equal(false)
    expect(new WrittenEvents(idle.keep(NOW, true), 100).note('a', second(0))).to.equal(true)
  })

  it('should take older events as written rather than remember too many', () => {
    const events = new WrittenEvents({}, 100)
    for (let index = 0; index < 150; index++) expect(events.note(`e${index}`, second(index))).to.equal(true)
    const kept = events.keep(NOW, true)
    expect(Buffer.from(kept.events!, 'base64').length).to.be.at.most(100 * 8)
    const next = new WrittenEvents(kept, 100)
    for (let index = 0; index < 150; index++) expect(next.note(`e${index}`, second(index))).to.equal(false)
    expect(next.note('another', second(149))).to.equal(true)
  })
})
