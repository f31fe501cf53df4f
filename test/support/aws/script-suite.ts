/** What every AWS script set must do, whatever it collects: `testScript({ … })` in its test file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createAwsClients } from '#func/aws/clients.ts'
import { codeOf, messageOf } from '#func/errors.ts'
import type { Manifest } from '#func/market/manifest.gen.ts'
import { parseConfig } from '#func/market/manifest.ts'
import type { Json, Point, Run, UnitsFailedError } from '#func/script.ts'
import { parseMarks } from '../../../scripts/guance_integration_core/windows/marks.ts'
import { awsError, forgetMocks, mockJson, useAwsMocks } from './aws.ts'
import { createTestContext, type TestContext, type TestContextOptions } from './script-context.ts'

export interface ScriptSuite {
  readonly id: string
  readonly run: Run<never>
  readonly namespace: string
  /** The dimension that names a resource, and a metric that it has. */
  readonly dimension: string
  readonly metric: string
  /** Fields that change the smallest config so that only metrics are collected. */
  readonly metricsOnly?: Record<string, Json>
  /** Mocks the calls, other than to CloudWatch, of one run with `metricsOnly`. */
  readonly mockOthers?: () => void
  /** Configs besides the smallest one that are good, and that are bad with a part of the complaint. */
  readonly good?: Readonly<Record<string, unknown>>
  readonly bad?: Readonly<Record<string, readonly [config: unknown, at: string]>>
  /** Mocks everything of one run at `GOLDEN_TIME`; its points are compared with `testdata/expected.lp`, or
   * written there when UPDATE_GOLDEN=1. */
  readonly golden: { readonly config: Record<string, Json>; readonly mock: () => void }
}

export const GOLDEN_TIME = new Date('2026-08-01T12:00:00Z')
const ROOT = join(import.meta.dirname, '../../..')
const ACCOUNT = {
  ak_id: 'AKIAEXAMPLEEXAMPLE00',
  ak_secret: 'not-a-real-secret',
  extra_tags: { account_name: 'test' },
}
const SMALLEST = { account: ACCOUNT, regions: ['us-east-1'] }
const FIVE_MINUTES = 300_000
/** More resources than fit into one request of 500 queries: five statistics each. */
const RESOURCES = 101

export function testScript(suite: ScriptSuite): void {
  describe(`${suite.id} as a script set`, () => {
    useAwsMocks()
    testConfig(suite)
    testGolden(suite)
    testCheckpoints(suite)
    testAbort(suite)
  })
}

/** Checks a config against the manifest, filling in its defaults, as the host does. */
export function checkedConfig(id: string, config: unknown): { config: unknown; complaints: string } {
  try {
    return { config: parseConfig(manifestOf(id), config), complaints: '' }
  } catch (error) {
    return { config: undefined, complaints: messageOf(error) }
  }
}

/** The schema of each is compiled once, as drills check a config for every run. */
const manifests = new Map<string, Manifest>()

function manifestOf(id: string): Manifest {
  const known = manifests.get(id)
  if (known !== undefined) return known
  const manifest = JSON.parse(readFileSync(join(ROOT, 'manifests', `${id}.json`), 'utf8')) as Manifest
  manifests.set(id, manifest)
  return manifest
}

function testConfig({ id, good = {}, bad = {} }: ScriptSuite): void {
  for (const [name, config] of Object.entries({ 'the smallest config': SMALLEST, ...good })) {
    it(`should take ${name}`, () => {
      expect(checkedConfig(id, config).complaints).to.equal('')
    })
  }
  for (const [name, [config, at]] of Object.entries(bad)) {
    it(`should refuse ${name}`, () => {
      expect(checkedConfig(id, config).complaints).to.contain(at)
    })
  }
}

interface Outcome extends TestContext {
  readonly error: unknown
}

