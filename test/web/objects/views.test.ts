import { expect } from 'chai'
import fc from 'fast-check'
import { readMetricsView, writeMetricsView } from '../../../web/src/metrics/metrics-view.ts'
import { readView, writeView } from '../../../web/src/objects/object-filter.ts'
import { readRange, windowOf, writeRange, zoomedOut } from '../../../web/src/time/time-range.ts'

const name = fc.stringMatching(/^[A-Za-z_][\w.:/ -]{0,12}$/)
const tags = fc.dictionary(name, fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }), {
  noNullPrototype: true,
})

describe('views in addresses', () => {
  it('should come back from the address as they went into it: objects', () => {
    const view = fc.record({
      measurement: fc.option(fc.string({ minLength: 1 })),
      search: fc.string(),
      tags,
      sort: fc.record({ id: name, descending: fc.boolean() }),
      open: fc.option(fc.string({ minLength: 1 })),
    })
    fc.assert(
      fc.property(view, (given) => {
        expect(readView(writeView(given))).to.deep.equal(given)
      }),
    )
  })

  it('should come back from the address as they went into it: metrics', () => {
    const list = fc.array(name, { maxLength: 3 })
    const view = fc.record({
      measurement: fc.option(fc.string({ minLength: 1 })),
      fields: list,
      aggregation: fc.constantFrom('default' as const, 'sum' as const, 'p95' as const),
      groupBy: list,
      where: tags,
      having: fc.option(list),
      lacking: fc.option(list),
      top: fc.integer({ min: 1, max: 100 }),
      stacked: fc.boolean(),
    })
    fc.assert(
      fc.property(view, (given) => {
        const address = writeMetricsView(new URLSearchParams('range=24h'), given)
        expect(address.get('range')).to.equal('24h')
        expect(readMetricsView(address)).to.deep.equal(given)
      }),
    )
  })

  it('should keep a range, relative or fixed', () => {
    for (const range of [{ range: '24h' } as const, { from: 1000, to: 2000 }]) {
      expect(readRange(writeRange(new URLSearchParams('m=x'), range))).to.deep.equal(range)
    }
    expect(windowOf({ range: '1h' }, 7_200_000)).to.deep.equal({ from: 3_600_000, to: 7_200_000 })
    expect(zoomedOut({ from: 100, to: 200 }, 1000)).to.deep.equal({ from: 50, to: 250 })
    expect(zoomedOut({ from: 100, to: 200 }, 200)).to.deep.equal({ from: 0, to: 200 })
  })
})
