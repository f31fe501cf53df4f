import { expect } from 'chai'
import { ERRORS } from '#func/errors.ts'
import type { Task } from '#func/model/task.ts'
import { markLostTasks, type RecoveryOptions, rerunLostTasks } from '#func/runner/host/recovery.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { recordingLog } from './support.ts'

describe('runner/recovery', () => {
  let home: TestHome
  let now: Date
  let options: RecoveryOptions
  let recorded: ReturnType<typeof recordingLog>

  beforeEach(async () => {
    now = new Date('2026-03-01T12:00:00Z')
    home = await createHome({ clock: () => now })
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture' })
    recorded = recordingLog()
    options = { ...home.store, dead: async () => ['dead'], clock: () => now, log: recorded.log }
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

  it('should end the tasks of dead processes only, and say so in their log', async () => {
    const lost = await loseOne()
    await loseOne('other', 'alive')
    expect((await markLostTasks(options)).map(({ id }) => id)).to.deep.equal([lost.id])
    expect(await statuses()).to.deep.equal(['lost', 'running'])
    expect(await home.store.tasks.log(lost.id)).to.deep.equal([
      {
        ...{ seq: 1, time: now, level: 'error', message: ERRORS.FUNC_ERR_TASK_LOST.meaning },
        fields: { code: 'FUNC_ERR_TASK_LOST', process: 'dead' },
      },
    ])
    expect(recorded.lines).to.deep.equal([
      {
        ...{ level: 'warn', message: 'Task lost, its process died' },
        fields: { trigger: 'prod', task: lost.id },
      },
    ])
  })

  it('should forget a dead process, so that it is not looked at again', async () => {
    for (const id of ['dead', 'alive']) {
      await home.store.processes.register({ id, pid: 1, host: 'here', bootMark: '', kind: 'serve' })
    }
    await markLostTasks(options)
    expect((await home.store.processes.list()).map(({ id }) => id)).to.deep.equal(['alive'])
  })

  it('should run a lost task again once, with its origin', async () => {
    const lost = await loseOne()
    await recover()
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'waiting'])
    const again = await home.store.tasks.lastOf('prod')
    expect(again).to.deep.include({ scriptSet: 'fixture', origin: 'schedule', requestedBy: 'scheduler' })
    const [entry] = await home.store.tasks.log(again!.id)
    expect(entry).to.deep.include({ level: 'info', message: 'Run again for a lost task' })
    expect(entry?.fields).to.deep.equal({ lost: lost.id })
    expect(recorded.lines.filter(({ level }) => level === 'info')).to.deep.equal([
      {
        ...{ level: 'info', message: 'Lost task is run again' },
        fields: { trigger: 'prod', lost: lost.id, task: again!.id },
      },
    ])
  })

  it('should leave it to who enqueued it meanwhile', async () => {
    const lost = await loseOne()
    await rerunLostTasks(await markLostTasks(options), async () => undefined, options)
    expect(await statuses()).to.deep.equal(['lost'])
    expect(await home.store.tasks.log(lost.id)).to.have.lengthOf(1)
    expect(recorded.lines.map(({ level }) => level)).to.deep.equal(['warn'])
  })

  it('should run a task again that somebody else marked as lost', async () => {
    await loseOne()
    await home.store.tasks.markLost(['dead'])
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'waiting'])
  })

  it('should run a task again that was lost within a day, not what nobody waits for any more', async () => {
    for (const [trigger, hours] of [
      ['prod', 23.9],
      ['other', 24.1],
    ] as const) {
      await home.addTrigger({ name: trigger, scriptSet: 'fixture' })
      const begin = now.getTime()
      await loseOne(trigger)
      await home.store.tasks.markLost(['dead'])
      now = new Date(begin + 60_000 + hours * 3_600_000 - 10_000)
      await recover()
      expect((await home.store.tasks.list({ trigger })).length, trigger).to.equal(hours < 24 ? 2 : 1)
    }
  })

  it('should run again only what was lost: whatever else ended is done, and its data must not come twice', async () => {
    for (const status of ['success', 'failure', 'timeout', 'stopped'] as const) {
      await home.addTrigger({ name: status, scriptSet: 'fixture' })
      const task = await enqueue(status)
      await home.store.tasks.claim(task.id, 'alive')
      await home.store.tasks.finish(task.id, { status })
    }
    await recover()
    expect(await statuses()).to.deep.equal(['success', 'failure', 'timeout', 'stopped'])
  })

  it('should run a lost backfill again whatever slots came meanwhile, and not after it was lost twice', async () => {
    const request = {
      window: { from: new Date('2026-02-01T00:00:00Z'), to: new Date('2026-02-02T00:00:00Z') },
    }
    const backfill = await home.store.tasks.enqueue({
      ...{
        trigger: 'prod',
        scriptSet: 'fixture',
        origin: 'manual',
        requestedBy: 'cli',
        plannedAt: now,
        request,
      },
    })
    await home.store.tasks.claim(backfill!.id, 'dead')
    const slot = await enqueue()
    await home.store.tasks.finish(slot.id, { status: 'success' })
    await recover()
    const again = await home.store.tasks.lastOf('prod')
    expect(again?.status).to.equal('waiting')
    expect(again?.request).to.deep.equal(request)
    await recover()
    await home.store.tasks.claim(again!.id, 'dead')
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'success', 'lost'])
  })

  it('should leave it when a newer task took its place', async () => {
    await loseOne()
    await enqueue()
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'waiting'])
  })

  it('should leave it when newer tasks took its place: each run reads from the watermark, nothing is missing', async () => {
    await loseOne()
    await markLostTasks(options)
    const newer = await enqueue()
    await home.store.tasks.claim(newer.id, 'alive')
    await home.store.tasks.finish(newer.id, { status: 'success' })
    await enqueue()
    await recover()
    expect(await statuses()).to.deep.equal(['lost', 'success', 'waiting'])
  })

  it('should run it again whatever other triggers did meanwhile', async () => {
    await loseOne()
    await enqueue('other')
    await recover()
    expect((await home.store.tasks.list({ trigger: 'prod' })).map(({ status }) => status)).to.deep.equal([
      ...['waiting', 'lost'],
    ])
  })

  it('should leave it when its record was deleted', async () => {
    const lost = { ...(await loseOne()), trigger: 'gone' }
    await rerunLostTasks([lost], (task) => home.store.tasks.enqueue(task), options)
    expect(await statuses()).to.deep.equal(['running'])
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
    expect(await statuses()).to.deep.equal(['stopped'])
  })
})
