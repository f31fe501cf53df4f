import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { createMasker } from '#func/log.ts'
import type { LogEntry } from '#func/model/task.ts'
import { captureStream, createScriptLog, plainFields } from '#func/runner/worker/script-log.ts'

describe('runner/script-log', () => {
  describe('plainFields()', () => {
    it('should make plain JSON of what is none', () => {
      const cause = new TypeError('inner')
      const error = Object.assign(new Error('outer', { cause }), { code: 'E_X' })
      expect(plainFields({ big: 1n, error, skip: () => 1, when: new Date(0) })).to.deep.equal({
        big: '1',
        error: {
          name: 'Error',
          message: 'outer',
          code: 'E_X',
          cause: { name: 'TypeError', message: 'inner' },
        },
        when: '1970-01-01T00:00:00.000Z',
      })
    })

    it('should survive cycles and things that are no fields', () => {
      const cycle: Record<string, unknown> = {}
      cycle.self = cycle
      expect(plainFields(cycle)).to.have.property('unprintable')
      expect(plainFields(undefined)).to.deep.equal({})
    })
  })

  it('should mask before it cuts', () => {
    const masker = createMasker()
    masker.add('top-secret-value')
    const entries: LogEntry[] = []
    const log = createScriptLog({ masker, now: () => 0, add: (entry) => entries.push(entry) })
    const text = `${'x'.repeat(16_380)}top-secret-value${'y'.repeat(9)}`
    log.info({ text }, text)
    expect(JSON.stringify(entries)).not.to.include('top-')
    expect(entries[0]?.message).to.match(/\*\*\*y… \(cut\)$/)
  })

  describe('captureStream()', () => {
    it('should give whole lines, and the rest when flushed', () => {
      const lines: string[] = []
      const stream = new PassThrough()
      const captured = captureStream(
        stream as never,
        (text) => text,
        (line) => lines.push(line),
      )
      stream.write('one\ntw')
      stream.write(Buffer.from('o\nthree'))
      expect(lines).to.deep.equal(['one', 'two'])
      captured.flush()
      captured.flush()
      expect(lines).to.deep.equal(['one', 'two', 'three'])
    })

    it('should mask a secret of several lines', () => {
      const masker = createMasker()
      masker.add('-----BEGIN\nabc\n-----END')
      const lines: string[] = []
      const stream = new PassThrough()
      captureStream(stream as never, masker.mask, (line) => lines.push(line))
      stream.write('key: -----BEGIN\nabc\n-----END\n')
      expect(lines).to.deep.equal(['key: ***'])
    })

    it('should call back whoever waits for the write', async () => {
      const stream = new PassThrough()
      captureStream(
        stream as never,
        (text) => text,
        () => {},
      )
      await new Promise<void>((resolve) => stream.write('x', () => resolve()))
    })
  })
})
