import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { POINTS_PER_WRITE, type RaceResult, SLOTS } from '../../support/store/child-protocol.ts'
import { newTask, START } from '../../support/store/fixture.ts'
import { makeHome, removeHome } from '../../support/store/sqlite-home.ts'

const CHILD = join(import.meta.dirname, '../../support/store/child.ts')

describe('func/store with several processes', () => {
  const clock = () => new Date(START)
  let home: string
  let children: ChildProcess[]

  beforeEach(() => {
    home = makeHome()
    children = []
  })
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
    removeHome(home)
  })

  /** Started and waiting for its line; `lines` are those it writes from then on. */
  async function startChild(role: string, name: string) {
    const child = spawn(process.execPath, [CHILD, role, home, name], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    await lines.next()
    return { child, lines, go: () => child.stdin.write('go\n') }
  }

  it('should create one home and run each slot once when two processes race', async () => {
    const racers = await Promise.all([startChild('race', 'p1'), startChild('race', 'p2')])

    for (const racer of racers) racer.go()
    const [one, two] = await Promise.all(
      racers.map(async ({ lines }): Promise<RaceResult> => JSON.parse((await lines.next()).value ?? '')),
    )

    expect(one!.key).to.equal(two!.key)
    const enqueued = [...one!.enqueued, ...two!.enqueued]
    const claimed = [...one!.claimed, ...two!.claimed]
    expect(enqueued).to.have.length(SLOTS)
    expect(new Set(claimed).size).to.equal(claimed.length)
    expect(claimed.sort()).to.deep.equal(enqueued.sort())
  })

  it('should be sound and complete after a kill in the middle of writes', async () => {
    const { child, lines, go } = await startChild('write', 'p1')
    go()
    for (let acknowledged = 0; acknowledged < 5; acknowledged++) await lines.next()
    child.kill('SIGKILL')
    await once(child, 'exit')
    let acknowledged = 5
    for await (const line of { [Symbol.asyncIterator]: () => lines }) if (line === 'written') acknowledged++

    const store = await openStore({ home, key: loadKey({ home }), clock })
    const points = await openPointStore({ home, clock })

    expect(await store.check()).to.deep.equal([])
    expect(await points.check()).to.deep.equal([])
    const counts = await points.counts()
    expect(counts.points).to.be.at.least(acknowledged * POINTS_PER_WRITE)
    expect(counts.points % POINTS_PER_WRITE).to.equal(0)
    expect((await store.tasks.list({ limit: 100_000 })).length).to.be.at.least(acknowledged)
    await store.close()
    await points.close()
  })

  it('should let others write when a thread is ended in the middle of a transaction', async () => {
    const store = await openStore({ home, key: loadKey({ home }), clock })
    const worker = new Worker(
      `const { DatabaseSync } = require('node:sqlite')
      const database = new DatabaseSync(require('node:worker_threads').workerData)
      database.exec("begin immediate; insert into state values ('prod', 'key', '1', 1)")
      require('node:worker_threads').parentPort.postMessage('holds the lock')
      setInterval(() => {}, 1000)`,
      { eval: true, workerData: join(home, 'funcbox.db') },
    )
    await once(worker, 'message')

    const enqueued = store.tasks.enqueue(newTask())
    await worker.terminate()

    expect(await enqueued).to.include({ status: 'waiting' })
    expect(await store.state.all('prod')).to.deep.equal({})
    await store.close()
  })

  it('should keep secrets out of all files, also of the write-ahead log', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG'
    const store = await openStore({ home, key: loadKey({ home }), clock })
    await store.secrets.set('AK_SECRET', secret, 'prod')
    await store.sinks.save(
      { name: 's', type: 'dataway', options: {}, required: true, createdAt: clock() },
      { token: secret },
    )
    // Another process reads: a descriptor that is closed here would drop SQLite's locks.
    const find = (text: string) => execFileSync('grep', ['-rlaF', text, home]).toString().trim().split('\n')

    expect(readdirSync(home)).to.include('funcbox.db-wal')
    expect(() => find(secret)).to.throw()
    expect(find('AK_SECRET')).to.contain(join(home, 'funcbox.db-wal'))
    await store.close()
    expect(() => find(secret)).to.throw()
    expect(find('AK_SECRET')).to.deep.equal([join(home, 'funcbox.db')])
  })
})
