import { expect } from 'chai'
import fc from 'fast-check'
import { ERRORS, type ErrorCode, FuncError } from '#func/errors.ts'
import { createPasswords } from '#func/http/access/passwords.ts'
import { createSignInLimits } from '#func/http/access/sign-in-limits.ts'
import { errorAnswer } from '#func/http/error-answer.ts'
import { assertMatch, etagOf } from '#func/http/etag.ts'
import { createGate } from '#func/http/gate.ts'
import { createLocks } from '#func/http/locks.ts'
import { pickerOf } from '#func/http/serialize.ts'
import { CHEAP } from '../../support/console/api.ts'

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as FuncError).code
  }
}

describe('http/passwords', () => {
  const passwords = createPasswords((work) => work(), CHEAP)

  it('should know a password by its hash, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (right, wrong) => {
        const hash = await passwords.hash(right)
        expect(await passwords.verify(right, hash)).to.equal(true)
        expect(await passwords.verify(wrong, hash)).to.equal(
          right.normalize('NFC') === wrong.normalize('NFC'),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('should salt, take any way to write a letter, and know hashes of another cost', async () => {
    expect(await passwords.hash('same')).not.to.equal(await passwords.hash('same'))
    expect(await passwords.verify('u\u0308', await passwords.hash('\u00fc'))).to.equal(true)
    const dearer = createPasswords((work) => work(), { memoryKib: 64, passes: 2 })
    expect(await passwords.verify('x', await dearer.hash('x'))).to.equal(true)
  })

  it('should refuse without a hash, or with one that is none', async () => {
    for (const hash of [undefined, '', 'plain', '$argon2id$v=19$m=8,t=1,p=1$$']) {
      expect(await passwords.verify('plain', hash)).to.equal(false)
    }
  })

  it('should agree with the reference implementation', async () => {
    // https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c, Argon2id
    const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await passwords.verify('password', hash)).to.equal(true)
  })
})

describe('http/gate', () => {
  it('should let so many run, so many wait, and refuse the others', async () => {
    const gate = createGate({ running: 2, waiting: 1 })
    const ends: (() => void)[] = []
    const work = () => gate(() => new Promise<void>((resolve) => ends.push(resolve)))
    const first = [work(), work(), work()]
    const refused = await work().catch((error: FuncError) => error.code)
    expect(refused).to.equal('FUNC_ERR_HTTP_BUSY')
    expect(ends).to.have.length(2)
    ends[0]!()
    await first[0]
    await new Promise((resolve) => setImmediate(resolve))
    expect(ends).to.have.length(3)
    for (const end of ends) end()
    await Promise.all(first)
  })

  it('should go on after a failure', async () => {
    const gate = createGate({ running: 1, waiting: 0 })
    await gate(() => Promise.reject(new Error('no'))).catch(() => {})
    expect(await gate(async () => 1)).to.equal(1)
  })
})

describe('http/locks', () => {
  it('should do one thing at a time for one key, also after a failure', async () => {
    const locks = createLocks()
    const order: string[] = []
    const step = (key: string, name: string, fails = false) =>
      locks(key, async () => {
        order.push(`${name} begins`)
        await new Promise((resolve) => setImmediate(resolve))
        order.push(`${name} ends`)
        if (fails) throw new Error(name)
      })
    await Promise.allSettled([step('x', 'a', true), step('x', 'b'), step('y', 'c')])
    expect(order.filter((each) => !each.startsWith('c'))).to.deep.equal([
      'a begins',
      'a ends',
      'b begins',
      'b ends',
    ])
    expect(order.indexOf('c begins')).to.be.lessThan(order.indexOf('a ends'))
  })
})

describe('http/etag', () => {
  it('should distinguish states, and take its own, a list with it, and *', () => {
    const tag = etagOf({ a: 1 })
    expect(tag)
      .to.match(/^"[\w-]{22}"$/)
      .and.not.equal(etagOf({ a: 2 }))
    for (const given of [tag, `"x", ${tag}`, '*']) expect(() => assertMatch(given, tag, 'it')).not.to.throw()
    expect(codeOf(() => assertMatch('"x"', tag, 'it'))).to.equal('FUNC_ERR_HTTP_ETAG_MISMATCH')
    expect(codeOf(() => assertMatch(undefined, tag, 'it'))).to.equal('FUNC_ERR_HTTP_ETAG_MISSING')
  })
})

describe('http/sign-in-limits', () => {
  it('should count by name and by address, and forget with time and success', () => {
    let now = 0
    const limits = createSignInLimits(() => new Date(now))
    const isAllowed = (address: string, name: string) =>
      codeOf(() => limits.assertAllowed(address, name)) === undefined
    for (let n = 0; n < 10; n++) limits.failed(`address ${n}`, 'ada')
    expect(isAllowed('elsewhere', 'ada')).to.equal(false)
    expect(isAllowed('elsewhere', 'bob')).to.equal(true)
    limits.succeeded('ada')
    expect(isAllowed('elsewhere', 'ada')).to.equal(true)
    for (let n = 0; n < 20; n++) limits.failed('one', `name ${n}`)
    expect(isAllowed('one', 'anybody')).to.equal(false)
    now += 5 * 60_000
    expect(isAllowed('one', 'anybody')).to.equal(true)
  })
})

describe('http/serialize', () => {
  it('should leave out what the schema does not name, at every depth', () => {
    const pick = pickerOf({
      type: 'object',
      additionalProperties: false,
      properties: {
        a: { type: 'string' },
        list: {
          type: 'array',
          items: { type: 'object', additionalProperties: false, properties: { b: {} } },
        },
        maybe: { anyOf: [{ $ref: 'SessionUser#' }, { type: 'null' }] },
        free: { type: 'object', additionalProperties: true },
      },
    })
    const user = { name: 'ada', role: 'admin', kind: 'user' }
    const value = {
      ...{ a: 'x', secret: 1, list: [{ b: { c: 1 }, secret: 1 }], free: { any: 1 } },
      maybe: { ...user, passwordHash: 'h' },
    }
    expect(pick(value)).to.deep.equal({ a: 'x', list: [{ b: { c: 1 } }], free: { any: 1 }, maybe: user })
    expect(pick({ maybe: null })).to.deep.equal({ maybe: null })
  })
})

describe('http/error-answer', () => {
  const answer = (error: unknown) => errorAnswer(error, 'r1', (text) => text.replaceAll('/root/home', 'home'))

  it('should have a status for every code, and say nothing of its own troubles', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const { status, body } = answer(new FuncError(code, 'hush'))
      expect(status, code).to.be.within(400, 503)
      if (status >= 500) expect(body.error.message, code).not.to.contain('hush')
    }
  })

  const STATUSES = [
    ['FUNC_ERR_TASK_UNKNOWN', 404],
    ['FUNC_ERR_PARAMETER_INVALID', 422],
    ['FUNC_ERR_AWS_ACCESS_DENIED', 422],
    ['FUNC_ERR_STORE_BUSY', 503],
    ['FUNC_ERR_STORE_CORRUPT', 500],
    ['FUNC_ERR_STORE_QUERY_INVALID', 400],
  ] as const
  for (const [code, status] of STATUSES) {
    it(`should answer ${code} with ${status}`, () => {
      expect(answer(new FuncError(code, 'x')).status).to.equal(status)
    })
  }

  it('should shorten paths, in problems too, and hide what is no error of ours', () => {
    const details = { problems: [{ path: 'x', message: 'in /root/home/y', extra: 1 }] }
    const { body } = answer(new FuncError('FUNC_ERR_CONFIG_INVALID', 'Cannot use /root/home/x', { details }))
    expect(body.error).to.deep.include({
      message: 'Cannot use home/x',
      problems: [{ path: 'x', message: 'in home/y' }],
    })
    const { status, body: hidden } = answer(new TypeError('x is undefined at /root/home'))
    expect(status).to.equal(500)
    expect(JSON.stringify(hidden)).not.to.contain('undefined at')
  })
})
