import { expect } from 'chai'
import { codeOfRejection, newTask, newTrigger, START, useStore } from './fixture.ts'
import type { CreateStoreHome } from './store-suite.ts'

export function recordsSuite(create: CreateStoreHome): void {
  const fixture = useStore(create)

  describe('triggers', () => {
    it('should give a trigger back as it was deployed, with its secrets', async () => {
      const { triggers, secrets } = fixture.store
      const trigger = newTrigger({ pausedUntil: new Date(START + 60_000), jitterSeconds: 2.5 })

      await triggers.deploy(trigger, { PROD_AK_ID: 'AKIA', PROD_AK_SECRET: 'hush' })

      expect(await triggers.get('prod')).to.deep.equal(trigger)
      expect(await triggers.list()).to.deep.equal([trigger])
      expect(await secrets.names('prod')).to.deep.equal(['PROD_AK_ID', 'PROD_AK_SECRET'])
      expect(await secrets.get('PROD_AK_SECRET', 'prod')).to.equal('hush')
    })

    it('should replace everything but the creation time when deployed again', async () => {
      const { triggers, secrets } = fixture.store
      await triggers.deploy(newTrigger(), { OLD: '1', KEPT: '2' })
      const later = new Date(START + 1_000)

      await triggers.deploy(newTrigger({ title: 'new', createdAt: later, updatedAt: later }), { KEPT: '3' })

      expect(await triggers.get('prod')).to.include({ title: 'new' })
      expect((await triggers.get('prod'))?.createdAt).to.deep.equal(new Date(START))
      expect((await triggers.get('prod'))?.updatedAt).to.deep.equal(later)
      expect(await secrets.names('prod')).to.deep.equal(['KEPT'])
      expect(await secrets.get('KEPT')).to.equal('3')
    })

    it('should change only what is given, and when', async () => {
      const { triggers } = fixture.store
      await triggers.deploy(newTrigger({ pausedUntil: new Date(START) }), {})
      fixture.now = new Date(START + 5_000)

      await triggers.change('prod', { enabled: false, pausedUntil: null, cron: '0 * * * *' })

      const expected = newTrigger({ enabled: false, cron: '0 * * * *', updatedAt: fixture.now })
      expect(await triggers.get('prod')).to.deep.equal(expected)
    })

    it('should refuse to change a trigger that is not there', async () => {
      const code = await codeOfRejection(fixture.store.triggers.change('nope', { enabled: false }))
      expect(code).to.equal('FUNC_ERR_TRIGGER_UNKNOWN')
    })

    it('should remove a trigger with its secrets and state, and keep its tasks and all of others', async () => {
      const { triggers, secrets, state, tasks } = fixture.store
      for (const name of ['prod', 'test']) {
        await triggers.deploy(newTrigger({ name }), { AK: name })
        await state.commit(name, { key: 1 })
        await tasks.enqueue(newTask({ trigger: name }))
      }

      await triggers.remove('prod')

      expect((await triggers.list()).map(({ name }) => name)).to.deep.equal(['test'])
      expect(await secrets.get('AK')).to.equal('test')
      expect(await state.all('prod')).to.deep.equal({})
      expect(await state.all('test')).to.deep.equal({ key: 1 })
      expect(await tasks.list()).to.have.length(2)
    })
  })

  describe('secrets', () => {
    const VALUES = ['', 'x', 'päss\u0000wörd 🔑', 's'.repeat(100_000)]

    it('should return what was set', async () => {
      const { secrets } = fixture.store
      for (const [at, value] of VALUES.entries()) await secrets.set(`S${at}`, value, 'prod')
      for (const [at, value] of VALUES.entries()) expect(await secrets.get(`S${at}`)).to.equal(value)
      expect(await secrets.get('S99')).to.equal(undefined)
    })

    it('should replace a secret, and remove all of one owner', async () => {
      const { secrets } = fixture.store
      await secrets.set('A', '1', 'prod')
      await secrets.set('A', '2', 'prod')
      await secrets.set('B', '3', 'test')
      expect(await secrets.get('A')).to.equal('2')

      await secrets.removeOf('prod')

      expect(await secrets.names()).to.deep.equal(['B'])
    })

    it('should keep equal names of several owners apart', async () => {
      const { secrets } = fixture.store
      await secrets.set('token', 'one', 'sink:a')
      await secrets.set('token', 'two', 'sink:b')

      expect(await secrets.get('token', 'sink:a')).to.equal('one')
      expect(await secrets.get('token', 'sink:b')).to.equal('two')
      expect(await secrets.get('token', 'sink:c')).to.equal(undefined)
      expect(await secrets.names()).to.deep.equal(['token'])
      expect(await codeOfRejection(secrets.get('token'))).to.equal('FUNC_ERR_SECRET_AMBIGUOUS')
    })
  })

  describe('state', () => {
    it('should commit several keys, replace them, and keep owners apart', async () => {
      const { state } = fixture.store
      const value = { until: 5, list: [1, 'a', null, { b: true }] }
      await state.commit('prod', { 'window/us-east-1': 1, other: value })
      await state.commit('prod', { 'window/us-east-1': 2 })
      await state.commit('test', { other: 1, done: [] })
      await state.commit('test', { done: null, never: null })

      expect(await state.get('prod', 'window/us-east-1')).to.equal(2)
      expect(await state.all('prod')).to.deep.equal({ 'window/us-east-1': 2, other: value })
      expect(await state.all('test'), 'null removes').to.deep.equal({ other: 1 })
      expect(await state.get('test', 'none')).to.equal(undefined)
    })

    it('should commit thousands of keys at once', async () => {
      const values = Object.fromEntries(Array.from({ length: 2_500 }, (_, at) => [`key/${at}`, at]))
      await fixture.store.state.commit('prod', values)
      expect(await fixture.store.state.all('prod')).to.deep.equal(values)
    })
  })

  describe('processes', () => {
    const record = (id: string) => {
      return { id, pid: 42, host: 'here', bootMark: 'boot 1', kind: 'serve' as const }
    }

    it('should register, keep alive and remove', async () => {
      const { processes } = fixture.store
      await processes.register(record('p1'))
      fixture.now = new Date(START + 3_000)
      await processes.heartbeat('p1')

      const expected = { ...record('p1'), startedAt: new Date(START), heartbeatAt: new Date(START + 3_000) }
      expect(await processes.list()).to.deep.equal([expected])

      await processes.remove('p1')
      expect(await processes.list()).to.deep.equal([])
    })

    it('should give the serve place to one process, until it is dead or removed', async () => {
      const { processes } = fixture.store
      for (const id of ['p1', 'p2', 'p3']) await processes.register(record(id))

      expect(await processes.acquireServe('p1', [])).to.equal(undefined)
      expect(await processes.acquireServe('p1', [])).to.equal(undefined)
      expect(await processes.acquireServe('p2', ['other'])).to.include({ id: 'p1' })
      expect(await processes.acquireServe('p2', ['p1'])).to.equal(undefined)
      expect(await processes.acquireServe('p3', ['p1'])).to.include({ id: 'p2' })
      await processes.remove('p2')
      expect(await processes.acquireServe('p3', [])).to.equal(undefined)
    })

    it('should give the serve place to one of many that ask at once', async () => {
      const other = await fixture.home.openStore()
      const ids = Array.from({ length: 10 }, (_, at) => `p${at}`)
      for (const id of ids) await fixture.store.processes.register(record(id))

      const holders = await Promise.all(
        ids.map((id, at) => (at % 2 ? other : fixture.store).processes.acquireServe(id, [])),
      )

      expect(holders.filter((holder) => holder === undefined)).to.have.length(1)
      await other.close()
    })

    it('should not give it to a process that is not registered', async () => {
      const code = await codeOfRejection(fixture.store.processes.acquireServe('ghost', []))
      expect(code).to.equal('FUNC_ERR_STORE_PROCESS_UNKNOWN')
    })
  })

  describe('sinks', () => {
    const record = {
      name: 'guance',
      type: 'dataway',
      options: { url: 'https://openway.guance.com', batch: 5 },
      required: true,
      createdAt: new Date(START),
    }

    it('should save, replace and remove a sink with its secrets', async () => {
      const { sinks, secrets } = fixture.store
      await sinks.save(record, { token: 'tkn_1', old: 'x' })
      await sinks.save({ ...record, required: false }, { token: 'tkn_2' })

      expect(await sinks.list()).to.deep.equal([{ ...record, required: false }])
      expect(await sinks.get('guance')).to.deep.equal({ ...record, required: false })
      expect(await secrets.names('sink:guance')).to.deep.equal(['token'])
      expect(await secrets.get('token', 'sink:guance')).to.equal('tkn_2')

      await sinks.remove('guance')
      expect(await sinks.get('guance')).to.equal(undefined)
      expect(await secrets.names()).to.deep.equal([])
    })
  })

  describe('state of a task', () => {
    it('should be kept while the task runs, and never after its trigger was removed or it was lost', async () => {
      const { state, tasks, triggers } = fixture.store
      for (const end of ['removed', 'lost'] as const) {
        await triggers.deploy(newTrigger(), {})
        const { id } = (await tasks.enqueue(newTask()))!
        await tasks.claim(id, 'process')
        await state.commit('prod', { mark: 1 }, id)
        expect(await state.get('prod', 'mark')).to.equal(1)
        if (end === 'removed') await triggers.remove('prod')
        else await tasks.markLost(['process'])
        await triggers.deploy(newTrigger(), {})
        const late = state.commit('prod', { mark: 2 }, id)
        expect(await codeOfRejection(late)).to.equal('FUNC_ERR_TASK_OVER')
        expect(await state.get('prod', 'mark'), end).to.equal(end === 'removed' ? undefined : 1)
      }
    })
  })

  describe('check', () => {
    it('should find nothing in a sound store, and name rows that belong to nothing', async () => {
      const { store } = fixture
      await store.triggers.deploy(newTrigger(), { AK: '1' })
      await store.state.commit('prod', { a: 1 })
      expect(await store.check()).to.deep.equal([])

      await store.state.commit('gone', { a: 1 })
      await store.secrets.set('token', 'x', 'sink:gone')
      const task = await store.tasks.enqueue(newTask())
      await store.tasks.claim(task!.id, 'ghost')

      const findings = (await store.check()).join('\n')
      expect(findings).to.match(/^Secrets of 'sink:gone'/m)
      expect(findings).to.match(/^State of 'gone'/m)
      expect(findings).to.contain(`Task '${task!.id}' is running in process 'ghost'`)
    })
  })
}