async function runOnce(
  suite: ScriptSuite,
  config: Record<string, Json>,
  options: Partial<TestContextOptions> = {},
): Promise<Outcome> {
  const settings = { maxAttempts: 1, throttleRounds: 1 }
  const aws = createAwsClients({ now: Date.now, settings, ...(options.signal && { signal: options.signal }) })
  const test = createTestContext({ triggeredAt: GOLDEN_TIME, aws, ...options })
  const checked = checkedConfig(suite.id, { ...SMALLEST, ...config })
  expect(checked.complaints).to.equal('')
  try {
    await suite.run(checked.config as never, test.context)
    return { ...test, error: undefined }
  } catch (error) {
    return { ...test, error }
  } finally {
    aws.close()
  }
}

function testGolden(suite: ScriptSuite): void {
  it('should write the very points that were promised', async () => {
    suite.golden.mock()
    const { points, error } = await runOnce(suite, suite.golden.config)
    expect(error).to.equal(undefined)
    const lines = [...points.custom_object, ...points.metric].map(toLine).sort()
    const file = join(ROOT, 'test/scripts', suite.id, 'testdata/expected.lp')
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${lines.join('\n')}\n`)
    expect(`${lines.join('\n')}\n`).to.equal(readFileSync(file, 'utf8'))
  })
}

/** Much like line protocol, for people to read in a diff. */
function toLine({ measurement, tags, fields, timestamp }: Point): string {
  const text = (value: unknown) => {
    if (typeof value === 'bigint') return `${value}i`
    return typeof value === 'number' ? String(value) : JSON.stringify(value)
  }
  const pairs = (values: object, write: (value: unknown) => string) =>
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${write(value)}`)
      .join(',')
  return `${measurement},${pairs(tags, String)} ${pairs(fields, text)} ${timestamp}`
}

/** The cases in which receivers of logs once lost data, and a restart that must go on exactly there. */
function testCheckpoints(suite: ScriptSuite): void {
  const key = `window/us-east-1/${suite.namespace.replaceAll('/', '-')}`
  const config = { ...suite.metricsOnly, lookback: '1h', settle: '20m' }
  const first = GOLDEN_TIME.getTime() - 3_600_000
  const readUpTo = (state: Record<string, Json>) => parseMarks(state[key])?.read
  const run = (options: Partial<TestContextOptions>) => {
    suite.mockOthers?.()
    return runOnce(suite, config, options)
  }
  /** Five minutes later, when what exists is still known; gives the starts of the windows that were asked for. */
  const restart = async (state: Record<string, Json>, resources = 1, requests = 1) => {
    const windows = mockCollection(suite, resources, requests)
    const triggeredAt = new Date(GOLDEN_TIME.getTime() + FIVE_MINUTES)
    const outcome = await runOnce(suite, config, { state, triggeredAt })
    expect(outcome.error).to.equal(undefined)
    expect(readUpTo(state)).to.equal(triggeredAt.getTime())
    return Math.min(...windows)
  }
  const expectFailure = (error: unknown, code: string) => {
    expect(codeOf(error)).to.equal('FUNC_ERR_COLLECT_UNITS_FAILED')
    expect((error as UnitsFailedError).failures.map((failure) => failure.code)).to.deep.equal([code])
  }

  it('should begin again where it began after a failure of the API', async () => {
    const state: Record<string, Json> = {}
    mockMetrics(suite)
    mockJson(
      { service: 'cloudwatch', operation: 'GetMetricData', status: 400 },
      awsError('AccessDenied', 'no'),
    )
    const { error } = await run({ state })
    expectFailure(error, 'FUNC_ERR_AWS_ACCESS_DENIED')
    expect(await restart(state)).to.equal(first)
  })

  it('should begin again where it began after a part was written and the API failed', async () => {
    const state: Record<string, Json> = {}
    mockMetrics(suite, RESOURCES)
    mockValues()
    mockJson(
      { service: 'cloudwatch', operation: 'GetMetricData', status: 500 },
      awsError('InternalServiceFault', 'no'),
    )
    const { error, points } = await run({ state })
    expectFailure(error, 'FUNC_ERR_AWS_SERVICE_ERROR')
    expect(points.metric).not.to.have.length(0)
    // Two requests for what is new, and one for the group that is missing.
    expect(await restart(state, RESOURCES, 3)).to.equal(first)
  })

  it('should begin again where it began after the sinks refused', async () => {
    const state: Record<string, Json> = {}
    mockCollection(suite)
    await run({ state, acknowledges: () => false })
    expect(await restart(state)).to.equal(first)
  })

  it('should say so when points cannot be handed over', async () => {
    const state: Record<string, Json> = {}
    mockCollection(suite)
    const { error } = await run({ state, onWrite: () => Promise.reject(new Error('sinks are closed')) })
    expectFailure(error, 'FUNC_ERR_INTERNAL')
    expect(await restart(state)).to.equal(first)
  })

  it('should go on a settle window and a period before its last minute after points were acknowledged', async () => {
    const state: Record<string, Json> = {}
    mockCollection(suite)
    const { error } = await run({ state })
    expect(error).to.equal(undefined)
    expect(readUpTo(state)).to.equal(GOLDEN_TIME.getTime())
    expect(await restart(state)).to.equal(GOLDEN_TIME.getTime() - 1_260_000)
  })

  it('should go on after a successful run that found nothing', async () => {
    const state: Record<string, Json> = {}
    mockMetrics(suite, 0)
    const { error, points } = await run({ state })
    expect(error).to.equal(undefined)
    expect(points.metric).to.have.length(0)
    expect(readUpTo(state)).to.equal(GOLDEN_TIME.getTime())
  })
}

function testAbort(suite: ScriptSuite): void {
  const stopAt = [
    ['a call hangs', { delay: 60_000 }, undefined],
    ['the sinks hang', {}, () => new Promise<void>(() => {})],
  ] as const
  for (const [name, call, onWrite] of stopAt) {
    it(`should end soon after an abort while ${name}`, async () => {
      const stop = new AbortController()
      suite.mockOthers?.()
      mockMetrics(suite)
      mockValues(call)
      const reason = new Error('stopped')
      let stopped = 0
      const stopSoon = setTimeout(() => {
        stopped = performance.now()
        stop.abort(reason)
      }, 300)
      const options = { signal: stop.signal, ...(onWrite && { onWrite }) }
      const { error } = await runOnce(suite, { ...suite.metricsOnly }, options)
      clearTimeout(stopSoon)
      expect(error).to.equal(reason)
      expect(performance.now() - stopped).to.be.below(20_000)
      forgetMocks()
    })
  }
}

/** A good collection; gives the starts of the windows that were asked for, in milliseconds. */
function mockCollection(suite: ScriptSuite, resources = 1, requests = 1): number[] {
  const starts: number[] = []
  mockMetrics(suite, resources)
  mockValues({ times: requests, onRequest: (body) => starts.push(Number(body.StartTime) * 1000) })
  return starts
}

function mockMetrics({ namespace, metric, dimension }: ScriptSuite, resources = 1): void {
  const Metrics = Array.from({ length: resources }, (_, index) => ({
    Namespace: namespace,
    MetricName: metric,
    Dimensions: [{ Name: dimension, Value: `resource-${index}` }],
  }))
  mockJson({ service: 'cloudwatch', operation: 'ListMetrics' }, { Metrics })
}

type ValuesOptions = Partial<Pick<Parameters<typeof mockJson>[0], 'delay' | 'onRequest' | 'times'>>

/** Answers every query of one request with 1 in the first minute. */
function mockValues(options: ValuesOptions = {}): void {
  mockJson({ service: 'cloudwatch', operation: 'GetMetricData', ...options }, (body) => ({
    MetricDataResults: (body.MetricDataQueries as { Id: string }[]).map(({ Id }) => ({
      Id,
      StatusCode: 'Complete',
      Timestamps: [body.StartTime],
      Values: [1],
    })),
  }))
}
