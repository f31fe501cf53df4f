import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import type { ProcessRecord } from '#func/home/types.ts'
import { isDead, type Machine, thisMachine } from '#func/runner/host/liveness.ts'

const now = new Date('2026-03-01T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

function record(change: Partial<ProcessRecord>): ProcessRecord {
  return {
    ...{ id: 'p1', pid: 100, host: 'here', bootMark: 'boot/1', kind: 'serve' },
    ...{ startedAt: ago(3600), heartbeatAt: ago(1) },
    ...change,
  }
}

const machine = (alive: boolean, mark: string): Machine => ({
  host: 'here',
  isAlive: () => alive,
  bootMark: () => mark,
})

describe('runner/liveness', () => {
  const table: readonly [string, Partial<ProcessRecord>, Machine, boolean][] = [
    ['alive here', {}, machine(true, 'boot/1'), false],
    [
      'alive here with an old heartbeat (slow, not dead)',
      { heartbeatAt: ago(300) },
      machine(true, 'boot/1'),
      false,
    ],
    ['gone here', {}, machine(false, ''), true],
    ['replaced here by another process of its pid', {}, machine(true, 'boot/2'), true],
    ['alive here where start times are unknown', {}, machine(true, ''), false],
    ['silent here where start times are unknown', { heartbeatAt: ago(31) }, machine(true, ''), true],
    [
      'on another host with a fresh heartbeat',
      { host: 'there', heartbeatAt: ago(29) },
      machine(false, ''),
      false,
    ],
    ['on another host and silent', { host: 'there', heartbeatAt: ago(31) }, machine(true, 'boot/1'), true],
  ]
  for (const [name, change, seenFrom, dead] of table) {
    it(`should take a process for ${dead ? 'dead' : 'alive'} that is ${name}`, () => {
      expect(isDead(record(change), seenFrom, now)).to.equal(dead)
    })
  }

  it('should know living and dead processes of this machine', async () => {
    const real = thisMachine()
    expect(real.isAlive(process.pid)).to.equal(true)
    expect(real.bootMark(process.pid)).to.equal(real.bootMark(process.pid))
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
    const pid = child.pid!
    const mark = real.bootMark(pid)
    if (process.platform === 'linux')
      expect(mark)
        .to.match(/\/\d+$/)
        .and.not.equal(real.bootMark(process.pid))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(real.isAlive(pid)).to.equal(false)
    expect(real.bootMark(pid)).to.equal('')
  })
})
