import { expect } from 'chai'
import { appendLog, EMPTY_LOG, type LogLine, lineText, logRows } from '../../../web/src/logs/log-buffer.ts'

const LIMITS = { head: 10, tail: 100 }

function lines(from: number, to: number): LogLine[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    ...{ seq: from + index, time: '2026-01-01T00:00:00Z', level: 'info', fields: {} },
    message: `line ${from + index}`,
  }))
}

describe('log buffer', () => {
  it('should keep the first and the last part, and count what it lets go', () => {
    let buffer = EMPTY_LOG
    for (let from = 1; from <= 1000; from += 7) {
      buffer = appendLog(buffer, lines(from, Math.min(from + 6, 1000)), LIMITS)
    }
    expect(buffer.head.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(buffer.tail.at(-1)?.seq).to.equal(1000)
    expect(buffer.tail.length).to.be.within(90, 100)
    expect(buffer.head.length + buffer.dropped + buffer.tail.length).to.equal(1000)
    expect(buffer.tail[0]?.seq).to.equal(11 + buffer.dropped)
  })

  it('should leave out what is sent again after a reconnect', () => {
    const before = appendLog(EMPTY_LOG, lines(1, 20), LIMITS)
    const after = appendLog(before, lines(15, 25), LIMITS)
    expect([...after.head, ...after.tail].map(({ seq }) => seq)).to.deep.equal(
      lines(1, 25).map(({ seq }) => seq),
    )
    expect(appendLog(after, lines(1, 25), LIMITS)).to.equal(after)
  })

  it('should show the gap as a row, and search the fields too', () => {
    const buffer = appendLog(EMPTY_LOG, lines(1, 200), LIMITS)
    expect(logRows(buffer, '', new Set())[10]).to.deep.equal({ gap: buffer.dropped })
    const line = { ...lines(201, 201)[0]!, fields: { region: 'eu-west-1' }, level: 'warn' } as const
    const found = logRows(appendLog(buffer, [line], LIMITS), 'EU-WEST', new Set(['warn']))
    expect(found.filter((row) => 'seq' in row)).to.deep.equal([line])
  })

  it('should write fields as name=value', () => {
    expect(lineText({ message: 'Found', fields: { a: 1, b: 'x y', c: ['z'] } })).to.equal(
      'Found a=1 b="x y" c=["z"]',
    )
  })
})
