import { expect } from 'chai'
import type { Store } from '#func/home/types.ts'
import { createScheduler, type SchedulerOptions } from '#func/runner/host/scheduler.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { recordingLog } from './support.ts'

const iso = (date: Date) => date.toISOString().slice(0, 19)

describe('runner/scheduler', () => {
  let home: TestHome
  let now: Date
  let recorded: ReturnType<typeof recordingLog>

  beforeEach(async () => {
    now = new Date('2026-03-01T12:00:30Z')
    recorded = recordingLog()
    home = await createHome({ clock: () => now })
  })
  afterEach(() => home.close())

  const scheduler = (store: Store = home.store, change: Partial<SchedulerOptions> = {}) =>
    createScheduler({
      ...{ triggers: store.triggers, clock: () => now, log: recorded.log },
      enqueue: (task) => store.tasks.enqueue(task),
      ...change,
    })

  const slots = async (trigger = 'prod') =>
    (await home.store.tasks.list({ trigger })).map(({ plannedAt }) => iso(plannedAt)).reverse()

  it('should enqueue each slot once, when it comes due', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '*/5 * * * *' })
    const { tick } = scheduler()
    for (const time of ['12:01:00', '12:04:59', '12:05:00', '12:05:01', '12:09:59', '12:10:02']) {
      now = new Date(`2026-03-01T${time}Z`)
      await tick()
    }
    expect(await slots()).to.deep.equal(['2026-03-01T12:05:00', '2026-03-01T12:10:00'])
    const [task] = await home.store.tasks.list()
    expect(task).to.deep.include({ origin: 'schedule', requestedBy: 'scheduler', status: 'waiting' })
  })

  it('should enqueue only the latest slot after downtime, also in a new process', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '*/5 * * * *' })
    now = new Date('2026-03-04T08:13:00Z')
    await scheduler().tick()
    await scheduler().tick()
    expect(await slots()).to.deep.equal(['2026-03-04T08:10:00'])
  })

  it('should not enqueue a slot twice when two schedulers run on one home', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '* * * * *' })
    const both = [scheduler(), scheduler(await home.openAgain())]
    for (let minute = 1; minute <= 5; minute += 1) {
      now = new Date(Date.UTC(2026, 2, 1, 12, minute, 1))
      await Promise.all(both.map(({ tick }) => tick()))
    }
    expect(await slots()).to.have.lengthOf(5)
  })

  it('should follow a change of the trigger', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '0 * * * *' })
    const { tick } = scheduler()
    now = new Date('2026-03-01T12:01:00Z')
    await tick()
    await home.store.triggers.change('prod', { cron: '*/2 * * * *' })
    await tick()
    now = new Date('2026-03-01T12:02:00Z')
    await tick()
    await home.store.triggers.change('prod', { enabled: false })
    now = new Date('2026-03-01T12:04:00Z')
    await tick()
    now = new Date('2026-03-01T12:05:00Z')
    await home.store.triggers.change('prod', { enabled: true })
    await tick()
    now = new Date('2026-03-01T12:06:00Z')
    await tick()
    expect(await slots()).to.deep.equal(['2026-03-01T12:02:00', '2026-03-01T12:06:00'])
  })

  it('should go on with the others when the schedule of one is broken, and say once which it is', async () => {
    await home.addTrigger({ name: 'broken', scriptSet: 'fixture', cron: 'nonsense' })
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '* * * * *' })
    const { tick } = scheduler()
    for (const minute of [1, 2]) {
      now = new Date(Date.UTC(2026, 2, 1, 12, minute))
      await tick()
    }
    expect(await slots()).to.deep.equal(['2026-03-01T12:01:00', '2026-03-01T12:02:00'])
    const errors = recorded.lines.filter(({ level }) => level === 'error')
    expect(errors).to.have.lengthOf(1)
    expect(errors[0]?.message).to.equal('Cannot compute the due slot')
    expect(errors[0]?.fields).to.deep.include({ trigger: 'broken', cron: 'nonsense' })
    expect(errors[0]?.fields.error).to.match(/nonsense/)
  })

  it('should log a slot that it enqueued, not one that another scheduler had enqueued', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '*/5 * * * *' })
    now = new Date('2026-03-01T12:05:00Z')
    await scheduler().tick()
    await scheduler().tick()
    const [task] = await home.store.tasks.list()
    expect(recorded.lines).to.deep.equal([
      { level: 'debug', fields: { trigger: 'prod', task: task?.id, plannedAt: now }, message: 'Slot is due' },
    ])
  })

  it('should ask the store once a slot and not at every tick', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '*/5 * * * *' })
    const asked: Date[] = []
    const { tick } = scheduler(home.store, { enqueue: async ({ plannedAt }) => void asked.push(plannedAt) })
    for (let second = 0; second < 600; second += 30) {
      now = new Date(Date.UTC(2026, 2, 1, 12, 5, second))
      await tick()
    }
    expect(asked.map(iso)).to.deep.equal(['2026-03-01T12:05:00', '2026-03-01T12:10:00'])
  })

  it('should try again at the next tick when the store fails', async () => {
    await home.addTrigger({ name: 'prod', scriptSet: 'fixture', cron: '*/5 * * * *' })
    let fails = true
    const { tick } = scheduler(home.store, {
      async enqueue(task) {
        if (fails) throw new Error('disk full')
        return home.store.tasks.enqueue(task)
      },
    })
    now = new Date('2026-03-01T12:05:00Z')
    expect(await tick().catch((error: Error) => error.message)).to.equal('disk full')
    fails = false
    now = new Date('2026-03-01T12:05:01Z')
    await tick()
    expect(await slots()).to.deep.equal(['2026-03-01T12:05:00'])
  })
})
