import { expect } from 'chai'
import { createByteCache } from '#func/points/byte-cache.ts'

describe('func/store/byte-cache', () => {
  it('should forget what was not asked for the longest when there is too much', () => {
    const cache = createByteCache<string>(10, ({ length }) => length)
    cache.set('a', 'four')
    cache.set('b', 'four')
    expect(cache.get('a')).to.equal('four')
    cache.set('c', 'four')

    expect(['a', 'b', 'c'].map((key) => cache.get(key))).to.deep.equal(['four', undefined, 'four'])
  })

  it('should count a value that is set again once, by its new size', () => {
    const cache = createByteCache<string>(10, ({ length }) => length)
    cache.set('a', 'eight888')
    cache.set('a', 'one')
    cache.set('b', 'seven77')

    expect(cache.get('a')).to.equal('one')
  })

  it('should not keep what is too large by itself', () => {
    const cache = createByteCache<string>(3, ({ length }) => length)
    cache.set('a', 'four')
    expect(cache.get('a')).to.equal(undefined)
  })
})
