import { expect } from 'chai'
import { BytePool } from '#func/bytes/byte-pool.ts'

describe('bytes/byte-pool', () => {
  it('should hand out again what was released, and nothing else', () => {
    const pool = new BytePool()
    const first = pool.acquire(20_000)
    const second = pool.acquire(20_000)
    expect(second).to.not.equal(first)
    pool.release(first)
    expect(pool.acquire(18_000)).to.equal(first)
    expect(pool.acquire(18_000)).to.not.equal(first)
  })

  it('should hand out no less than was asked for', () => {
    const pool = new BytePool()
    pool.release(pool.acquire(1))
    for (const length of [0, 1, 16_384, 16_385, 5_000_000]) {
      expect(pool.acquire(length)).to.have.length.of.at.least(length)
    }
  })

  it('should not keep more than it can use', () => {
    const pool = new BytePool()
    const large = pool.acquire(3 * 2 ** 20)
    pool.release(large)
    expect(pool.acquire(3 * 2 ** 20)).to.not.equal(large)
    const many = Array.from({ length: 40 }, () => pool.acquire(1))
    for (const bytes of many) pool.release(bytes)
    const again = new Set(many.map(() => pool.acquire(1)))
    expect(many.filter((bytes) => again.has(bytes))).to.have.length(16)
  })
})
