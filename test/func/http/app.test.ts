import { expect } from 'chai'
import { createPasswords } from '#func/http/access/passwords.ts'
import {
  CHEAP,
  callerOf,
  cookieOf,
  openTestApi,
  PASSWORD,
  SETUP_TOKEN,
  type TestApi,
} from '../../support/console/api.ts'

describe('http/app', () => {
  let api: TestApi
  let now: Date

  beforeEach(async () => {
    now = new Date('2026-03-01T00:00:00Z')
    api = await openTestApi({ clock: () => now })
  })
  afterEach(() => api.close())

  const setUp = (token = SETUP_TOKEN) =>
    api.anonymous('POST', '/api/setup', { body: { token, name: 'ada', password: PASSWORD } })
  const attempt = (password: string, name = 'ada') =>
    api.anonymous('POST', '/api/session', { body: { name, password } })

  describe('the first user', () => {
    it('should be made with the link, once, and be signed in', async () => {
      expect((await api.anonymous('GET', '/api/session')).body).to.include({ needsSetup: true })

      const made = await setUp()
      const again = await setUp()

      expect(made.status).to.equal(201)
      expect(made.body.user).to.deep.equal({ name: 'ada', role: 'admin', kind: 'user' })
      expect(again.status).to.equal(403)
      expect(again.body.error.code).to.equal('FUNC_ERR_HTTP_SETUP')
      expect((await api.anonymous('GET', '/api/session')).body).to.include({ needsSetup: false })
    })

    it('should be one when two ask at once', async () => {
      const answers = await Promise.all([setUp(), setUp(), setUp()])
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 403, 403])
    })

    it('should not be made with a wrong token', async () => {
      expect((await setUp('wrong')).status).to.equal(403)
      expect(await api.home.store.users.list()).to.deep.equal([])
    })
  })

  describe('sessions', () => {
    it('should come as a cookie that scripts and other sites cannot use', async () => {
      await setUp()
      const { headers } = await attempt(PASSWORD)
      expect(String(headers['set-cookie'])).to.match(
        /^funcbox_session=[\w-]{43}; .*HttpOnly; SameSite=Strict/,
      )
    })

    it('should keep neither token nor password in the database', async () => {
      await setUp()
      const { headers } = await attempt(PASSWORD)
      const token = cookieOf(headers).split('=')[1]!
      const [user] = await api.home.store.users.list()
      expect(user!.passwordHash).to.match(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
      expect(await api.home.store.sessions.find(token, new Date(0))).to.equal(undefined)
    })

    it('should refuse a wrong password, an unknown name and a disabled user with the same words', async () => {
      await setUp()
      const passwordHash = await createPasswords((work) => work(), CHEAP).hash(PASSWORD)
      await api.home.store.users.add({ name: 'bob', role: 'viewer', passwordHash })
      await api.home.store.users.change('bob', { disabled: true })
      const answers = [
        await attempt('wrong password'),
        await attempt(PASSWORD, 'eve'),
        await attempt(PASSWORD, 'bob'),
      ]
      expect(new Set(answers.map(({ status, body }) => `${status} ${body.error.message}`)).size).to.equal(1)
      expect(answers[0]!.status).to.equal(401)
    })

    it('should end after twelve hours unused, and after seven days in any case', async () => {
      await setUp()
      const session = { cookie: cookieOf((await attempt(PASSWORD)).headers) }
      const isIn = async () => (await callerOf(api.app, session)('GET', '/api/tasks')).status === 200
      const later = (hours: number) => {
        now = new Date(now.getTime() + hours * 3_600_000)
      }
      expect(await isIn()).to.equal(true)
      later(11)
      expect(await isIn()).to.equal(true)
      later(11)
      expect(await isIn()).to.equal(true)
      later(13)
      expect(await isIn()).to.equal(false)

      const other = { cookie: cookieOf((await attempt(PASSWORD)).headers) }
      const call = callerOf(api.app, other)
      for (let hours = 0; hours < 7 * 24; hours += 11) {
        expect((await call('GET', '/api/tasks')).status).to.equal(200)
        later(11)
      }
      expect((await call('GET', '/api/tasks')).status).to.equal(401)
    })

    it('should end with sign-out, and with a change of the user', async () => {
      const admin = await api.person('admin')
      const viewer = await api.person('viewer')
      const role = await admin('PATCH', '/api/users/viewer-person', {
        body: { role: 'operator' },
        headers: { 'if-match': '*' },
      })
      expect(role.status).to.equal(200)
      expect((await viewer('GET', '/api/tasks')).status).to.equal(401)
      expect((await admin('DELETE', '/api/session')).status).to.equal(200)
      expect((await admin('GET', '/api/tasks')).status).to.equal(401)
    })

    it('should keep the one in which the password is changed, and end the others', async () => {
      const [here, there] = [await api.person('operator'), await api.person('operator')]
      const wrong = await here('PUT', '/api/session/password', {
        body: { current: 'x', next: 'long enough 1' },
      })
      expect(wrong.status).to.equal(401)
      const { status, headers } = await here('PUT', '/api/session/password', {
        body: { current: PASSWORD, next: 'long enough 1' },
      })
      expect(status).to.equal(200)
      expect((await there('GET', '/api/tasks')).status).to.equal(401)
      const renewed = callerOf(api.app, { cookie: cookieOf(headers) })
      expect((await renewed('GET', '/api/tasks')).status).to.equal(200)
      expect((await attempt('long enough 1', 'operator-person')).status).to.equal(200)
    })

    it('should slow down who guesses, by name, and let others in', async () => {
      await setUp()
      for (let tries = 0; tries < 10; tries++) expect((await attempt('wrong password')).status).to.equal(401)
      const refused = await attempt(PASSWORD)
      expect(refused.status).to.equal(429)
      expect(Number(refused.headers['retry-after'])).to.be.within(1, 300)
      expect(refused.body.error.code).to.equal('FUNC_ERR_HTTP_SIGN_IN_RATE')
      now = new Date(now.getTime() + 5 * 60_000)
      expect((await attempt(PASSWORD)).status).to.equal(200)
    })
  })

  describe('changes by a session', () => {
    it('should need its CSRF token, which a program does not', async () => {
      const person = await api.person('operator')
      const cookie = { 'x-csrf-token': '' }
      const without = await person('PUT', '/api/secrets/prod/X', { body: { value: 'v' }, headers: cookie })
      expect(without.body.error.code).to.equal('FUNC_ERR_HTTP_CSRF')
      const program = await api.program('operator')
      const answer = await program('PUT', '/api/secrets/prod/X', { body: { value: 'v' } })
      expect(answer.body.error.code).to.equal('FUNC_ERR_SECRET_OWNER_UNKNOWN')
    })

    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      it(`should be refused to a page of another site (${JSON.stringify(headers)})`, async () => {
        const answer = await api.anonymous('POST', '/api/session', {
          body: { name: 'ada', password: PASSWORD },
          headers,
        })
        expect(answer.body.error.code).to.equal('FUNC_ERR_HTTP_CSRF')
      })
    }

    it('should be let through for the own page', async () => {
      const headers = { origin: 'http://127.0.0.1:8088', 'sec-fetch-site': 'same-origin' }
      await setUp()
      const answer = await api.anonymous('POST', '/api/session', {
        body: { name: 'ada', password: PASSWORD },
        headers,
      })
      expect(answer.status).to.equal(200)
    })
  })

  describe('access keys', () => {
    it('should be shown once, work until revoked, and never as a cookie', async () => {
      const admin = await api.person('admin')
      const { body, status } = await admin('POST', '/api/access-keys', {
        body: { name: 'ci', role: 'viewer' },
      })
      expect(status).to.equal(201)
      const program = callerOf(api.app, { authorization: `Bearer ${body.token}` })
      expect((await program('GET', '/api/session')).body.user).to.deep.equal({
        name: 'ci',
        role: 'viewer',
        kind: 'key',
      })
      const { text } = await admin('GET', '/api/access-keys')
      expect(text).not.to.contain(body.token)
      const asCookie = callerOf(api.app, { cookie: `funcbox_session=${body.token}` })
      expect((await asCookie('GET', '/api/tasks')).status).to.equal(401)
      expect((await admin('DELETE', `/api/access-keys/${body.key.id}`)).status).to.equal(200)
      expect((await program('GET', '/api/tasks')).status).to.equal(401)
    })

    it('should expire', async () => {
      const admin = await api.person('admin')
      const expiresAt = new Date(now.getTime() + 1000)
      const { body } = await admin('POST', '/api/access-keys', {
        body: { name: 'ci', role: 'viewer', expiresAt },
      })
      const program = callerOf(api.app, { authorization: `Bearer ${body.token}` })
      expect((await program('GET', '/api/tasks')).status).to.equal(200)
      now = new Date(now.getTime() + 1000)
      expect((await program('GET', '/api/tasks')).status).to.equal(401)
    })
  })

  describe('users', () => {
    it('should always leave somebody who may manage them', async () => {
      const admin = await api.person('admin')
      const any = { headers: { 'if-match': '*' } }
      for (const body of [{ role: 'viewer' }, { disabled: true }]) {
        const answer = await admin('PATCH', '/api/users/admin-person', { ...any, body })
        expect(answer.body.error.code).to.equal('FUNC_ERR_USER_LAST_ADMIN')
      }
      expect((await admin('DELETE', '/api/users/admin-person')).status).to.equal(409)
    })

    it('should be edited only as they were read', async () => {
      const admin = await api.person('admin')
      await admin('POST', '/api/users', { body: { name: 'bob', role: 'viewer', password: PASSWORD } })
      const { headers } = await admin('GET', '/api/users/bob')
      const edit = (tag?: string) =>
        admin('PATCH', '/api/users/bob', {
          body: { role: 'operator' },
          headers: tag === undefined ? {} : { 'if-match': tag },
        })
      expect((await edit()).status).to.equal(428)
      const first = await edit(String(headers.etag))
      expect(first.status).to.equal(200)
      now = new Date(now.getTime() + 1)
      expect((await edit(String(headers.etag))).status).to.equal(412)
      expect((await edit(String(first.headers.etag))).status).to.equal(200)
    })

    it('should be audited: who, what, before and after, without passwords', async () => {
      const admin = await api.person('admin')
      await admin('POST', '/api/users', {
        body: { name: 'bob', role: 'viewer', password: 'a secret password' },
      })
      await admin('PATCH', '/api/users/bob', {
        body: { role: 'operator', password: 'another secret one' },
        headers: { 'if-match': '*' },
      })
      const { body, text } = await admin('GET', '/api/audit?target=user/bob')
      expect(body.items[0]).to.deep.include({
        ...{ actor: 'admin-person', actorKind: 'user', action: 'user.change', target: 'user/bob' },
        before: { name: 'bob', role: 'viewer', disabled: false },
        after: { name: 'bob', role: 'operator', disabled: false, newPassword: true },
      })
      expect(text).not.to.match(/secret|argon2/)
    })

    it('should be answered that a change stands whose entry in the audit could not be written', async () => {
      const admin = await api.person('admin')
      const full = { add: () => Promise.reject(new Error('disk full')) }
      Object.assign(api.deps.store, { audit: { ...api.deps.store.audit, ...full } })
      const body = { name: 'bob', role: 'viewer', password: PASSWORD }
      const answer = await admin('POST', '/api/users', { body })
      expect(answer).to.nested.include({ status: 500, 'body.error.code': 'FUNC_ERR_AUDIT_FAILED' })
      expect(answer.body.error.message).to.match(/^A change was made, but its entry/)
      expect((await admin('GET', '/api/users/bob')).status).to.equal(200)
      expect(api.logged.join('\n')).to.contain("Cannot record 'user.create' of 'user/bob'")
    })
  })

  describe('requests', () => {
    it('should be answered only for the own hosts', async () => {
      for (const host of ['127.0.0.1', 'localhost:99', '[::1]:8088', 'LOCALHOST']) {
        expect((await api.anonymous('GET', '/api/health', { headers: { host } })).status).to.equal(200)
      }
      for (const host of ['evil.example', '127.0.0.1.evil.example', '10.0.0.1:8088']) {
        expect((await api.anonymous('GET', '/api/health', { headers: { host } })).status).to.equal(421)
      }
    })

    it('should carry headers that keep browsers strict, and nothing stored', async () => {
      const { headers } = await api.anonymous('GET', '/api/health')
      expect(String(headers['content-security-policy']))
        .to.contain("default-src 'self'")
        .and.contain("frame-ancestors 'none'")
      expect(headers).to.include({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
      expect(headers).not.to.have.property('access-control-allow-origin')
      expect(headers).not.to.have.property('x-powered-by')
    })

    it('should list which methods there are', async () => {
      const options = await api.anonymous('OPTIONS', '/api/tasks')
      expect(options).to.deep.include({ status: 204, text: '' })
      expect(options.headers.allow).to.equal('GET, HEAD, OPTIONS')
      expect((await api.anonymous('PATCH', '/api/tasks')).status).to.equal(405)
      const program = await api.program('viewer')
      expect(await program('HEAD', '/api/tasks')).to.include({ status: 200, text: '' })
      expect((await program('HEAD', '/api/events')).status).to.equal(405)
    })

    const refused: readonly (readonly [string, Parameters<TestApi['anonymous']>, number])[] = [
      [
        'no JSON',
        ['POST', '/api/session', { body: '{"name":', headers: { 'content-type': 'application/json' } }],
        400,
      ],
      [
        'another type',
        ['POST', '/api/session', { body: 'x', headers: { 'content-type': 'text/plain' } }],
        415,
      ],
      [
        'a key of prototypes',
        [
          'POST',
          '/api/session',
          { body: '{"__proto__":{}}', headers: { 'content-type': 'application/json' } },
        ],
        400,
      ],
      [
        'a constructor',
        [
          'POST',
          '/api/session',
          { body: '{"constructor":{"prototype":{}}}', headers: { 'content-type': 'application/json' } },
        ],
        400,
      ],
      [
        'a body that is too large',
        ['POST', '/api/session', { body: { name: 'x', password: 'y'.repeat(70_000) } }],
        413,
      ],
      [
        'an unknown property',
        ['POST', '/api/session', { body: { name: 'x', password: 'y', admin: true } }],
        400,
      ],
      ['a number for text', ['POST', '/api/session', { body: { name: 1, password: 'y' } }], 400],
      ['an unknown query', ['GET', '/api/health?x=1'], 400],
      ['a broken address', ['GET', '/api/tasks/%E0%A4%A'], 400],
      ['nothing there', ['GET', '/api/nothing'], 404],
      ['a way out', ['GET', '/..%2f..%2fetc/passwd'], 404],
    ]
    for (const [what, call, status] of refused) {
      it(`should be refused in one shape: ${what}`, async () => {
        const answer = await api.anonymous(...call)
        expect(answer.status).to.equal(status)
        const { error } = answer.body
        expect(error.code).to.match(/^FUNC_ERR_/)
        expect(error.message).to.be.a('string')
        expect(error.requestId).to.match(/^[\w-]{12}$/)
        expect(Object.keys(error)).to.satisfy((keys: string[]) =>
          keys.every((key) => ['code', 'message', 'todo', 'problems', 'requestId'].includes(key)),
        )
      })
    }

    it('should say nothing of what broke inside, but under which id it is logged', async () => {
      await api.close()
      const broken = () => Promise.reject(new Error('secret stack in /root/home'))
      api = await openTestApi({
        deps: ({ store }) => ({ store: { ...store, tasks: { ...store.tasks, list: broken } } }),
      })
      const answer = await (await api.program('viewer'))('GET', '/api/tasks')
      expect(answer.status).to.equal(500)
      expect(answer.text).not.to.contain('stack')
      expect(api.logged.join()).to.contain(answer.body.error.requestId)
    })
  })
})
