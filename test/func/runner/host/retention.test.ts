import { expect } from 'chai'
import { runRetention } from '#func/runner/host/retention.ts'
import { createHome } from '../../../support/home.ts'
import { silentLog } from './support.ts'

describe('runner/retention', () => {
  it('should delete task records and points beyond their retention', async () => {
    let now = new Date('2026-03-01T00:00:00Z')
    const clock = () => now
    const home = await createHome({ clock })
    for (const day of [1, 20, 31]) {
      now = new Date(Date.UTC(2026, 2, day))
      const origin = { scriptSet: 'fixture', origin: 'manual', requestedBy: 'test' } as const
      const task = await home.store.tasks.enqueue({ ...origin, trigger: 'prod', plannedAt: now })
      await home.store.tasks.finish(task!.id, { status: 'success' })
      const point = { measurement: 'm', tags: {}, fields: { a: 1 }, timestamp: now.getTime() }
      await home.points.write('metric', [point])
    }
    const retention = { tasksPerTrigger: 10, taskDays: 20, pointDays: 5, pointMb: 10, auditDays: 20 }
    await runRetention({ ...home.store, points: home.points, retention, clock, log: silentLog })
    const days = (await home.store.tasks.list()).map(({ plannedAt }) => plannedAt.getUTCDate())
    expect(days).to.deep.equal([31, 20])
    expect((await home.points.counts()).points).to.equal(1)
    await home.close()
  })
})
