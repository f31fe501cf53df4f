import { expect } from 'chai'
import type { Store } from '#func/home/types.ts'
import type { NewTask, Task } from '#func/model/task.ts'
import { createEmbeddedQueue, type EmbeddedQueueOptions, type Queue } from '#func/runner/host/queue.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { recordingLog, silentLog } from './support.ts'

const newTask = (trigger: string): NewTask => ({
  ...{ trigger, scriptSet: 'fixture', origin: 'manual', requestedBy: 'test', plannedAt: new Date(0) },
})

describe('runner/queue', () => {
  let home: TestHome
  let queues: Queue[]

  beforeEach(async () => {
    queues = []
    home = await createHome()
  })

  afterEach(async () => {
    await Promise.all(queues.map((queue) => queue.stop()))
    await home.close()
  })

  const open = (change: Partial<EmbeddedQueueOptions> = {}, store: Store = home.store): Queue => {
    const queue = createEmbeddedQueue({
      ...{ tasks: store.tasks, process: 'p1', concurrency: 2, pollMs: 20, log: silentLog },
      ...change,
    })
    queues.push(queue)
    return queue
  }

  /** A handler that ends each task when asked to. */
  function manualHandler() {
    const started: string[] = []
    const ends = new Map<string, () => Promise<void>>()
    const handler = (task: Task) =>
      new Promise<void>((resolve) => {
        started.push(task.trigger)
        ends.set(task.trigger, async () => {
          await home.store.tasks.finish(task.id, { status: 'success' })
          resolve()
        })
      })
    return { started, handler, end: (trigger: string) => ends.get(trigger)?.() }
  }

  it('should claim in order, as many at a time as it may, and go on when one ends', async () => {
    const queue = open({ pollMs: 60_000 })
    const { started, handler, end } = manualHandler()
    queue.start(handler)
    for (const trigger of ['a', 'b', 'c', 'd']) await queue.enqueue(newTask(trigger))
    await untilTrue(() => started.length === 2)
    expect((await home.store.tasks.waiting()).map(({ trigger }) => trigger)).to.deep.equal(['c', 'd'])
    await end('b')
    await untilTrue(() => started.length === 3)
    expect(started).to.deep.equal(['a', 'b', 'c'])
    for (const trigger of ['a', 'c', 'd']) {
      await untilTrue(() => started.includes(trigger))
      await end(trigger)
    }
  })

  it('should wake at once for its own tasks, and find those of others by polling', async () => {
    const { started, handler } = manualHandler()
    const slow = open({ pollMs: 60_000 })
    slow.start(handler)
    await slow.enqueue(newTask('own'))
    await untilTrue(() => started.includes('own'))
    open({ process: 'p2' }).start(handler)
    await home.store.tasks.enqueue(newTask('foreign'))
    await untilTrue(() => started.includes('foreign'))
  })

  it('should run each task once however many queues look', async () => {
    const runs: string[] = []
    const triggers = Array.from({ length: 20 }, (_, i) => `t${i}`)
    for (const name of ['p1', 'p2', 'p3']) {
      const store = await home.openAgain()
      const handler = async (task: Task) => {
        runs.push(task.trigger)
        await store.tasks.finish(task.id, { status: 'success' })
      }
      open({ process: name, pollMs: 5 }, store).start(handler)
    }
    for (const trigger of triggers) await home.store.tasks.enqueue(newTask(trigger))
    await untilTrue(() => runs.length >= triggers.length)
    await Promise.all(queues.map((queue) => queue.stop()))
    expect(runs.toSorted()).to.deep.equal(triggers.toSorted())
  })

  it('should record a task as skipped at once while its trigger runs, even when no worker is free', async () => {
    const queue = open({ concurrency: 1, pollMs: 60_000 })
    const { started, handler, end } = manualHandler()
    queue.start(handler)
    await queue.enqueue(newTask('a'))
    await untilTrue(() => started.length === 1)
    const second = await queue.enqueue(newTask('a'))
    const other = await queue.enqueue(newTask('b'))
    await untilAsync(async () => (await home.store.tasks.get(second!.id))?.status === 'skipped')
    expect((await home.store.tasks.get(other!.id))?.status).to.equal('waiting')
    await end('a')
  })

  it('should record as skipped beyond the limit whichever of the running triggers it is, and log it', async () => {
    const { log, lines } = recordingLog()
    const queue = open({ pollMs: 60_000, log })
    const { started, handler, end } = manualHandler()
    queue.start(handler)
    for (const trigger of ['a', 'b']) await queue.enqueue(newTask(trigger))
    await untilTrue(() => started.length === 2)
    const second = await queue.enqueue(newTask('b'))
    await untilAsync(async () => (await home.store.tasks.get(second!.id))?.status === 'skipped')
    await queue.stop()
    expect(lines).to.deep.equal([
      {
        ...{ level: 'info', message: 'Skipped, still running' },
        fields: { task: second!.id, trigger: 'b' },
      },
    ])
    await Promise.all(['a', 'b'].map(end))
  })

  it('should take what waited before it started', async () => {
    const queue = open({ pollMs: 60_000 })
    const { started, handler } = manualHandler()
    await queue.enqueue(newTask('early'))
    queue.start(handler)
    await untilTrue(() => started.includes('early'))
  })

  it('should stop before it has started', async () => {
    await open().stop()
  })

  it('should leave a task to whoever claimed it first', async () => {
    const { log, lines } = recordingLog()
    const claims: string[] = []
    const tasks = {
      ...home.store.tasks,
      async claim(id: string) {
        claims.push(id)
        return 'gone' as const
      },
    }
    const queue = open({ tasks, log, pollMs: 60_000 })
    const { started, handler } = manualHandler()
    queue.start(handler)
    await queue.enqueue(newTask('a'))
    await untilTrue(() => claims.length > 0)
    await queue.stop()
    expect(started).to.deep.equal([])
    expect(lines).to.deep.equal([])
  })

  it('should report that the store fails, and go on when it works again', async () => {
    const { log, lines } = recordingLog()
    let fails = true
    const tasks = {
      ...home.store.tasks,
      async waiting() {
        if (fails) throw new Error('disk full')
        return home.store.tasks.waiting()
      },
    }
    const { started, handler } = manualHandler()
    open({ tasks, log }).start(handler)
    await home.store.tasks.enqueue(newTask('a'))
    await untilTrue(() => lines.length > 0)
    fails = false
    await untilTrue(() => started.includes('a'))
    expect(lines[0]).to.deep.equal({
      ...{ level: 'error', message: 'Cannot look for waiting tasks', fields: { error: 'disk full' } },
    })
  })

  it('should claim no second task when it is stopped while it claims the first', async () => {
    const { started, handler } = manualHandler()
    let stopped: Promise<void> | undefined
    const tasks = {
      ...home.store.tasks,
      async claim(id: string, process: string) {
        stopped ??= queue.stop()
        return home.store.tasks.claim(id, process)
      },
    }
    for (const trigger of ['a', 'b']) await home.store.tasks.enqueue(newTask(trigger))
    const queue = open({ tasks })
    queue.start(handler)
    await untilTrue(() => stopped !== undefined)
    await stopped
    expect(started).to.deep.equal(['a'])
    expect((await home.store.tasks.waiting()).map(({ trigger }) => trigger)).to.deep.equal(['b'])
  })

  it('should leave alone what it does not accept, and claim nothing once stopped', async () => {
    const { started, handler } = manualHandler()
    const queue = open({ accepts: (task) => task.trigger === 'mine' })
    queue.start(handler)
    await queue.enqueue(newTask('other'))
    await queue.enqueue(newTask('mine'))
    await untilTrue(() => started.length === 1)
    await queue.stop()
    await queue.enqueue(newTask('mine'))
    expect(started).to.deep.equal(['mine'])
    expect(await home.store.tasks.waiting()).to.have.lengthOf(2)
  })
})

async function untilTrue(holds: () => boolean): Promise<void> {
  await untilAsync(async () => holds())
}

async function untilAsync(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
