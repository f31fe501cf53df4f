import { expect } from 'chai'
import { type Caller, openTestApi, type TestApi } from '../../support/console/api.ts'
import { type DocumentedOperation, documentedOperations, samplePath } from '../../support/console/openapi.ts'

const ROLES = ['viewer', 'operator', 'admin'] as const
const RANKS = ['public', ...ROLES]
const OPERATIONS = documentedOperations()
const SESSION = ['signIn', 'signOut', 'setUp', 'changePassword']

describe('http roles', () => {
  let api: TestApi
  let url: string

  before(async () => {
    api = await openTestApi()
    // somebody has to stay admin whatever is called
    await api.person('admin')
    url = await api.app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => api.close())

  /** Streams do not end by themselves: only how they begin is looked at. */
  async function statusOf(operation: DocumentedOperation, call: Caller, headers: Record<string, string>) {
    const path = samplePath(operation)
    if (!operation.streams) return (await call(operation.method, path, bodyOf(operation))).status
    const abort = new AbortController()
    const { status } = await fetch(url + path, { headers, signal: abort.signal })
    abort.abort()
    return status
  }

  /** An empty body: whoever may call gets what is missing, and nothing is changed. */
  function bodyOf({ method }: DocumentedOperation) {
    return method === 'GET' || method === 'DELETE' ? {} : { body: {} }
  }

  it('should know every operation of the document', () => {
    expect(OPERATIONS.length).to.be.greaterThan(60)
    for (const { method, path } of OPERATIONS) {
      const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
      expect(api.app.hasRoute({ method: method as 'GET', url: route }), `${method} ${route}`).to.equal(true)
    }
  })

  it('should leave nothing public but what signing in needs', () => {
    const open = OPERATIONS.filter(({ role }) => role === 'public').map(({ id }) => id)
    expect(open.sort()).to.deep.equal(['getHealth', 'getOpenApi', 'getSession', 'setUp', 'signIn'])
  })

  it('should let viewers only read, and nobody but admins see users, keys and the audit', () => {
    const reading = /^(query|list|plan)/
    for (const { id, method, role } of OPERATIONS) {
      if (role === 'viewer' && method !== 'GET' && !SESSION.includes(id)) expect(id).to.match(reading)
      if (/User|AccessKey|Audit/.test(id)) expect(`${id} ${role}`).to.equal(`${id} admin`)
      if (/Secret/.test(id)) expect(RANKS.indexOf(role)).to.be.at.least(RANKS.indexOf('operator'))
    }
  })

  it('should name no secret in any answer', () => {
    const { text } = { text: JSON.stringify(OPERATIONS.map(({ body: _, ...rest }) => rest)) }
    expect(text).not.to.match(/passwordHash|tokenSha256|sealed/)
  })

  for (const operation of OPERATIONS) {
    const { method, path, role } = operation
    it(`should guard ${method} ${path} for ${role}`, async () => {
      if (role !== 'public') {
        expect(await statusOf(operation, api.anonymous, {}), 'anonymous').to.equal(401)
        const forged = { authorization: `Bearer fbx_${'x'.repeat(43)}` }
        expect(await statusOf(operation, callerWith(forged), forged), 'a forged key').to.equal(401)
      }
      for (const mine of ROLES) {
        const program = await statusOf(operation, await api.program(mine), await api.credentials(mine))
        check(program, mine, operation, 'program')
        if (operation.streams || operation.id === 'signOut') continue
        check(await statusOf(operation, await api.person(mine), {}), mine, operation, 'person')
      }
    })
  }

  function callerWith(headers: Record<string, string>): Caller {
    return (method, path, options = {}) => api.anonymous(method, path, { ...options, headers })
  }

  function check(status: number, mine: string, { role, id }: DocumentedOperation, kind: string): void {
    const isAllowed = RANKS.indexOf(mine) >= RANKS.indexOf(role)
    const what = `${kind} ${mine} calls ${id}`
    if (!isAllowed) {
      expect(status, what).to.equal(403)
      return
    }
    expect(status, what).to.be.lessThan(500)
    // a password is of a person: a program has none; the tested person's is wrong
    if (!SESSION.includes(id)) expect(status, what).not.to.be.oneOf([401, 403, 405])
  }
})
