import { expect } from 'chai'
import { INSTANT_FORMAT } from '#func/time.ts'
import { type Caller, openTestApi, type TestApi } from '../../support/console/api.ts'

const NOW = new Date('2026-03-01T00:00:00Z')

describe('http: times of requests', () => {
  const { TZ } = process.env
  let api: TestApi
  let admin: Caller

  before(async () => {
    // not UTC, so that a time without an offset that is taken as local shows
    process.env.TZ = 'America/New_York'
    api = await openTestApi({ clock: () => NOW })
    admin = await api.person('admin')
  })
  after(async () => {
    if (TZ === undefined) delete process.env.TZ
    else process.env.TZ = TZ
    await api.close()
  })

  const requests = {
    'querystring.since of tasks': (time: string) =>
      admin('GET', `/api/tasks?since=${encodeURIComponent(time)}`),
    'querystring.since of the audit': (time: string) =>
      admin('GET', `/api/audit?since=${encodeURIComponent(time)}`),
    'body.expiresAt': (time: string) =>
      admin('POST', '/api/access-keys', { body: { name: 'ci', role: 'viewer', expiresAt: time } }),
    'body.pausedUntil': (time: string) =>
      admin('PATCH', '/api/triggers/prod', { body: { pausedUntil: time }, headers: { 'if-match': '*' } }),
    'body.window.from': (time: string) =>
      admin('POST', '/api/triggers/prod/execute', { body: { window: { from: time, to: '2026-02-01' } } }),
  }
  const refused = [
    '2026-02-30',
    '2026-July-4',
    '2026-01-01T23:59:60Z',
    '2026-01-01 08:00',
    '1767225600000',
    '',
  ]
  for (const [name, send] of Object.entries(requests)) {
    for (const time of refused) {
      it(`should refuse '${time}' as ${name}, and say what is wanted`, async () => {
        const { status, body } = await send(time)
        const problem = { path: name.split(' ')[0], message: `must be ${INSTANT_FORMAT}` }
        expect({ status, ...body.error }).to.deep.include({
          ...{ status: 400, code: 'FUNC_ERR_HTTP_REQUEST_INVALID', problems: [problem] },
        })
      })
    }
  }

  const taken = [
    ['2026-04-01T08:00', '2026-04-01T08:00:00.000Z'],
    ['2026-04-01T08:00+08:00', '2026-04-01T00:00:00.000Z'],
    ['2026-04-01', '2026-04-01T00:00:00.000Z'],
  ] as const
  for (const [time, instant] of taken) {
    it(`should take ${time} as ${instant}`, async () => {
      const { status, body } = await requests['body.expiresAt'](time)
      expect({ status, expiresAt: body.key?.expiresAt }).to.deep.equal({ status: 201, expiresAt: instant })
    })
  }

  it('should read windows and queries in UTC too', async () => {
    // the hour before midnight in UTC; in New York it begins after its end
    const { body } = await requests['body.window.from']('2026-01-31T23:00')
    expect(body.error.code).to.equal('FUNC_ERR_TRIGGER_UNKNOWN')
    const since = async (time: string) =>
      (await admin('GET', `/api/audit?since=${encodeURIComponent(time)}`)).body.items.length
    expect(await since('2026-03-01T00:00')).to.be.greaterThan(0)
    expect(await since('2026-03-01T00:00:01')).to.equal(0)
  })
})
