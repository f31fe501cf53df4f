import { expect } from 'chai'
import { Tables } from '../../../../scripts/guance_integration_core/reading/tables.ts'

describe('guance_integration_core/tables', () => {
  it('should use a table again, but never one twice at once', async () => {
    const tables = new Tables()
    const held = Promise.withResolvers<void>()
    const seen: Float64Array[] = []
    const useOne = (cells: number) =>
      tables.use(cells, async (table) => {
        expect(table.length).to.be.at.least(cells)
        seen.push(table)
        await held.promise
      })
    const both = [useOne(4), useOne(4)]
    held.resolve()
    await Promise.all(both)
    await useOne(3)
    await useOne(9)
    expect(seen[0]).not.to.equal(seen[1])
    expect(seen.slice(0, 2)).to.include(seen[2])
    expect(seen.slice(0, 3)).not.to.include(seen[3])
  })

  it('should use a table again after work that failed', async () => {
    const tables = new Tables()
    const failed = await tables.use(2, (table) => Promise.reject(table)).catch((table: Float64Array) => table)
    expect(await tables.use(2, async (table) => table)).to.equal(failed)
  })
})
