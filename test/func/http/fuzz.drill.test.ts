import { expect } from 'chai'
import { callerOf, openTestApi, type TestApi } from '../../support/console/api.ts'
import {
  type AnySchema,
  DOCUMENT,
  type DocumentedOperation,
  documentedOperations,
} from '../../support/console/openapi.ts'

/** `npm run fuzz` asks ten thousand times. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 400)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
const SECRET = 'a-secret-that-must-not-leave'
/** These do not end by themselves, or end what the others need. */
const LEFT_OUT = ['streamEvents', 'streamTaskLog', 'signOut']

const HOSTILE: readonly unknown[] = [
  ...[
    '',
    ' ',
    '\u0000',
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    "' or 1=1 --",
    '%00',
    '%',
    '*',
    '[',
    '\\',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'ü€😀\ud800',
    'a'.repeat(5000),
    '-1',
    'NaN',
    '1e400',
    '2026-13-45T99:99:99Z',
  ],
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    [[[[]]]],
    { a: { b: { c: {} } } },
  ],
  ...[
    '<script>alert(1)</script>',
    '#{7*7}',
    '{{7*7}}',
    'file:///etc/passwd',
    'http://169.254.169.254/',
    '\r\nset-cookie: x=1',
  ],
]
const NAMES = [
  'guance_aws_lambda',
  'guance_integration_core',
  'prod',
  'local',
  'admin-person',
  'sink:local',
  't-1',
]

