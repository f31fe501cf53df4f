import { expect } from 'chai'
import { createGroupShown, groupAll } from '#func/points/query/plan/grouping.ts'
import type { CatalogSeries } from '#func/points/query/plan/series-catalog.ts'
import { createScopes } from '#func/points/query/plan/series-scopes.ts'

describe('func/store/grouping', () => {
  const series = (id: number): CatalogSeries => {
    return { id, measurement: 'm', category: 'metric', tags: { fn: `f${id}`, region: `r${id % 3}` } }
  }
  const find = createScopes(() => catalog)
  const catalog = Array.from({ length: 100 }, (_, at) => series(at))
  const whole = () => find({ measurement: 'm' })

  it('should read groups that are shown from their own chunks, and all others from the aggregate over all', () => {
    const scope = find({ measurement: 'm', groupBy: ['fn'] })
    const { targets, members, parts } = createGroupShown()(scope, whole(), {
      shown: [40, 41],
      otherGroups: 97,
      odd: [50],
    })

    expect(targets).to.equal(3)
    expect(parts.map(({ layout }) => layout.members.map(({ group }) => group))).to.deep.equal([
      [0, 1, 2, 3],
      [1],
    ])
    expect([...(parts[0]?.targets ?? [])]).to.deep.equal([0, -1, 0, 0])
    expect([...(parts[1]?.targets ?? [])], 'in the order of series').to.deep.equal([0, 1, 2])
    expect([...(members[1]?.targets ?? [])].slice(7, 11)).to.deep.equal([0, 1, 2, 0])
    expect(members[1]?.targets[50 - 32]).to.equal(-1)
  })

  it('should read all by itself where most chunks have a group that is shown', () => {
    const scope = find({ measurement: 'm', groupBy: ['region'] })
    const { parts } = createGroupShown()(scope, whole(), { shown: [1], otherGroups: 2, odd: [] })

    expect(parts).to.have.length(1)
    expect(parts[0]?.layout.members).to.have.length(4)
    expect([...(parts[0]?.targets ?? [])].slice(0, 2)).to.deep.equal([0, 1])
  })

  it('should be the same object while nothing has changed, and another one when series have come', () => {
    const makeGrouping = createGroupShown()
    const ranked = { shown: [1], otherGroups: 99, odd: [] }
    const ask = { measurement: 'm', groupBy: ['fn'] }
    const first = makeGrouping(find(ask), whole(), ranked)
    expect(makeGrouping(find(ask), whole(), ranked)).to.equal(first)
    catalog.push(series(100))

    const second = makeGrouping(find(ask), whole(), ranked)

    expect(second).not.to.equal(first)
    expect(second.members[3]?.targets[4]).to.equal(0)
  })

  it('should share what is by series, whichever tags name them', () => {
    const one = groupAll(find({ measurement: 'm', groupBy: ['fn'] }))
    const other = groupAll(find({ measurement: 'm', groupBy: ['region', 'fn'] }))
    expect(one.parts[0]?.layout).to.equal(other.parts[0]?.layout)
  })
})
