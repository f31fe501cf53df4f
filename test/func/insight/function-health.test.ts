import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readFunctionHealth } from '#func/insight/function-health.ts'
import type { FunctionHealth } from '#func/model/function-health.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { PointQueries, PointStore } from '#func/points/types.ts'
import type { Point } from '#func/script.ts'
import { HOUR_MS, MINUTE_MS } from '#func/time.ts'

const NEWEST = Date.parse('2026-03-01T12:03:00Z')
/** The newest three minutes are left out, and steps are three minutes. */
const TO = Date.parse('2026-03-01T12:00:00Z')
const FROM = TO - HOUR_MS
const BEGIN = Date.parse('2026-03-01T11:24:00Z')

interface Minute {
  readonly invocations?: number
  readonly errors?: number
  readonly throttles?: number
  readonly averageMs?: number
  readonly maximumMs?: number
  readonly iteratorAgeMs?: number
}

type Life = (time: number) => Minute | undefined

const usual: Minute = { invocations: 60, errors: 0, throttles: 0, averageMs: 200, maximumMs: 900 }
/** As usual, and otherwise from a time on, or until another. */
const turns =
  (other: Minute, from = BEGIN, until = Number.POSITIVE_INFINITY): Life =>
  (time) =>
    time >= from && time < until ? { ...usual, ...other } : usual

const LIVES: Readonly<Record<string, Life>> = {
  healthy: () => usual,
  failing: turns({ errors: 30 }),
  'failed for a while': turns({ errors: 30 }, BEGIN, BEGIN + 9 * MINUTE_MS),
  'always failing': () => ({ ...usual, errors: 12 }),
  throttled: turns({ invocations: 20, throttles: 40 }),
  'timing out': turns({ maximumMs: 3000 }),
  slower: turns({ averageMs: 900, maximumMs: 1200 }, FROM),
  late: turns({ iteratorAgeMs: 700_000 }),
  'seldom called': (time) => (time % (15 * MINUTE_MS) === 0 ? { invocations: 1, errors: 0 } : undefined),
  'failing in its newest minutes': turns({ errors: 60 }, TO),
}

function pointsOf(name: string, life: Life): Point[] {
  const points: Point[] = []
  for (let timestamp = FROM - HOUR_MS; timestamp <= NEWEST; timestamp += MINUTE_MS) {
    const minute = life(timestamp)
    if (minute !== undefined) points.push(pointOf(name, timestamp, minute))
  }
  return points
}

function pointOf(FunctionName: string, timestamp: number, minute: Minute): Point {
  const { invocations = 0, averageMs = 100, maximumMs = 500, iteratorAgeMs } = minute
  return {
    measurement: 'aws_lambda',
    tags: { account_name: 'prod', RegionId: 'us-east-1', FunctionName },
    fields: {
      ...{
        Invocations_Sum: invocations,
        Errors_Sum: minute.errors ?? 0,
        Throttles_Sum: minute.throttles ?? 0,
      },
      ...{ Duration_Sum: averageMs * invocations, Duration_SampleCount: invocations },
      Duration_Maximum: maximumMs,
      ...(iteratorAgeMs === undefined ? {} : { IteratorAge_Maximum: iteratorAgeMs }),
    },
    timestamp,
  }
}

function objectOf(name: string): Point {
  return {
    measurement: 'aws_lambda',
    tags: { account_name: 'prod', RegionId: 'us-east-1', name, Runtime: 'nodejs22.x' },
    fields: { Timeout: 3 },
    timestamp: NEWEST,
  }
}

describe('insight/function-health', () => {
  const home = mkdtempSync(join(tmpdir(), 'funcbox-insight-'))
  let store: PointStore
  let queries: PointQueries
  let functions: readonly FunctionHealth[]

  before(async () => {
    store = await openPointStore({ home, clock: () => new Date(NEWEST) })
    const names = Object.keys(LIVES)
    await store.write('custom_object', names.map(objectOf))
    await store.write(
      'metric',
      Object.entries(LIVES).flatMap(([name, life]) => pointsOf(name, life)),
    )
    // Series of versions and aliases are not the function's own.
    const alias = pointsOf('healthy', () => ({ ...usual, errors: 60 }))
    await store.write(
      'metric',
      alias.map((point) => ({ ...point, tags: { ...point.tags, Resource: 'healthy:live' } })),
    )
    queries = openPointQueries({ home })
    functions = (await read()).functions
  })
  after(async () => {
    await queries.close()
    await store.close()
    rmSync(home, { recursive: true, force: true })
  })

  const read = (now = NEWEST + MINUTE_MS) => readFunctionHealth(queries, { now, rangeMs: HOUR_MS })
  const healthOf = (wanted: string) => functions.find(({ name }) => name === wanted)!
  const troublesOf = (name: string) =>
    healthOf(name).troubles.map(({ kind, level, since, until }) => ({ kind, level, since, until }))

  it('should name what is wrong, and since when', () => {
    const begun = { level: 'critical', since: BEGIN, until: null }
    expect(troublesOf('failing')).to.deep.equal([{ ...begun, kind: 'errors' }])
    expect(troublesOf('throttled')).to.deep.equal([{ ...begun, kind: 'throttles' }])
    expect(troublesOf('timing out')).to.deep.equal([{ ...begun, kind: 'timeout' }])
    expect(troublesOf('late')).to.deep.equal([{ ...begun, kind: 'lag' }])
    expect(troublesOf('slower')).to.deep.equal([
      { kind: 'slower', level: 'warning', since: FROM, until: null },
    ])
  })

  it('should say when it ended, or that it was so before', () => {
    expect(troublesOf('failed for a while')).to.deep.equal([
      { kind: 'errors', level: 'critical', since: BEGIN, until: BEGIN + 9 * MINUTE_MS },
    ])
    expect(troublesOf('always failing')).to.deep.equal([
      { kind: 'errors', level: 'critical', since: null, until: null },
    ])
  })

  it('should find no trouble in others, and none in minutes that are still counted', () => {
    for (const name of ['healthy', 'seldom called', 'failing in its newest minutes'])
      expect(troublesOf(name), name).to.deep.equal([])
  })

  it('should put new trouble before steady one, what goes on before what is over, then the busiest', () => {
    expect(functions.map(({ name }) => name)).to.deep.equal([
      ...['throttled', 'failing', 'timing out', 'late', 'always failing', 'slower', 'failed for a while'],
      ...['healthy', 'failing in its newest minutes', 'seldom called'],
    ])
  })

  it('should give figures of both ranges, with facts of the object', () => {
    const { now, before, timeoutMs, runtime, objectId, curve } = healthOf('failing')
    expect(now).to.include({ invocations: 3600, errors: 36 * 30, errorRate: 0.3, averageMs: 200 })
    expect(before).to.include({ invocations: 3600, errors: 0, errorRate: 0, throttleRate: 0 })
    expect({ timeoutMs, runtime }).to.deep.equal({ timeoutMs: 3000, runtime: 'nodejs22.x' })
    expect(objectId).to.be.a('number')
    expect(curve).to.have.length(40)
    expect(curve.slice(27, 29)).to.deep.equal([0, 90])
  })

  it('should end where data ends, and be empty without', async () => {
    const later = await read(NEWEST + 5 * HOUR_MS)
    expect([later.from, later.to]).to.deep.equal([FROM, TO])
    const other = openPointQueries({ home: mkdtempSync(join(home, 'empty-')) })
    expect((await readFunctionHealth(other, { now: NEWEST, rangeMs: HOUR_MS })).functions).to.deep.equal([])
    await other.close()
  })
})
