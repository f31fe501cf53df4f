import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { withFreeLock, withLock } from '#func/market/lock.ts'
import { temporaryFolder } from '../../support/market/market.ts'

describe('func/market/lock', () => {
  let temporary: ReturnType<typeof temporaryFolder>
  beforeEach(() => {
    temporary = temporaryFolder()
  })
  afterEach(() => temporary.remove())

  it('should let one at a time in', async () => {
    let inside = 0
    let most = 0
    const enter = () =>
      withLock(temporary.path, async () => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside--
      })
    await Promise.all(Array.from({ length: 8 }, enter))
    expect(most).to.equal(1)
    expect(existsSync(join(temporary.path, '.lock'))).to.equal(false)
  })

  it('should refuse when the holder lives, and leave its lock', async () => {
    await withLock(temporary.path, async () => {
      try {
        await withLock(temporary.path, async () => expect.fail('it should wait'), { waitMs: 0 })
        expect.fail('it should be refused')
      } catch (error) {
        expect(codeOf(error)).to.equal('FUNC_ERR_MARKET_BUSY')
        expect((error as Error).message).to.include(`process ${process.pid}`)
      }
      let ran = false
      await withFreeLock(temporary.path, async () => {
        ran = true
      })
      expect(ran).to.equal(false)
      expect(existsSync(join(temporary.path, '.lock'))).to.equal(true)
    })
  })

  it('should take over from a dead process, also when its pid was given to another', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    for (const holder of [
      { pid, startMark: '1' },
      { pid: process.pid, startMark: '1' },
    ]) {
      writeFileSync(join(temporary.path, '.lock'), JSON.stringify(holder))
      expect(await withLock(temporary.path, async () => 'in', { waitMs: 100 })).to.equal('in')
    }
  })

  it('should be free again after a failure', async () => {
    try {
      await withLock(temporary.path, async () => Promise.reject(new Error('no')))
    } catch {}
    expect(await withLock(temporary.path, async () => 'in', { waitMs: 0 })).to.equal('in')
  })
})
