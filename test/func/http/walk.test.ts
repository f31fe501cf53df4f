import { expect } from 'chai'
import type { Permission, Settings, SinkTypes } from '#func/http/api.gen.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { type Caller, openTestApi, type TestApi } from '../../support/console/api.ts'
import { openEvents } from '../../support/console/event-stream.ts'
import { CHINESE, untranslated } from '../../support/console/languages.ts'

const SET = 'guance_aws_lambda'

/** The way of a user through the console, each step on what the one before left. */
describe('http walk', function () {
  this.timeout(120_000)
  let api: TestApi
  let simulator: Simulator
  let call: Caller
  let url: string

  before(async () => {
    simulator = await startSimulator({ functions: 5, seed: 1, now: () => new Date() })
    api = await openTestApi({ runs: true })
    call = await api.person('operator')
    url = await api.app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(async () => {
    await api.close()
    await simulator.close()
  })

  const keys = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY }
  const parameters = (more = {}) => ({ ...keys, endpoint: simulator.url, regions: ['us-east-1'], ...more })
  const post = async (path: string, body: unknown, headers = {}) => {
    const answer = await call('POST', path, { body, headers })
    expect(answer.status, answer.text).to.be.within(200, 299)
    return answer.body
  }
  const get = async (path: string) => {
    const answer = await call('GET', path)
    expect(answer.status, answer.text).to.equal(200)
    return answer.body
  }

  it('should find the set in the market, with what an install would bring', async () => {
    const { items } = await get('/api/script-sets?search=lambda%20collection')
    expect(items.map(({ id, state }: { id: string; state: string }) => [id, state])).to.deep.equal([
      [SET, 'available'],
    ])
    const details = await get(`/api/script-sets/${SET}`)
    expect(details.readme).to.contain('# ')
    expect(details.changelog).to.contain('## 1.0.0')
    expect(details.permissions.map(({ action }: { action: string }) => action)).to.include(
      'lambda:ListFunctions',
    )
    const textsOf = ({ feature, lost }: Permission) => [feature['zh-CN'], lost['zh-CN']]
    for (const text of details.permissions.flatMap(textsOf)) expect(text).to.match(CHINESE)
    expect(details.manifest.measurements[0].tags[0].description['zh-CN']).to.match(CHINESE)
    const plan = await post(`/api/script-sets/${SET}/plan`, {})
    for (const text of plan.addedPermissions.flatMap(textsOf)) expect(text).to.match(CHINESE)
    expect(
      plan.sets.map(({ id, action }: { id: string; action: string }) => `${id} ${action}`),
    ).to.deep.equal(['guance_integration_core installed', `${SET} installed`])
    expect(plan.sets[1].files).to.deep.include({ path: 'main.ts', change: 'added' })
    expect((await api.home.installer.installed()).length).to.equal(0)
  })

  it('should give settings and sink types in the languages of the console', async () => {
    const settings: Settings = await get('/api/settings')
    const types: SinkTypes = await get('/api/sink-types')
    const texts = [
      ...settings.items.map(({ key, description }) => [key, description] as const),
      ...types.items.map(({ type, title }) => [type, title] as const),
    ]
    expect(untranslated(texts)).to.deep.equal([])
    const datakit = types.items.find(({ type }) => type === 'datakit')
    expect(datakit)
      .to.have.nested.property('schema.properties.url.i18n.zh-CN.description')
      .that.match(CHINESE)
  })

  it('should install it', async () => {
    const { sets } = await post(`/api/script-sets/${SET}/install`, {})
    expect(sets.at(-1)).to.include({ id: SET, action: 'installed', from: null })
    expect((await get('/api/script-sets?state=installed')).items.length).to.equal(2)
    expect((await get(`/api/script-sets/${SET}/file?path=main.ts`)).text).to.contain(
      'export async function run',
    )
    for (const path of ['../../../secret.key', 'installed.json', '/etc/passwd', 'nothing.ts']) {
      const query = new URLSearchParams({ path })
      expect((await call('GET', `/api/script-sets/${SET}/file?${query}`)).status).to.equal(404)
    }
  })

  it('should test keys and permissions before anything is saved', async () => {
    const good = await post(`/api/script-sets/${SET}/test`, { parameters: parameters() })
    expect(good).to.deep.include({ ok: true, missingActions: [], policy: null })
    expect(good.regions).to.deep.include({ id: 'us-east-1', status: 'enabled' })
    for (const { feature, lost } of good.permissions)
      expect(`${feature['zh-CN']} ${lost['zh-CN']}`).to.match(CHINESE)

    const wrong = await post(`/api/script-sets/${SET}/test`, {
      parameters: parameters({ ak_secret: 'not-the-secret' }),
    })
    expect(wrong.ok).to.equal(false)
    expect(wrong.credentialsError.code).to.equal('FUNC_ERR_AWS_CREDENTIALS_INVALID')
    expect(JSON.stringify(wrong)).not.to.contain('not-the-secret')

    const missing = await post(`/api/script-sets/${SET}/test`, { parameters: { regions: 'mars-1' } })
    expect(missing.problems[0].path).to.contain('regions')
    expect(await api.home.store.secrets.list()).to.deep.equal([])
  })

  it('should name the missing actions and the policy to attach', async () => {
    simulator.setFaults({ deny: ['lambda:ListFunctions', 'tag:GetResources'] })
    const report = await post(`/api/script-sets/${SET}/test`, { parameters: parameters() })
    simulator.setFaults({})
    expect(report.ok).to.equal(false)
    expect(report.missingActions).to.deep.equal(['lambda:ListFunctions', 'tag:GetResources'])
    expect(report.policy.Statement[0].Action).to.deep.equal(['lambda:ListFunctions', 'tag:GetResources'])
  })

  it('should preview and deploy, once for one idempotency key', async () => {
    const request = { name: 'prod', parameters: parameters({ account_name: 'prod' }), cron: '0 0 1 1 *' }
    const preview = await post(`/api/script-sets/${SET}/preview`, request)
    expect(preview).to.deep.include({ current: null, edited: false, diff: '' })
    expect(preview.next).to.have.length(5)
    expect(preview.text).to.contain("env('PROD_AK_SECRET')").and.not.contain(SECRET_ACCESS_KEY)
    const key = { 'idempotency-key': 'deploy-prod-1' }
    const first = await post(`/api/script-sets/${SET}/deploy`, request, key)
    expect(first).to.include({ outcome: 'created', file: 'startup/prod.ts' })
    const again = await call('POST', `/api/script-sets/${SET}/deploy`, { body: request, headers: key })
    expect(again.body).to.deep.equal(first)
    expect(again).to.nested.include({ status: 201, 'headers.idempotency-replayed': 'true' })
    const other = { ...request, title: 'Other' }
    expect(
      (await call('POST', `/api/script-sets/${SET}/deploy`, { body: other, headers: key })).status,
    ).to.equal(409)
    expect(await get('/api/secrets')).to.nested.include({
      'items[0].owner': 'prod',
      'items[0].name': 'PROD_AK_ID',
    })
  })

  it('should check the deployed script, too', async () => {
    expect((await post('/api/startup-scripts/prod/check', {})).ok).to.equal(true)
  })

  it('should change the schedule only as it was read', async () => {
    const { headers } = await call('GET', '/api/triggers/prod')
    const edit = (tag: string) =>
      call('PATCH', '/api/triggers/prod', {
        body: { cron: '*/10 * * * *', enabled: false },
        headers: { 'if-match': tag },
      })
    const changed = await edit(String(headers.etag))
    expect(changed.body).to.deep.include({ cron: '*/10 * * * *', state: 'disabled', next: [] })
    expect((await edit(String(headers.etag))).status).to.equal(412)
    const bad = await call('PATCH', '/api/triggers/prod', {
      body: { cron: 'x' },
      headers: { 'if-match': '*' },
    })
    expect(bad.body.error.code).to.equal('FUNC_ERR_CRON_INVALID')
  })

  it('should save an edited startup script that loads, and refuse another', async () => {
    const read = await call('GET', '/api/startup-scripts/prod')
    expect(read.body.edited).to.equal(false)
    // the schedule was changed since it was deployed
    expect(read.body.diff).to.contain("+export const schedule = { cron: '*/10 * * * *'")
    const save = (text: string, tag = '*') =>
      call('PUT', '/api/startup-scripts/prod', { body: { text }, headers: { 'if-match': tag } })
    const broken = await save('export const title = 1')
    expect(broken.body.error.code).to.equal('FUNC_ERR_DEPLOY_VERIFY_FAILED')
    expect(broken.text).not.to.contain(api.home.folder)
    const text = `${read.body.text}// mine\n`
    const saved = await save(text, String(read.headers.etag))
    expect(saved.status, saved.text).to.equal(200)
    expect(saved.body).to.include({ edited: true, text })
    expect(JSON.stringify(saved.body.config)).to.contain('us-east-1').and.not.contain(SECRET_ACCESS_KEY)
    expect((await save(text, String(read.headers.etag))).status).to.equal(412)
    const beside = await call('POST', `/api/script-sets/${SET}/deploy`, {
      body: {
        name: 'prod',
        parameters: { regions: ['us-east-1'], endpoint: simulator.url, account_name: 'prod' },
      },
    })
    expect(beside).to.nested.include({
      status: 200,
      'body.outcome': 'conflict',
      'body.newFile': 'startup/prod.new.ts',
    })
  })

  it('should refuse a window that is none', async () => {
    const [before, after] = [Date.now() - 3_600_000, Date.now() + 3_600_000].map((ms) =>
      new Date(ms).toISOString(),
    )
    for (const window of [
      { from: before, to: before },
      { from: after, to: before },
      { from: before, to: after },
    ]) {
      const { status, body } = await call('POST', '/api/triggers/prod/execute', { body: { window } })
      expect({ status, code: body.error.code }).to.deep.equal({
        status: 400,
        code: 'FUNC_ERR_HTTP_REQUEST_INVALID',
      })
      expect(body.error.message).to.match(
        /^Cannot read this window: wanted a time of the past and a later one/,
      )
    }
  })

  it('should execute, and show task, log, figures and events live', async () => {
    const events = await openEvents(`${url}/api/events`, await api.credentials('viewer'))
    const task = await post('/api/triggers/prod/execute', {}, { 'idempotency-key': 'run-once-1' })
    expect((await post('/api/triggers/prod/execute', {}, { 'idempotency-key': 'run-once-1' })).id).to.equal(
      task.id,
    )
    expect(task.requestedBy).to.equal('user operator-person')
    const log = await openEvents(`${url}/api/tasks/${task.id}/log/stream`, await api.credentials('viewer'))
    const received = await log.rest()
    expect(received.at(-1)).to.nested.include({ event: 'end', 'data.status': 'success' })
    expect(received.map(({ data }) => data.message)).to.include.members(['Run started', 'Run ended'])
    expect((await get(`/api/tasks/${task.id}`)).figures.points.metric).to.be.greaterThan(0)
    expect((await get('/api/tasks?trigger=prod')).items.map(({ id }: { id: string }) => id)).to.deep.equal([
      task.id,
    ])
    const topics = new Set<string>()
    while (!topics.has('tasks'))
      for (const topic of (await events.next())!.data.topics ?? []) topics.add(topic)
    events.close()
  })

  it('should give objects, metrics and the dashboard', async () => {
    const objects = await post('/api/objects/query', { limit: 2, sort: { kind: 'tag', name: 'name' } })
    expect(objects).to.nested.include({ total: 5, 'items.length': 2 })
    const next = await post('/api/objects/query', {
      limit: 4,
      sort: { kind: 'tag', name: 'name' },
      cursor: objects.nextCursor,
    })
    expect(next).to.nested.include({ 'items.length': 3, nextCursor: null })
    expect((await get(`/api/objects/${objects.items[0].id}`)).tags.name).to.equal(objects.items[0].tags.name)

    const { dashboard } = await get(`/api/dashboards/${SET}/aws-lambda`)
    const to = Date.now()
    for (const { queries, where, groupBy, top } of dashboard.panels) {
      const columns = queries.map(({ name, field, expression, aggregation }: Record<string, string>) => {
        return JSON.parse(JSON.stringify({ name, field, expression, aggregation }))
      })
      const query = { measurement: 'aws_lambda', columns, where, groupBy, top: top && { count: top } }
      const { groups } = await post(
        '/api/metrics/query',
        JSON.parse(JSON.stringify({ ...query, from: to - 3_600_000, to })),
      )
      expect(groups).to.be.an('array')
    }
    const { items } = await get('/api/measurements/aws_lambda/fields')
    const duration = items.find(({ field }: { field: string }) => field === 'Duration_Average')
    expect(duration.unit).to.equal('Milliseconds')
    expect(duration.description.en).to.match(/^Time the code spent/)
    expect(duration.description['zh-CN']).to.match(CHINESE)
  })

  it('should show health at a glance', async () => {
    const overview = await get('/api/overview')
    expect(overview.status).to.equal('warning')
    expect(overview.triggers[0]).to.include({ name: 'prod', state: 'disabled' })
    expect(overview.freshness[0]).to.include({
      account: 'prod',
      region: 'us-east-1',
      trigger: 'prod',
      measurement: 'aws_lambda',
    })
    expect(overview.freshness[0].lagSeconds).to.be.within(0, 600)
    expect(overview.bill.dollars24h).to.be.greaterThan(0)
    expect(overview.counts.functions).to.equal(5)
  })

  it('should have an audit of all that, without a secret', async () => {
    const admin = await api.person('admin')
    const { body, text } = await admin('GET', '/api/audit?limit=100')
    const actions = body.items.map(({ action }: { action: string }) => action)
    expect(actions).to.include.members(['script-set.install', 'startup-script.deploy', 'trigger.change'])
    expect(actions).to.include.members(['startup-script.edit', 'trigger.execute'])
    expect(text).not.to.contain(SECRET_ACCESS_KEY)
    const change = body.items.find(({ action }: { action: string }) => action === 'trigger.change')
    expect(change).to.nested.include({
      actor: 'operator-person',
      'before.cron': '0 0 1 1 *',
      'after.cron': '*/10 * * * *',
    })
  })

  it('should remove the startup script, keeping the edited file, and then the set', async () => {
    expect((await call('DELETE', `/api/script-sets/${SET}`)).body.error.code).to.equal(
      'FUNC_ERR_MARKET_IN_USE',
    )
    const removed = await call('DELETE', '/api/startup-scripts/prod')
    expect(removed.body).to.deep.equal({ done: true, keptAs: 'startup/prod.old.ts' })
    expect((await call('DELETE', `/api/script-sets/${SET}`)).body.removed).to.deep.equal([SET])
    expect(await get('/api/secrets')).to.deep.equal({ items: [] })
  })
})
