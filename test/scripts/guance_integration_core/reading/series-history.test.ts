import { expect } from 'chai'
import type { Json } from '#func/script.ts'
import { SeriesHistory } from '../../../../scripts/guance_integration_core/reading/series-history.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-08-01T12:00:00Z')
const COMMON = { account_name: 'prod', RegionId: 'us-east-1' }

function setOf(name: string, joined: Record<string, string>, common: Record<string, string> = COMMON) {
  const dimensions = [{ name: 'FunctionName', value: name }]
  return { dimensions, metrics: ['Errors'], tags: { ...joined, FunctionName: name, ...common } }
}

function open(
  kept: Json | undefined,
  from: number,
  common = { measurement: 'm', tags: COMMON as Record<string, string> },
) {
  return new SeriesHistory(kept, common, from)
}

const through = (history: SeriesHistory, unread = NOW) => JSON.parse(JSON.stringify(history.toJson(unread)))

describe('core/series-history', () => {
  it('should keep what is written in its series when a joined tag changes, comes or goes', () => {
    const first = open(undefined, NOW)
    first.learn([setOf('pay', { Runtime: 'nodejs20.x' }), setOf('mail', {}), setOf('cart', { team: 'a' })])
    expect(first.earlier(setOf('pay', { Runtime: 'nodejs20.x' }))).to.deep.equal([])
    const next = open(through(first), NOW + 1)
    const [pay, mail, cart] = [
      setOf('pay', { Runtime: 'nodejs22.x' }),
      setOf('mail', { team: 'b' }),
      setOf('cart', {}),
    ]
    next.learn([pay, mail, cart])
    const was = (tags: object) => [{ until: NOW + 1, measurement: 'm', tags }]
    for (const history of [next, open(through(next), NOW + 2)]) {
      expect(history.earlier(pay)).to.deep.equal(
        was({ ...COMMON, FunctionName: 'pay', Runtime: 'nodejs20.x' }),
      )
      expect(history.earlier(mail)).to.deep.equal(was({ ...COMMON, FunctionName: 'mail' }))
      expect(history.earlier(cart)).to.deep.equal(was({ ...COMMON, FunctionName: 'cart', team: 'a' }))
      expect(history.earlier(setOf('new', {})), 'of what was never written').to.deep.equal([])
    }
  })

  it('should keep the account and the measurement that minutes were written with, also of linked accounts', () => {
    const linked = { ...setOf('pay', { AccountId: '2', account_name: 'theirs' }, {}), account: '2' }
    const first = open(undefined, NOW)
    first.learn([setOf('pay', {}), linked])
    const shop = { ...COMMON, account_name: 'shop' }
    const next = open(through(first), NOW + 1, { measurement: 'other', tags: shop })
    const now = setOf('pay', {}, shop)
    next.learn([now, linked])
    expect(next.earlier(now)).to.deep.equal([
      { until: NOW + 1, measurement: 'm', tags: { ...COMMON, FunctionName: 'pay' } },
    ])
    const theirs = { ...COMMON, account_name: 'theirs', AccountId: '2', FunctionName: 'pay' }
    expect(next.earlier(linked)).to.deep.equal([{ until: NOW + 1, measurement: 'm', tags: theirs }])
  })

  it('should list what a series was, oldest first, and pass over what nothing was written with', () => {
    let history = open(undefined, NOW)
    const versions = [
      ...[
        [NOW, 'a'],
        [NOW + 1, 'b'],
        [NOW + 2, 'c'],
        [NOW + 2, 'd'],
      ],
    ] as const
    for (const [from, Runtime] of versions) {
      history = open(through(history), from)
      history.learn([setOf('pay', { Runtime })])
    }
    const earlier = history.earlier(setOf('pay', { Runtime: 'd' }))
    expect(earlier.map(({ until, tags }) => [until, tags.Runtime])).to.deep.equal([
      [NOW + 1, 'a'],
      [NOW + 2, 'b'],
    ])
  })

  it('should change only when something does', () => {
    const first = open(undefined, NOW)
    expect(first.isChanged).to.equal(true)
    first.learn([setOf('pay', { Runtime: 'a' })])
    const second = open(through(first), NOW + 1)
    second.learn([setOf('pay', { Runtime: 'a' })])
    expect(second.isChanged).to.equal(false)
    second.learn([setOf('pay', { Runtime: 'b' })])
    expect(second.isChanged).to.equal(true)
  })

  it('should forget what CloudWatch no longer lists, and changes before all that is still to be read', () => {
    const first = open(undefined, NOW)
    first.learn([setOf('pay', { Runtime: 'a' }), setOf('gone', { Runtime: 'a' })])
    const second = open(through(first), NOW + 1)
    second.learn([setOf('pay', { Runtime: 'b' })], true)
    const late = (unread: number) => {
      const history = open(through(open(through(second), NOW + 20 * DAY), unread), NOW + 20 * DAY)
      history.learn([setOf('gone', { Runtime: 'c' })])
      return history
    }
    expect(late(NOW + 20 * DAY).earlier(setOf('gone', { Runtime: 'c' }))).to.deep.equal([])
    expect(late(NOW + 20 * DAY).earlier(setOf('pay', { Runtime: 'b' }))).to.deep.equal([])
    expect(late(NOW).earlier(setOf('pay', { Runtime: 'b' }))).to.have.length(1)
  })

  it('should stay small: each kind of tags once', () => {
    const history = open(undefined, NOW)
    const names = Array.from({ length: 10_000 }, (_, index) => `function-${index}`)
    history.learn(names.map((name) => setOf(name, { Runtime: 'a', team: 'core' })))
    expect(JSON.stringify(history.toJson(NOW)).length).to.be.below(170_000)
    const next = open(through(history), NOW + 1)
    next.learn(names.map((name) => setOf(name, { Runtime: 'b', team: 'core' })))
    expect(JSON.stringify(next.toJson(NOW)).length).to.be.below(330_000)
  })

  it('should begin anew with what it cannot read', () => {
    for (const kept of [null, 'x', 3, [], {}]) {
      const history = open(kept, NOW)
      history.learn([setOf('pay', {})])
      expect(history.earlier(setOf('pay', {}))).to.deep.equal([])
    }
  })
})
