import { expect } from 'chai'
import { Tables } from '../../../../scripts/guance_integration_core/reading/tables.ts'

describe('guance_integration_core/tables', () => {
  it('should lend a table again, but never one to two', async () => {
    const tables = new Tables()
    const held = Promise.withResolvers<void>()
    const seen: Float64Array[] = []
    const borrow = (cells: number) =>
      tables.lend(cells, async (table) => {
        expect(table.length).to.be.at.least(cells)
        seen.push(table)
        await held.promise
      })
    const both = [borrow(4), borrow(4)]
    held.resolve()
    await Promise.all(both)
    await borrow(3)
    await borrow(9)
    expect(seen[0]).not.to.equal(seen[1])
    expect(seen.slice(0, 2)).to.include(seen[2])
    expect(seen.slice(0, 3)).not.to.include(seen[3])
  })

  it('should take a table back from work that failed', async () => {
    const tables = new Tables()
    const failed = await tables
      .lend(2, (table) => Promise.reject(table))
      .catch((table: Float64Array) => table)
    expect(await tables.lend(2, async (table) => table)).to.equal(failed)
  })
})
