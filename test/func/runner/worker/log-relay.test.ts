import { expect } from 'chai'
import type { LogEntry } from '#func/model/task.ts'
import { createLogRelay } from '#func/runner/worker/log-relay.ts'

function setUp() {
  const clock = { ms: 1000 }
  const posted: LogEntry[] = []
  const relay = createLogRelay({
    post: (entries) => posted.push(...entries),
    now: () => clock.ms,
    first: 3,
    last: 2,
  })
  const add = (message: string) => relay.add({ time: new Date(clock.ms), level: 'info', message, fields: {} })
  return { clock, posted, relay, add, messages: () => posted.map(({ message }) => message) }
}

describe('runner/log-relay', () => {
  it('should post an entry at once', () => {
    const { add, messages } = setUp()
    add('a')
    expect(messages()).to.deep.equal(['a'])
  })

  it('should keep the first and last entries of a flood, and report how many were dropped', () => {
    const { add, messages, relay, posted } = setUp()
    for (let i = 1; i <= 20; i += 1) add(String(i))
    expect(messages()).to.deep.equal(['1', '2', '3'])
    relay.flush()
    expect(messages()).to.deep.equal(['1', '2', '3', 'Log flood, entries dropped', '18', '19', '20'])
    expect(posted[3]?.fields).to.deep.equal({ dropped: 14 })
  })

  it('should post at once again in the next window, after what was held back', () => {
    const { add, clock, messages } = setUp()
    for (const message of ['1', '2', '3', '4']) add(message)
    clock.ms += 250
    add('5')
    expect(messages()).to.deep.equal(['1', '2', '3', '4', '5'])
  })

  it('should lose nothing when there is no flood', () => {
    const { add, clock, messages } = setUp()
    const all = Array.from({ length: 30 }, (_, i) => String(i))
    for (const message of all) {
      add(message)
      clock.ms += 100
    }
    expect(messages()).to.deep.equal(all)
  })
})
