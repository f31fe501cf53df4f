import { expect } from 'chai'
import type { Task } from '#func/model/task.ts'
import { markLostTasks, type RecoveryOptions, rerunLostTasks } from '#func/runner/host/recovery.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { silentLog } from './support.ts'

describe('runner/recovery', () => {
  let home: TestHome
  let now: Date
  let options: RecoveryOptions

  beforeEach(async () => {
    now = new Date('2026-03-01T12:00:00Z')
    home = await createHome({ clock: () => now })
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture' })
    options = { ...home.store, dead: async () => ['dead'], clock: () => now, log: silentLog }
  })
  afterEach(() => home.close())

  const enqueue = async (trigger = 'prod'): Promise<Task> => {
    now = new Date(now.getTime() + 60_000)
    const task = await home.store.tasks.enqueue({
      ...{ trigger, scriptSet: 'fixture', origin: 'schedule', requestedBy: 'scheduler', plannedAt: now },
    })
    return task!
  }

  const loseOne = async (trigger = 'prod', process = 'dead'): Promise<Task> => {
    const task = await enqueue(trigger)
    await home.store.tasks.claim(task.id, process)
    return task
  }

  const recover = async () => {
    now = new Date(now.getTime() + 10_000)
    await rerunLostTasks(await markLostTasks(options), (task) => home.store.tasks.enqueue(task), options)
  }

  const statuses = async () => (await home.store.tasks.list()).map(({ status }) => status).reverse()

  it('should end the tasks of dead processes only, and tell in their log', async () => {
    const lost = await loseOne()
    await loseOne('other', 'alive')
    expect((await markLostTasks(options)).map(({ id }) => id)).to.deep.equal([lost.id])
    expect(await statuses()).to.deep.equal(['lost', 'running'])
    expect((await home.store.tasks.log(lost.id))[0]?.fields).to.deep.equal({
      code: 'FUNC_ERR_TASK_LOST',
      process: 'dead',
    })
  })

  it('should run a lost task again once, with its origin', async () => {
    const lost = await loseOne()
    await recover()
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'waiting'])
    const again = await home.store.tasks.lastOf('prod')
    expect(again).to.deep.include({ origin: 'schedule', requestedBy: 'scheduler' })
    expect((await home.store.tasks.log(again!.id))[0]?.fields).to.deep.equal({ lost: lost.id })
  })

  it('should run a task again that somebody else marked as lost', async () => {
    await loseOne()
    await home.store.tasks.markLost(['dead'])
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'waiting'])
  })

  it('should leave it when a newer task took its place', async () => {
    await loseOne()
    await enqueue()
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'waiting'])
  })

  it('should leave it when the one before was lost too', async () => {
    await loseOne()
    await markLostTasks(options)
    await loseOne()
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'lost'])
  })

  it('should leave it when its trigger was removed', async () => {
    await loseOne()
    await home.store.triggers.remove('prod')
    await recover()
    expect(await statuses()).to.deep.equal(['lost'])
  })
})
