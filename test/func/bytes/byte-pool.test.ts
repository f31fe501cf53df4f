import { expect } from 'chai'
import { BytePool } from '#func/bytes/byte-pool.ts'

describe('bytes/byte-pool', () => {
  it('should lend again what was given back, and nothing else', () => {
    const pool = new BytePool()
    const first = pool.take(20_000)
    const second = pool.take(20_000)
    expect(second).to.not.equal(first)
    pool.giveBack(first)
    expect(pool.take(18_000)).to.equal(first)
    expect(pool.take(18_000)).to.not.equal(first)
  })

  it('should lend no less than was asked for', () => {
    const pool = new BytePool()
    pool.giveBack(pool.take(1))
    for (const length of [0, 1, 16_384, 16_385, 5_000_000]) {
      expect(pool.take(length)).to.have.length.of.at.least(length)
    }
  })

  it('should not keep more than it can use', () => {
    const pool = new BytePool()
    const large = pool.take(3 * 2 ** 20)
    pool.giveBack(large)
    expect(pool.take(3 * 2 ** 20)).to.not.equal(large)
    const many = Array.from({ length: 40 }, () => pool.take(1))
    for (const bytes of many) pool.giveBack(bytes)
    const again = new Set(many.map(() => pool.take(1)))
    expect(many.filter((bytes) => again.has(bytes))).to.have.length(16)
  })
})
