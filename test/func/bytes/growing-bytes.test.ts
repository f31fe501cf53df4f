import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { BytePool } from '#func/bytes/byte-pool.ts'
import { collect, GrowingBytes } from '#func/bytes/growing-bytes.ts'

const TEXT = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 9000, maxLength: 20_000 }),
)
const BYTES = fc.uint8Array({ maxLength: 40_000 }).map((bytes) => Buffer.from(bytes))

describe('bytes/growing-bytes', () => {
  it('should hold texts one after another as UTF-8, whatever was in its bytes before', () => {
    const pool = new BytePool()
    fc.assert(
      fc.property(fc.array(TEXT, { maxLength: 12 }), (texts) => {
        const bytes = new GrowingBytes(pool)
        for (const text of texts) bytes.addText(text)
        expect(bytes.content.equals(Buffer.concat(texts.map((text) => Buffer.from(text))))).to.equal(true)
        bytes.release()
      }),
    )
  })

  it('should quote texts as JSON does', () => {
    fc.assert(
      fc.property(fc.array(TEXT, { maxLength: 6 }), (texts) => {
        const bytes = new GrowingBytes(new BytePool())
        for (const text of texts) bytes.addQuoted(text)
        expect(bytes.content.toString()).to.equal(texts.map((text) => JSON.stringify(text)).join(''))
      }),
    )
  })

  it('should repeat what it holds', () => {
    const bytes = new GrowingBytes(new BytePool())
    bytes.addText('head ')
    const from = bytes.length
    bytes.addText('grüße ')
    const to = bytes.length
    for (let time = 0; time < 4000; time++) bytes.addAgain({ from, to })
    expect(bytes.content.toString()).to.equal(`head ${'grüße '.repeat(4001)}`)
  })

  it('should collect streams of any parts', async () => {
    const pool = new BytePool()
    await fc.assert(
      fc.asyncProperty(fc.array(BYTES, { maxLength: 6 }), async (parts) => {
        const bytes = await collect(Readable.from(parts), pool)
        expect(bytes.content.equals(Buffer.concat(parts))).to.equal(true)
        bytes.release()
      }),
      { numRuns: 50 },
    )
  })

  it('should fail when a stream ends too early', async () => {
    const stream = new PassThrough()
    const problem = collect(stream, new BytePool()).catch((error: Error) => error)
    stream.write('half')
    stream.destroy(new Error('Connection lost'))
    expect(await problem).to.have.property('message', 'Connection lost')
  })
})
