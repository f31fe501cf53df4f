import { expect } from 'chai'
import type { CatalogSeries } from '#func/points/query/plan/series-catalog.ts'
import { createScopes } from '#func/points/query/plan/series-scopes.ts'

describe('func/store/series-scopes', () => {
  let catalog: CatalogSeries[]
  const series = (id: number, fn: string, measurement = 'm'): CatalogSeries => {
    return { id, measurement, category: 'metric', tags: { fn } }
  }
  beforeEach(() => {
    catalog = [series(1, 'a'), series(33, 'b'), series(34, 'a'), series(40, 'c', 'other')]
  })
  const ask = { measurement: 'm', groupBy: ['fn'] }

  it('should give groups in the order of their first series, and where each series belongs', () => {
    const { groups, members } = createScopes(() => catalog)(ask)

    expect(groups).to.deep.equal([{ fn: 'a' }, { fn: 'b' }])
    expect(members.map(({ group, targets }) => [group, ...targets.slice(0, 4)])).to.deep.equal([
      [0, -1, 0, -1, -1],
      [1, -1, 1, 0, -1],
    ])
  })

  it('should let new series join without moving others', () => {
    const find = createScopes(() => catalog)
    const { id } = find(ask)
    catalog.push(series(41, 'd'), series(42, 'b'))

    const scope = find({ ...ask, where: [] })

    expect(scope.id).to.equal(id)
    expect(scope.groups).to.deep.equal([{ fn: 'a' }, { fn: 'b' }, { fn: 'd' }])
    expect([...(scope.members[1]?.targets.slice(8, 11) ?? [])]).to.deep.equal([-1, 2, 1])
  })

  it('should be another one when series have gone, and for another question', () => {
    const find = createScopes(() => catalog)
    const { id } = find(ask)
    expect(find({ ...ask, where: [{ tag: 'fn', operator: 'exists' }] }).id).not.to.equal(id)
    expect(find({ ...ask, groupBy: [] }).id).not.to.equal(id)
    catalog = catalog.slice(1)

    const scope = find(ask)

    expect(scope.id).not.to.equal(id)
    expect(scope.groups).to.deep.equal([{ fn: 'b' }, { fn: 'a' }])
  })
})
