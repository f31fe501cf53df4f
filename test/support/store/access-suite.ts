import { expect } from 'chai'
import { codeOfRejection, newTrigger, START, useStore } from './fixture.ts'
import type { CreateStoreHome } from './store-suite.ts'

const HOUR = 3_600_000

export function accessSuite(create: CreateStoreHome): void {
  const fixture = useStore(create)
  const admin = { name: 'ada', role: 'admin', passwordHash: 'h1' } as const
  const viewer = { name: 'bob', role: 'viewer', passwordHash: 'h2' } as const
  const at = (ms: number) => {
    fixture.now = new Date(START + ms)
  }

  describe('users', () => {
    it('should add, list and change, and note when', async () => {
      const { users } = fixture.store
      const added = await users.add(admin)
      expect(added).to.deep.equal({
        ...{ ...admin, disabled: false, lastSignInAt: null },
        ...{ createdAt: new Date(START), updatedAt: new Date(START) },
      })
      await users.add(viewer)
      at(1000)
      await users.signedIn('bob')
      const changed = await users.change('bob', { role: 'operator' })
      expect(changed).to.deep.include({ role: 'operator', passwordHash: 'h2', updatedAt: fixture.now })
      expect((await users.list()).map(({ name, role }) => `${name} ${role}`)).to.deep.equal([
        'ada admin',
        'bob operator',
      ])
      expect((await users.get('bob'))?.lastSignInAt).to.deep.equal(fixture.now)
    })

    it('should refuse a name that is taken, and names that are not there', async () => {
      const { users } = fixture.store
      await users.add(admin)
      expect(await codeOfRejection(users.add(admin))).to.equal('FUNC_ERR_USER_TAKEN')
      expect(await codeOfRejection(users.change('eve', { disabled: true }))).to.equal('FUNC_ERR_USER_UNKNOWN')
      expect(await codeOfRejection(users.remove('eve'))).to.equal('FUNC_ERR_USER_UNKNOWN')
    })

    it('should have one first user, however many ask at once', async () => {
      const other = await fixture.home.openStore()
      const asked = Array.from({ length: 10 }, (_, n) => {
        return (n % 2 ? other : fixture.store).users.addFirst({ ...admin, name: `user${n}` })
      })
      expect((await Promise.all(asked)).filter((user) => user !== undefined)).to.have.length(1)
      await other.close()
    })

    it('should keep the last admin who may sign in', async () => {
      const { users } = fixture.store
      await users.add(admin)
      await users.add({ ...admin, name: 'eve' })
      await users.change('eve', { disabled: true })
      for (const change of [{ role: 'viewer' }, { disabled: true }] as const) {
        expect(await codeOfRejection(users.change('ada', change))).to.equal('FUNC_ERR_USER_LAST_ADMIN')
      }
      expect(await codeOfRejection(users.remove('ada'))).to.equal('FUNC_ERR_USER_LAST_ADMIN')
      await users.change('eve', { disabled: false })
      await users.remove('ada')
      expect((await users.list()).map(({ name }) => name)).to.deep.equal(['eve'])
    })
  })

  describe('sessions', () => {
    const add = () => {
      const expiresAt = new Date(START + 10 * HOUR)
      return fixture.store.sessions.add({ tokenSha256: 'digest', user: 'ada', expiresAt })
    }
    const find = () => fixture.store.sessions.find('digest', new Date(fixture.now.getTime() - HOUR))

    beforeEach(async () => {
      await fixture.store.users.add(admin)
      await fixture.store.users.add({ ...admin, name: 'eve' })
      await add()
    })

    it('should be found with their user until they expire or lie unused', async () => {
      expect((await find())?.user.name).to.equal('ada')
      at(HOUR)
      expect(await find()).not.to.equal(undefined)
      at(HOUR + 1)
      expect(await find()).to.equal(undefined)
      for (let hours = 1; hours < 10; hours++) {
        at(hours * HOUR)
        await fixture.store.sessions.touch('digest')
      }
      expect((await find())?.seenAt).to.deep.equal(fixture.now)
      at(10 * HOUR)
      expect(await find()).to.equal(undefined)
    })

    for (const [what, end] of [
      ['a change of the user', () => fixture.store.users.change('ada', { passwordHash: 'new' })],
      ['removing the user', () => fixture.store.users.remove('ada')],
      ['sign-out', () => fixture.store.sessions.remove('digest')],
    ] as const) {
      it(`should end with ${what}`, async () => {
        await end()
        expect(await find()).to.equal(undefined)
      })
    }
  })

  describe('access keys', () => {
    const key = {
      id: 'k1',
      name: 'ci',
      role: 'viewer',
      createdBy: 'ada',
      expiresAt: new Date(START + 5),
    } as const

    it('should be found by their digest until they expire or are removed', async () => {
      const { accessKeys } = fixture.store
      const added = await accessKeys.add(key, 'd1')
      expect(added).to.deep.equal({ ...key, createdAt: new Date(START), lastUsedAt: null })
      expect(await accessKeys.find('d1')).to.deep.equal(added)
      expect(await accessKeys.find('k1')).to.equal(undefined)
      at(1)
      await accessKeys.used('k1')
      expect((await accessKeys.list())[0]?.lastUsedAt).to.deep.equal(new Date(START + 1))
      at(5)
      expect(await accessKeys.find('d1')).to.equal(undefined)
      expect((await accessKeys.remove('k1')).name).to.equal('ci')
      expect(await codeOfRejection(accessKeys.remove('k1'))).to.equal('FUNC_ERR_ACCESS_KEY_UNKNOWN')
    })

    it('should last when they have no end', async () => {
      await fixture.store.accessKeys.add({ ...key, expiresAt: null }, 'd1')
      at(1e12)
      expect((await fixture.store.accessKeys.find('d1'))?.name).to.equal('ci')
    })
  })

  describe('audit', () => {
    const entry = (action: string, target: string, actor = 'ada') => {
      const states = { before: null, after: { deep: ['ü', 1] } }
      return { actor, actorKind: 'user' as const, action, target, ...states, requestId: 'r1' }
    }

    beforeEach(async () => {
      const { audit } = fixture.store
      const entries = [
        entry('trigger.change', 'trigger/prod'),
        entry('trigger.execute', 'trigger/prod', 'bob'),
        entry('triggers.x', 'trigger%prod'),
        entry('user.change', 'user/bob'),
      ]
      for (const [n, each] of entries.entries()) {
        at(n * 1000)
        await audit.add(each)
      }
    })

    it('should give entries back, newest first, by page', async () => {
      const { audit } = fixture.store
      const [last, ...others] = await audit.list()
      expect(last).to.deep.include({ ...entry('user.change', 'user/bob'), at: new Date(START + 3000) })
      expect(await audit.list({ before: last!.id, limit: 2 })).to.deep.equal(others.slice(0, 2))
    })

    const FILTERS = [
      [{ actor: 'bob' }, ['trigger.execute']],
      [{ action: 'trigger' }, ['trigger.execute', 'trigger.change']],
      [{ action: 'trigger.change' }, ['trigger.change']],
      [{ target: 'trigger' }, ['trigger.execute', 'trigger.change']],
      [{ target: 'trigger%' }, []],
      [{ since: new Date(START + 2000) }, ['user.change', 'triggers.x']],
    ] as const
    for (const [filter, actions] of FILTERS) {
      it(`should filter by ${JSON.stringify(filter)}`, async () => {
        const found = await fixture.store.audit.list(filter)
        expect(found.map(({ action }) => action)).to.deep.equal(actions)
      })
    }

    it('should delete what is older', async () => {
      expect(await fixture.store.audit.prune(new Date(START + 2000))).to.equal(2)
      expect(await fixture.store.audit.list()).to.have.length(2)
    })
  })

  describe('idempotent requests', () => {
    const request = { actor: 'user ada', key: 'key-1', fingerprint: 'f1' }
    const begin = (change = {}) => fixture.store.idempotency.begin({ ...request, ...change })

    it('should be done once, and then give the answer', async () => {
      expect(await begin()).to.deep.equal({ state: 'new' })
      expect(await begin()).to.deep.equal({ state: 'running' })
      await fixture.store.idempotency.finish(request, 201, { id: 1 })
      expect(await begin()).to.deep.equal({ state: 'done', status: 201, answer: { id: 1 } })
      expect(await begin({ fingerprint: 'f2' })).to.deep.equal({ state: 'other' })
      expect(await begin({ actor: 'user bob' })).to.deep.equal({ state: 'new' })
    })

    it('should begin once when asked at once', async () => {
      const other = await fixture.home.openStore()
      const states = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? other : fixture.store).idempotency.begin(request)),
      )
      expect(states.filter(({ state }) => state === 'new')).to.have.length(1)
      await other.close()
    })

    it('should be done anew after a failure, or when its server died', async () => {
      await begin()
      await fixture.store.idempotency.forget(request)
      expect(await begin()).to.deep.equal({ state: 'new' })
      at(11 * 60_000)
      expect(await begin()).to.deep.equal({ state: 'new' })
    })

    it('should be forgotten with time', async () => {
      await begin()
      await fixture.store.idempotency.finish(request, 200, null)
      await fixture.store.idempotency.prune(new Date(START + 1))
      expect(await begin()).to.deep.equal({ state: 'new' })
    })
  })

  describe('secrets, for who manages them', () => {
    it('should be listed without values, and removed one by one', async () => {
      const { secrets, triggers } = fixture.store
      await triggers.deploy(newTrigger(), { B: '2', A: '1' })
      expect(await secrets.list()).to.deep.equal([
        { owner: 'prod', name: 'A', updatedAt: new Date(START) },
        { owner: 'prod', name: 'B', updatedAt: new Date(START) },
      ])
      expect(await secrets.remove('A', 'other')).to.equal(false)
      expect(await secrets.remove('A', 'prod')).to.equal(true)
      expect(await secrets.names('prod')).to.deep.equal(['B'])
    })
  })
}