describe('http fuzz', function () {
  this.timeout(Math.max(60_000, REQUESTS * 200))
  let api: TestApi
  const random = createRandom(SEED)

  before(async () => {
    api = await openTestApi({ deps: withoutNetwork })
    await api.person('admin')
    await api.home.installer.install('guance_aws_lambda')
    await api.home.store.triggers.deploy(trigger(), { PROD_AK_SECRET: SECRET })
  })
  after(() => api.close())

  it(`should meet ${REQUESTS} hostile requests without a 5xx, a crash or a leak`, async () => {
    const callers = [
      callerOf(api.app, await api.credentials('admin')),
      callerOf(api.app, await api.credentials('admin')),
      callerOf(api.app, await api.credentials('operator')),
      api.anonymous,
    ]
    const operations = documentedOperations().filter(({ id }) => !LEFT_OUT.includes(id))
    const statuses: Record<number, number> = {}
    for (let at = 0; at < REQUESTS; at++) {
      const operation = operations[at % operations.length]!
      const { url, headers, body } = requestFor(operation)
      const answer = await pick(callers)(operation.method, url, {
        headers,
        ...(body === undefined ? {} : { body }),
      })
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      const what = `${operation.method} ${url} ${JSON.stringify(body)}: ${answer.text.slice(0, 500)}\n${api.logged.at(-1)}`
      expect(answer.status, what).to.be.lessThan(500)
      if (answer.status >= 400) expect(answer.body.error.code, what).to.match(/^FUNC_ERR_/)
      expect(answer.text.includes(SECRET) || answer.text.includes(api.home.folder), what).to.equal(false)
      expect(answer.text, what).not.to.match(/node_modules|\bat file:|argon2id\$/)
    }
    expect(Object.keys(statuses)).to.include.members(['200', '400', '401', '404'])
    expect((await api.anonymous('GET', '/api/health')).status).to.equal(200)
    expect(await api.home.store.check()).to.deep.equal([])
  })

  function requestFor(operation: DocumentedOperation) {
    const query = new URLSearchParams()
    let url = operation.path
    const headers: Record<string, string> = {}
    for (const { name, in: where, schema } of operation.parameters) {
      const value = chance(0.85) ? valueFor(schema) : pick(HOSTILE)
      if (where === 'path') url = url.replace(`{${name}}`, pathText(value))
      if (where === 'query' && chance(0.6)) query.append(name, text(value))
      if (where === 'header' && chance(0.8)) headers[name] = text(value).replaceAll(/[^\x20-\x7e]/g, '?')
    }
    if (chance(0.1)) query.append(text(pick(HOSTILE)), 'x')
    const search = query.size === 0 ? '' : `?${query}`
    return {
      url: url + search,
      headers,
      body: operation.body === undefined ? undefined : bodyFor(operation.body),
    }
  }

  function bodyFor(schema: AnySchema): unknown {
    if (chance(0.05)) return pick([...HOSTILE.filter((each) => typeof each === 'object'), '{"a":', '[1'])
    return valueFor(schema)
  }

  /** Mostly as the schema wants it, now and then not. */
  function valueFor(schema: AnySchema, depth = 0): unknown {
    if (chance(0.06) || depth > 6) return pick(HOSTILE)
    if (schema.$ref !== undefined) {
      return valueFor(DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)!], depth)
    }
    if (schema.enum !== undefined) return pick(schema.enum)
    if (schema.anyOf !== undefined) return valueFor(pick(schema.anyOf), depth + 1)
    const type = pick([schema.type].flat())
    if (type === 'object') return objectFor(schema, depth)
    if (type === 'array') return Array.from({ length: whole(3) }, () => valueFor(schema.items, depth + 1))
    if (type === 'integer') return whole(schema.maximum ?? 100, schema.minimum ?? 0)
    if (type === 'number') return random() * 100
    if (type === 'boolean') return chance(0.5)
    if (type === 'null') return null
    return stringFor(schema)
  }

  function objectFor(
    { properties = {}, required = [], additionalProperties }: AnySchema,
    depth: number,
  ): unknown {
    const names = Object.keys(properties).filter((name) => required.includes(name) || chance(0.5))
    const entries = names.map((name) => [name, valueFor(properties[name], depth + 1)])
    const isOpen = additionalProperties !== undefined && additionalProperties !== false
    const more =
      isOpen || chance(0.05) ? [[text(pick([...HOSTILE, 'regions', 'url', 'path'])), pick(HOSTILE)]] : []
    return Object.fromEntries([...entries, ...more])
  }

  function stringFor({ format, minLength = 0 }: AnySchema): string {
    if (format === 'date-time') return new Date(Date.UTC(2026, whole(12), whole(28))).toISOString()
    return chance(0.6) ? pick(NAMES) : text(pick(HOSTILE)).padEnd(Math.min(minLength, 20), 'x')
  }

  function pick<T>(items: readonly T[]): T {
    return items[Math.floor(random() * items.length)]!
  }
  function chance(probability: number): boolean {
    return random() < probability
  }
  function whole(maximum: number, minimum = 0): number {
    return Math.floor(minimum + random() * (Math.min(maximum, 1e9) - minimum))
  }
})

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A lone surrogate cannot be in an address. */
function pathText(value: unknown): string {
  return encodeURIComponent(text(value).toWellFormed()).slice(0, 400) || 'x'
}

/** Mulberry32: the same seed gives the same requests. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Nothing is asked of AWS or of receivers, and no file is written where a request says. */
function withoutNetwork({ deploys, sinks }: TestApi['deps']): Partial<TestApi['deps']> {
  const healthy = async () => ({ ok: true, message: 'fine' })
  const report = { identity: null, credentialsError: null, regions: [], permissions: [] }
  return {
    deploys: { ...deploys, test: async () => ({ report }), check: async () => report },
    sinks: { ...sinks, test: healthy, check: healthy },
  }
}

function trigger() {
  const now = new Date('2026-01-01T00:00:00Z')
  return {
    ...{ name: 'prod', title: 'Prod', scriptSet: 'guance_aws_lambda', cron: '*/5 * * * *', timezone: 'UTC' },
    ...{ jitterSeconds: 0, timeoutSeconds: 300, enabled: false, pausedUntil: null, generatedSha256: '' },
    ...{ generatedVersion: '1.0.0', parameters: {}, createdAt: now, updatedAt: now },
  }
}
