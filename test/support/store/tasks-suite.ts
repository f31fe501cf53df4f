import { expect } from 'chai'
import type { Task, TaskFigures } from '#func/model/task.ts'
import { newTask, START, useStore } from './fixture.ts'
import type { CreateStoreHome } from './store-suite.ts'

const MINUTE = 60_000

const FIGURES: TaskFigures = {
  apiCalls: { 'cloudwatch:GetMetricData': 3 },
  apiErrors: {},
  throttles: 0,
  retries: 1,
  queries: 500,
  billedMetrics: 120,
  estimatedDollars: 0.0012,
  points: { metric: 1_000 },
  sinks: {},
  progress: { regions: { done: 1, total: 2 } },
  durationMs: 1_234,
}

export function tasksSuite(create: CreateStoreHome): void {
  const fixture = useStore(create)
  const tasks = () => fixture.store.tasks

  async function enqueue(change: Parameters<typeof newTask>[0] = {}): Promise<Task> {
    const task = await tasks().enqueue(newTask(change))
    if (task === undefined) throw new Error('The slot is taken')
    return task
  }

  async function run(change: Parameters<typeof newTask>[0] = {}): Promise<Task> {
    const task = await enqueue(change)
    await tasks().claim(task.id, 'p1')
    await tasks().finish(task.id, { status: 'success' })
    return task
  }

  describe('queue', () => {
    it('should record a new task as waiting', async () => {
      const task = await enqueue({ plannedAt: new Date(START - MINUTE) })

      expect(task.id).to.match(/^t-[0-9a-z]{15}$/)
      expect(task).to.deep.equal({
        ...newTask({ plannedAt: new Date(START - MINUTE) }),
        id: task.id,
        request: null,
        version: null,
        createdAt: new Date(START),
        startedAt: null,
        endedAt: null,
        status: 'waiting',
        process: null,
        stopRequested: false,
        figures: null,
        error: null,
      })
      expect(await tasks().get(task.id)).to.deep.equal(task)
      expect(await tasks().waiting()).to.deep.equal([task])
    })

    it('should keep what a task was asked for', async () => {
      const request = { window: { from: new Date(START - 2 * MINUTE), to: new Date(START) } }
      const task = await enqueue({ request })

      expect(task.request).to.deep.equal(request)
      expect((await tasks().get(task.id))?.request).to.deep.equal(request)
    })

    it('should let a scheduled slot be taken once, and any number of manual tasks', async () => {
      const slot = newTask({ origin: 'schedule' })

      expect(await tasks().enqueue(slot)).to.include({ origin: 'schedule' })
      expect(await tasks().enqueue(slot)).to.equal(undefined)
      expect(await tasks().enqueue(newTask())).to.include({ origin: 'manual' })
      expect(await tasks().enqueue(newTask())).to.include({ origin: 'manual' })
      expect(await tasks().enqueue({ ...slot, plannedAt: new Date(START + 1) })).to.include({
        status: 'waiting',
      })
      expect(await tasks().enqueue({ ...slot, trigger: 'test' })).to.include({ status: 'waiting' })
    })

    it('should give each slot to one of two stores that race for it', async () => {
      const other = await fixture.home.openStore()
      const slots = Array.from({ length: 20 }, (_, at) => {
        return newTask({ origin: 'schedule', plannedAt: new Date(START + at * MINUTE) })
      })

      const enqueued = await Promise.all(
        [...slots, ...slots].map((slot, at) => (at % 2 ? other : fixture.store).tasks.enqueue(slot)),
      )

      expect(enqueued.filter(Boolean)).to.have.length(20)
      expect(await tasks().waiting()).to.have.length(20)
      await other.close()
    })

    it('should start a waiting task once', async () => {
      const { id } = await enqueue()
      fixture.now = new Date(START + 2_000)

      expect(await tasks().claim(id, 'p1')).to.equal('running')
      expect(await tasks().claim(id, 'p2')).to.equal('gone')
      expect(await tasks().claim('t-none', 'p2')).to.equal('gone')

      const task = await tasks().get(id)
      expect(task).to.include({ status: 'running', process: 'p1' })
      expect(task?.startedAt).to.deep.equal(fixture.now)
      expect((await tasks().running()).map((each) => each.id)).to.deep.equal([id])
      expect(await tasks().waiting()).to.deep.equal([])
    })

    it('should record a task as skipped while another of its trigger runs', async () => {
      const first = await enqueue()
      const second = await enqueue()
      const elsewhere = await enqueue({ trigger: 'test' })
      await tasks().claim(first.id, 'p1')

      expect(await tasks().claim(second.id, 'p2')).to.equal('skipped')
      expect(await tasks().claim(elsewhere.id, 'p2')).to.equal('running')

      const skipped = await tasks().get(second.id)
      expect(skipped).to.include({ status: 'skipped', startedAt: null, process: null })
      expect(skipped?.endedAt).to.deep.equal(new Date(START))
      expect(skipped?.error).to.include({ code: 'FUNC_ERR_TASK_SKIPPED_RUNNING' })
      expect(skipped?.error?.message).to.contain(first.id)
      expect(await tasks().claim(second.id, 'p2')).to.equal('gone')
    })

    it('should run one task of a trigger when many are claimed at once', async () => {
      const other = await fixture.home.openStore()
      const ids = []
      for (let at = 0; at < 16; at++) ids.push((await enqueue()).id)

      const results = await Promise.all(
        [...ids, ...ids].map((id, at) => (at < 16 ? other : fixture.store).tasks.claim(id, `p${at}`)),
      )

      const count = (result: string) => results.filter((each) => each === result).length
      expect([count('running'), count('skipped'), count('gone')]).to.deep.equal([1, 15, 16])
      await other.close()
    })
  })

  describe('end', () => {
    it('should end a task once', async () => {
      const { id } = await enqueue()
      await tasks().claim(id, 'p1')
      fixture.now = new Date(START + 9_000)
      const error = { code: 'FUNC_ERR_TASK_FAILED', message: 'm', todo: 't', partial: true }

      const end = { status: 'failure', version: '1.2.3', figures: FIGURES, error } as const
      expect(await tasks().finish(id, end)).to.equal(true)
      expect(await tasks().finish(id, { status: 'success' })).to.equal(false)
      expect(await tasks().finish('t-none', { status: 'success' })).to.equal(false)

      const task = await tasks().get(id)
      expect(task).to.deep.include({ status: 'failure', version: '1.2.3', figures: FIGURES, error })
      expect(task?.endedAt).to.deep.equal(fixture.now)
    })

    it('should keep saved figures when the end brings none', async () => {
      const { id } = await enqueue()
      await tasks().claim(id, 'p1')
      await tasks().saveFigures(id, FIGURES)
      await tasks().finish(id, { status: 'timeout' })
      await tasks().saveFigures(id, { ...FIGURES, queries: 0 })

      expect((await tasks().get(id))?.figures).to.deep.equal(FIGURES)
    })

    it('should let the next task of the trigger start', async () => {
      await run()
      const { id } = await enqueue()
      expect(await tasks().claim(id, 'p1')).to.equal('running')
    })

    it('should stop a waiting task at once and ask for the stop of a running one', async () => {
      const running = await enqueue()
      await tasks().claim(running.id, 'p1')
      const waiting = await enqueue({ trigger: 'test' })
      expect(await tasks().stopRequests('p1')).to.deep.equal([])

      expect(await tasks().requestStop(running.id)).to.equal(true)
      expect(await tasks().requestStop(waiting.id)).to.equal(true)
      expect(await tasks().requestStop('t-none')).to.equal(false)

      expect(await tasks().get(waiting.id)).to.include({ status: 'stopped', stopRequested: true })
      expect((await tasks().get(waiting.id))?.endedAt).to.deep.equal(new Date(START))
      expect(await tasks().get(running.id)).to.include({ status: 'running', endedAt: null })
      expect(await tasks().stopRequests('p1')).to.deep.equal([running.id])
      expect(await tasks().stopRequests('p2')).to.deep.equal([])
      await tasks().finish(running.id, { status: 'stopped' })
      expect(await tasks().stopRequests('p1')).to.deep.equal([])
      expect(await tasks().requestStop(running.id)).to.equal(false)
    })

    it('should end running tasks of dead processes as lost', async () => {
      const dead = await enqueue({ trigger: 'a' })
      const alive = await enqueue({ trigger: 'b' })
      await enqueue({ trigger: 'c' })
      await tasks().claim(dead.id, 'p1')
      await tasks().claim(alive.id, 'p2')

      const lost = await tasks().markLost(['p1', 'p0'])

      expect(lost.map(({ id, status }) => [id, status])).to.deep.equal([[dead.id, 'lost']])
      expect(lost[0]?.error).to.include({ code: 'FUNC_ERR_TASK_LOST' })
      expect((await tasks().running()).map(({ id }) => id)).to.deep.equal([alive.id])
      expect(await tasks().markLost(['p1'])).to.deep.equal([])
      expect(await tasks().markLost([])).to.deep.equal([])
    })
  })

  describe('records', () => {
    it('should list newest first, by filter, page by page', async () => {
      const ids: string[] = []
      for (let at = 0; at < 6; at++) {
        fixture.now = new Date(START + at * MINUTE)
        ids.unshift((await enqueue({ trigger: at % 2 ? 'odd' : 'even' })).id)
      }
      await tasks().finish(ids[0]!, { status: 'failure' })
      const list = async (filter: Parameters<ReturnType<typeof tasks>['list']>[0]) => {
        return (await tasks().list(filter)).map(({ id }) => ids.indexOf(id))
      }

      expect(await list({})).to.deep.equal([0, 1, 2, 3, 4, 5])
      expect(await list({ trigger: 'odd' })).to.deep.equal([0, 2, 4])
      expect(await list({ status: ['failure', 'lost'] })).to.deep.equal([0])
      expect(await list({ since: new Date(START + 4 * MINUTE) })).to.deep.equal([0, 1])
      expect(await list({ limit: 2 })).to.deep.equal([0, 1])
      expect(await list({ limit: 2, before: ids[1]! })).to.deep.equal([2, 3])
      expect((await tasks().lastOf('even'))?.id).to.equal(ids[1])
      expect(await tasks().lastOf('none')).to.equal(undefined)
    })

    it('should find the last task that really ran behind those that were skipped or still go', async () => {
      const enqueue = async (plannedAt: number) =>
        (await tasks().enqueue({
          ...{ trigger: 'prod', scriptSet: 'set', origin: 'schedule', requestedBy: 'schedule' },
          plannedAt: new Date(plannedAt),
        }))!.id
      expect(await tasks().lastRunOf('prod')).to.equal(undefined)
      const failed = await enqueue(START)
      await tasks().finish(failed, { status: 'failure' })
      const skipped = await enqueue(START + MINUTE)
      await tasks().finish(skipped, { status: 'skipped' })
      await enqueue(START + 2 * MINUTE)
      expect((await tasks().lastRunOf('prod'))?.id).to.equal(failed)
    })

    it('should keep the order of creation within one millisecond and when the clock is set back', async () => {
      const ids = []
      for (let at = 0; at < 50; at++) {
        if (at === 25) fixture.now = new Date(START - MINUTE)
        ids.push((await enqueue()).id)
      }
      expect((await tasks().waiting()).map(({ id }) => id)).to.deep.equal(ids)
    })

    it('should prune by count and by age, with logs, and keep what is open', async () => {
      const old = await run()
      await tasks().appendLog(old.id, [{ time: fixture.now, level: 'info', message: 'm', fields: {} }])
      fixture.now = new Date(START + 60 * MINUTE)
      const [second, third, fourth] = [await run(), await run(), await run()]
      const open = await enqueue()
      const kept = async () => (await tasks().list()).map(({ id }) => id)

      expect(await tasks().prune({ perTrigger: 100, before: new Date(START + MINUTE) })).to.equal(1)
      expect(await kept()).to.deep.equal([open.id, fourth.id, third.id, second.id])
      expect(await tasks().log(old.id)).to.deep.equal([])

      expect(await tasks().prune({ perTrigger: 2, before: new Date(START) })).to.equal(2)
      expect(await kept()).to.deep.equal([open.id, fourth.id])
    })

    it('should never prune the newest task of a trigger nor its newest scheduled one', async () => {
      const slot = newTask({ origin: 'schedule' })
      await run({ origin: 'schedule', plannedAt: new Date(START - MINUTE) })
      const scheduled = await run(slot)
      await run()
      const newest = await run()

      expect(await tasks().prune({ perTrigger: 0, before: new Date(START + MINUTE) })).to.equal(2)

      expect((await tasks().list()).map(({ id }) => id)).to.deep.equal([newest.id, scheduled.id])
      expect(await tasks().enqueue(slot)).to.equal(undefined)
    })

    it('should prune more than one piece', async () => {
      for (let at = 0; at < 450; at++) {
        const { id } = await enqueue()
        await tasks().finish(id, { status: 'stopped' })
      }
      expect(await tasks().prune({ perTrigger: 10, before: new Date(0) })).to.equal(440)
      expect(await tasks().list()).to.have.length(10)
    })
  })
}
