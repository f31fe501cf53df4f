import { expect } from 'chai'
import { arrangeAll, createArrangeShown } from '#func/points/query/plan/arrangement.ts'
import type { CatalogSeries } from '#func/points/query/plan/series-catalog.ts'
import { createScopes } from '#func/points/query/plan/series-scopes.ts'

describe('func/store/arrangement', () => {
  const series = (id: number): CatalogSeries => {
    return { id, measurement: 'm', category: 'metric', tags: { fn: `f${id}`, region: `r${id % 3}` } }
  }
  const find = createScopes(() => catalog)
  const catalog = Array.from({ length: 100 }, (_, at) => series(at))
  const whole = () => find({ measurement: 'm' })

  it('should tell groups that are shown from their own chunks, and all others from what puts all together', () => {
    const scope = find({ measurement: 'm', groupBy: ['fn'] })
    const { targets, members, layers } = createArrangeShown()(scope, whole(), {
      shown: [40, 41],
      others: 97,
      odd: [50],
    })

    expect(targets).to.equal(3)
    expect(layers.map(({ layout }) => layout.members.map(({ group }) => group))).to.deep.equal([
      [0, 1, 2, 3],
      [1],
    ])
    expect([...(layers[0]?.targets ?? [])]).to.deep.equal([0, -1, 0, 0])
    expect([...(layers[1]?.targets ?? [])], 'in the order of series').to.deep.equal([0, 1, 2])
    expect([...(members[1]?.targets ?? [])].slice(7, 11)).to.deep.equal([0, 1, 2, 0])
    expect(members[1]?.targets[50 - 32]).to.equal(-1)
  })

  it('should read all by itself where most chunks have a group that is shown', () => {
    const scope = find({ measurement: 'm', groupBy: ['region'] })
    const { layers } = createArrangeShown()(scope, whole(), { shown: [1], others: 2, odd: [] })

    expect(layers).to.have.length(1)
    expect(layers[0]?.layout.members).to.have.length(4)
    expect([...(layers[0]?.targets ?? [])].slice(0, 2)).to.deep.equal([0, 1])
  })

  it('should be the same object while nothing has changed, and another one when series have come', () => {
    const arrange = createArrangeShown()
    const ranked = { shown: [1], others: 99, odd: [] }
    const ask = { measurement: 'm', groupBy: ['fn'] }
    const first = arrange(find(ask), whole(), ranked)
    expect(arrange(find(ask), whole(), ranked)).to.equal(first)
    catalog.push(series(100))

    const second = arrange(find(ask), whole(), ranked)

    expect(second).not.to.equal(first)
    expect(second.members[3]?.targets[4]).to.equal(0)
  })

  it('should share what is by series, whichever tags name them', () => {
    const one = arrangeAll(find({ measurement: 'm', groupBy: ['fn'] }))
    const other = arrangeAll(find({ measurement: 'm', groupBy: ['region', 'fn'] }))
    expect(one.layers[0]?.layout).to.equal(other.layers[0]?.layout)
  })
})
