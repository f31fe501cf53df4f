import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { LentBytes } from '#func/aws/lent-bytes.ts'

describe('aws/lent-bytes', () => {
  it('should lend again what was given back, and nothing else', () => {
    const lent = new LentBytes()
    const first = lent.take(20_000)
    const second = lent.take(20_000)
    expect(second).to.not.equal(first)
    lent.giveBack(first)
    expect(lent.take(18_000)).to.equal(first)
    expect(lent.take(18_000)).to.not.equal(first)
  })

  it('should lend no less than was asked for', () => {
    const lent = new LentBytes()
    lent.giveBack(lent.take(1))
    for (const length of [0, 1, 16_384, 16_385, 5_000_000]) {
      expect(lent.take(length)).to.have.length.of.at.least(length)
    }
  })

  it('should not keep more than it can use', () => {
    const lent = new LentBytes()
    const large = lent.take(3 * 2 ** 20)
    lent.giveBack(large)
    expect(lent.take(3 * 2 ** 20)).to.not.equal(large)
    const many = Array.from({ length: 40 }, () => lent.take(1))
    for (const bytes of many) lent.giveBack(bytes)
    const again = new Set(many.map(() => lent.take(1)))
    expect(many.filter((bytes) => again.has(bytes))).to.have.length(16)
  })

  it('should write texts of all signs', () => {
    const lent = new LentBytes()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30_000 }), (text) => {
        const { bytes, content } = lent.write(text)
        const written = content.toString()
        lent.giveBack(bytes)
        expect(written).to.equal(Buffer.from(text).toString())
      }),
      { numRuns: 30 },
    )
  })

  it('should collect streams of any parts into bytes of others', async () => {
    const lent = new LentBytes()
    const part = fc.uint8Array({ maxLength: 40_000 }).map((bytes) => Buffer.from(bytes))
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const { bytes, content } = await lent.collect(Readable.from(parts))
        expect(content.equals(Buffer.concat(parts))).to.equal(true)
        lent.giveBack(bytes)
      }),
      { numRuns: 50 },
    )
  })

  it('should fail when a stream ends too early', async () => {
    const stream = new PassThrough()
    const problem = new LentBytes().collect(stream).catch((error: Error) => error)
    stream.write('half')
    stream.destroy(new Error('Connection lost'))
    expect(await problem).to.have.property('message', 'Connection lost')
  })
})
