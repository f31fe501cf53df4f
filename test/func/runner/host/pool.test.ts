import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createPool, type PooledWorker } from '#func/runner/host/pool.ts'

class StubWorker implements PooledWorker {
  readonly number: number
  isAlive = true
  runs = 0
  loaded: Readonly<Record<string, string>> = {}

  constructor(number: number) {
    this.number = number
  }

  async terminate(): Promise<void> {
    this.isAlive = false
  }
}

function setUp(change: { warm?: number; maxIdle?: number } = {}) {
  const made: StubWorker[] = []
  const create = () => {
    const worker = new StubWorker(made.length + 1)
    made.push(worker)
    return worker
  }
  return { made, pool: createPool({ create, warm: 1, maxIdle: 2, runsPerWorker: 2, ...change }) }
}

describe('runner/pool', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'funcbox-pool-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('should start a worker ahead, and another when it is taken', async () => {
    const { pool, made } = setUp()
    pool.warmUp()
    expect(made).to.have.lengthOf(1)
    expect((await pool.acquire('a')).number).to.equal(1)
    expect(made).to.have.lengthOf(2)
  })

  it('should use a worker again for the same set only', async () => {
    const { pool } = setUp({ warm: 0 })
    const worker = await pool.acquire('a')
    await pool.release(worker, 'a', true)
    expect(await pool.acquire('b')).not.to.equal(worker)
    expect(await pool.acquire('a')).to.equal(worker)
  })

  const replaced: readonly [string, (worker: StubWorker) => void, boolean][] = [
    ['that is not healthy', () => {}, false],
    ['that has done its runs', (worker) => void Object.assign(worker, { runs: 2 }), true],
    ['that has died', (worker) => void worker.terminate(), true],
  ]
  for (const [name, prepare, healthy] of replaced) {
    it(`should replace a worker ${name}`, async () => {
      const { pool } = setUp({ warm: 0 })
      const worker = await pool.acquire('a')
      prepare(worker)
      await pool.release(worker, 'a', healthy)
      expect(worker.isAlive).to.equal(false)
      expect(await pool.acquire('a')).not.to.equal(worker)
    })
  }

  it('should replace a worker that died while idle', async () => {
    const { pool } = setUp({ warm: 0 })
    const worker = await pool.acquire('a')
    await pool.release(worker, 'a', true)
    await worker.terminate()
    expect(await pool.acquire('a')).not.to.equal(worker)
  })

  it('should use a worker again only while the files that it loaded are unchanged', async () => {
    const { pool } = setUp({ warm: 0 })
    const file = join(folder, 'main.ts')
    await writeFile(file, 'one')
    const worker = await pool.acquire('a')
    worker.loaded = { [file]: createHash('sha256').update('one').digest('hex') }
    await pool.release(worker, 'a', true)
    expect(await pool.acquire('a')).to.equal(worker)
    await pool.release(worker, 'a', true)
    await writeFile(file, 'two')
    expect(await pool.acquire('a')).not.to.equal(worker)
    expect(worker.isAlive).to.equal(false)
  })

  it('should keep no more idle workers than it may', async () => {
    const { pool, made } = setUp({ warm: 0 })
    const workers = [await pool.acquire('a'), await pool.acquire('b'), await pool.acquire('c')]
    for (const [i, worker] of workers.entries()) await pool.release(worker, 'abc'[i]!, true)
    expect(made.map(({ isAlive }) => isAlive)).to.deep.equal([false, true, true])
  })

  it('should end all idle workers when closed, and those that come back later', async () => {
    const { pool, made } = setUp()
    const worker = await pool.acquire('a')
    await pool.close()
    await pool.release(worker, 'a', true)
    expect(made.filter(({ isAlive }) => isAlive)).to.deep.equal([])
  })
})
