import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Aggregation, Column, FieldRule, MetricsQuery, TagCondition } from '#func/model/queries.ts'
import type { PointQueries } from '#func/points/types.ts'
import type { FieldValue, Point } from '#func/script.ts'
import { codeOfRejection, START, useStore } from './fixture.ts'
import { naiveMetrics } from './naive-metrics.ts'
import type { CreateStoreHome } from './store-suite.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export function queriesSuite(create: CreateStoreHome): void {
  const fixture = useStore(create)
  const points = () => fixture.points
  let queries: PointQueries
  beforeEach(() => {
    queries = fixture.home.openQueries()
  })
  afterEach(() => queries.close())

  describe('metrics', () => {
    it('should be what a naive computation gives, whatever was written, rewritten and left out', async () => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(POINT, { maxLength: 30 }), { maxLength: 5 }),
          QUERY,
          async (batches, ask) => {
            const measurement = `m${run++}`
            const named = batches.map((batch) => batch.map((each) => ({ ...each, measurement })))
            for (const batch of named) await points().write('metric', batch)

            const result = await queries.metrics({ ...ask, measurement, top: { count: 500 } })

            const expected = naiveMetrics(named.flat(), { ...ask, measurement })
            const byTags = (tags: object) => JSON.stringify(Object.entries(tags).sort())
            expect(result.others).to.equal(undefined)
            expect(result.groups.map(({ tags }) => byTags(tags)).sort()).to.deep.equal(
              expected.map(({ tags }) => byTags(tags)).sort(),
            )
            for (const group of result.groups) {
              const same = expected.find(({ tags }) => byTags(tags) === byTags(group.tags))
              expectClose([...group.values, group.totals], [...same!.values, same!.totals])
            }
          },
        ),
        { numRuns: 150 },
      )
      expect(await points().check()).to.deep.equal([])
    })

    it('should merge all but the first groups into the others', async () => {
      await points().write(
        'metric',
        Array.from({ length: 70 }, (_, at) =>
          metric({ fn: `f${at % 35}`, part: `${at}` }, { Errors_Sum: at % 35 }),
        ),
      )
      const ask = { ...BASE, columns: [{ field: 'Errors_Sum' }], groupBy: ['fn'], top: { count: 2 } }

      const { groups, others } = await queries.metrics(ask)
      const lowest = await queries.metrics({ ...ask, top: { count: 1, order: 'lowest' as const } })

      expect(groups.map(({ tags, totals, series }) => [tags.fn, totals[0], series])).to.deep.equal([
        ['f34', 68, 2],
        ['f33', 66, 2],
      ])
      expect(others).to.deep.include({ groups: 33, series: 66, totals: [2 * ((32 * 33) / 2)] })
      expect(lowest.groups.map(({ tags }) => tags.fn)).to.deep.equal(['f0'])
    })

    it('should put fields together by the rules of the measurement', async () => {
      const manifest = JSON.parse(readFileSync('manifests/guance_aws_lambda_logs.json', 'utf8'))
      type Field = Omit<FieldRule, 'field'> & { name: string }
      const fields: Field[] = manifest.measurements.flatMap(({ fields = [] }: { fields?: Field[] }) => fields)
      const fieldRules = fields.flatMap(({ name: field, aggregation, weight }) =>
        aggregation === undefined ? [] : [{ field, aggregation, ...(weight && { weight }) }],
      )
      const ask = async (fields: readonly (readonly [field: string, expected: number])[]) => {
        const columns = fields.map(([field]) => ({ field }))
        const { groups } = await queries.metrics({ ...BASE, columns, fieldRules, step: 5 * MINUTE })
        expect(groups[0]?.totals).to.deep.equal(fields.map(([, expected]) => expected))
      }
      const written = (one: Point['fields'], other: Point['fields']) => [
        metric({}, one),
        metric({}, other, START + MINUTE),
      ]
      const names = (text: string, values: readonly number[]) =>
        Object.fromEntries(text.split(' ').map((name, at) => [name, values[at] ?? 0]))
      const custom = 'x.avg x.count x.max x.min x.sum x.median x.95percentile'
      const enhanced =
        'enhanced_duration_Average enhanced_invocations enhanced_estimated_cost enhanced_init_duration_Average enhanced_init_duration_SampleCount'
      const more = 'D_p100 D_tc90 D_TS_to_300 D_tm90 D_SampleCount'
      await points().write('metric', [
        ...written(
          names(custom, [10, 98, 50, 1, 980, 9, 40]),
          names(custom, [505, 2, 900, 5, 1010, 500, 800]),
        ),
        ...written(names(enhanced, [10, 98, 0.5, 100, 1]), names(enhanced, [505, 2, 0.25, 400, 2])),
        ...written(names(more, [7, 3, 30, 10, 98]), names(more, [9, 4, 40, 505, 2])),
      ])

      await ask([
        ['x.avg', 19.9],
        ['x.count', 100],
        ['x.max', 900],
        ['x.min', 1],
        ['x.sum', 1990],
        ['x.median', (9 * 98 + 1000) / 100],
        ['x.95percentile', 800],
      ])
      await ask([
        ['enhanced_duration_Average', 19.9],
        ['enhanced_invocations', 100],
        ['enhanced_estimated_cost', 0.75],
        ['enhanced_init_duration_Average', 300],
        ['enhanced_init_duration_SampleCount', 3],
      ])
      await ask([
        ['D_p100', 9],
        ['D_tc90', 7],
        ['D_TS_to_300', 70],
        ['D_tm90', 19.9],
      ])
    })

    it('should take a count that is absent as 0 in an expression, where there is anything', async () => {
      await points().write('metric', [
        metric({}, { all: 4, cold: 1 }),
        metric({}, { all: 4 }, START + MINUTE),
        metric({}, { other: 1 }, START + 2 * MINUTE),
      ])
      const { groups } = await queries.metrics({
        ...{ ...BASE, step: MINUTE, columns: [{ expression: '100 * cold / all' }] },
        fieldRules: [
          { field: 'cold', aggregation: 'sum', absent: 0 },
          { field: 'all', aggregation: 'sum' },
        ],
      })
      expect(groups[0]?.values[0]?.slice(0, 3)).to.deep.equal([25, 0, null])
    })

    it('should calculate with columns after aggregation, and leave gaps where an operand is missing', async () => {
      await points().write('metric', [
        metric({ fn: 'a' }, { Errors_Sum: 1, Invocations_Sum: 10 }),
        metric({ fn: 'b' }, { Errors_Sum: 1, Invocations_Sum: 30, 'p99.9 "x"': 4 }),
        metric({ fn: 'a' }, { Errors_Sum: 1, Invocations_Sum: 0 }, START + MINUTE),
        metric({ fn: 'a' }, { Errors_Sum: 1 }, START + 2 * MINUTE),
      ])
      const columns: Column[] = [
        { expression: '100 * Errors_Sum / calls', name: 'rate' },
        { field: 'Invocations_Sum', name: 'calls' },
        { expression: '-(rate - 1) * 2 + "p99.9 ""x"""' },
      ]

      const { groups, columns: reported } = await queries.metrics({ ...BASE, columns, step: MINUTE })

      expect(reported.map(({ name }) => name)).to.deep.equal([
        'rate',
        'calls',
        '-(rate - 1) * 2 + "p99.9 ""x"""',
      ])
      expect(groups[0]!.values.map((column) => column.slice(0, 4))).to.deep.equal([
        [5, null, null, null],
        [40, 0, null, null],
        [-4, null, null, null],
      ])
      expect(groups[0]!.totals[0]).to.equal(10)
    })

    it('should choose a usual step for the points wanted and widen the window to whole steps', async () => {
      const ask = async (from: number, to: number, wanted?: number) => {
        const columns = [{ field: 'x' }]
        const query = { measurement: 'm', from, to, columns, ...(wanted && { points: wanted }) }
        const result = await queries.metrics(query)
        return [result.step / MINUTE, (result.from - START) / MINUTE, result.times.length]
      }

      expect(await ask(START, START + HOUR)).to.deep.equal([1, 0, 60])
      expect(await ask(START, START + 24 * HOUR)).to.deep.equal([5, 0, 288])
      expect(await ask(START + MINUTE, START + 24 * HOUR, 100)).to.deep.equal([15, 0, 96])
      expect(await ask(START, START + 1, 1)).to.deep.equal([1, 0, 1])
      expect((await ask(0, START, 10))[2]).to.be.at.most(10)
    })

    const INVALID: [string, Partial<MetricsQuery>][] = [
      ['no columns', { columns: [] }],
      ['a column of nothing', { columns: [{}] }],
      ['a column of both', { columns: [{ field: 'a', expression: 'b' }] }],
      ['columns of one name', { columns: [{ field: 'a' }, { field: 'b', name: 'a' }] }],
      ['an unknown aggregation', { columns: [{ field: 'a', aggregation: 'mode' as Aggregation }] }],
      ['a broken expression', { columns: [{ expression: 'a +' }] }],
      ['a foreign sign', { columns: [{ expression: 'a ; b' }] }],
      ['open parentheses', { columns: [{ expression: '('.repeat(900) }] }],
      ['an empty window', { from: START, to: START }],
      ['a window of no number', { from: Number.NaN }],
      ['too many steps', { step: 1_000, to: START + 24 * HOUR }],
      ['a step of no whole seconds', { step: 1_500 }],
      ['a top by no column', { top: { by: 'other' } }],
    ]
    it('should refuse what makes no sense', async () => {
      for (const [what, change] of INVALID) {
        const query = { ...BASE, columns: [{ field: 'a' }], ...change }
        expect(await codeOfRejection(queries.metrics(query)), what).to.equal('FUNC_ERR_STORE_QUERY_INVALID')
      }
    })

    it('should give up at once when aborted, and answer the next query', async () => {
      const controller = new AbortController()
      const reason = new Error('closed the page')
      const asked = queries.metrics({ ...BASE, columns: [{ field: 'a' }] }, controller.signal)
      controller.abort(reason)

      expect(await asked.catch((error: unknown) => error)).to.equal(reason)
      expect(await queries.measurements()).to.deep.equal([])
    })

    it('should answer many at once, each its own, whatever others give up', async () => {
      const all = Array.from({ length: 12 }, (_, at) => metric({ fn: `f${at}` }, { x_Sum: at }))
      await points().write('metric', all)
      const ask = (at: number, signal?: AbortSignal) => {
        const where: TagCondition[] = [{ tag: 'fn', operator: 'in', values: [`f${at}`] }]
        return queries.metrics({ ...BASE, columns: [{ field: 'x_Sum' }], where }, signal)
      }
      for (const round of [1, 2]) {
        const controller = new AbortController()
        const leaving = all.map((_, at) => ask(at, controller.signal).catch(() => 'left'))
        const staying = all.map((_, at) => ask(at))
        controller.abort(new Error('closed the page'))

        expect(new Set(await Promise.all(leaving)), `round ${round}`).to.deep.equal(new Set(['left']))
        const totals = (await Promise.all(staying)).map(({ groups }) => groups[0]?.totals[0])
        expect(totals).to.deep.equal(all.map((_, at) => at))
      }
    })
  })

  describe('pickers', () => {
    it('should give fields with their types, default aggregation and weight', async () => {
      await points().write('metric', [
        metric({}, { Duration_Average: 1, Duration_SampleCount: 2, Duration_p95: 3, odd: 'x' }),
        metric({}, { odd: 1n, flag: true, none: Number.NaN }, START + 1),
      ])
      await points().write('custom_object', [metric({ name: 'a' }, { MemorySize: 128 })])

      expect(await queries.fields('m')).to.deep.equal([
        { field: 'Duration_Average', types: ['number'], aggregation: 'avg', weight: 'Duration_SampleCount' },
        { field: 'Duration_SampleCount', types: ['number'], aggregation: 'sum' },
        { field: 'Duration_p95', types: ['number'], aggregation: 'max' },
        { field: 'MemorySize', types: ['number'], aggregation: 'avg' },
        { field: 'flag', types: ['boolean'], aggregation: 'avg' },
        { field: 'odd', types: ['number', 'string'], aggregation: 'avg' },
      ])
      expect(await queries.measurements()).to.deep.equal([
        { measurement: 'm', category: 'custom_object', count: 1 },
        { measurement: 'm', category: 'metric', count: 1 },
      ])
    })

    it('should offer tags and values that fit the conditions on other tags', async () => {
      const all = ['us', 'us', 'eu'].map((region, at) =>
        metric({ name: `f${at}`, region, ...(at > 0 && { 'odd "key"': '' }) }),
      )
      await points().write('metric', all)
      await points().write('custom_object', all)
      const where: TagCondition[] = [{ tag: 'region', operator: 'in', values: ['us'] }]

      for (const [tags, values] of [
        [queries.seriesTags, queries.seriesTagValues],
        [queries.objectTags, queries.objectTagValues],
      ] as const) {
        expect(await tags({ where })).to.deep.equal([
          { tag: 'name', count: 2, values: 2 },
          { tag: 'odd "key"', count: 1, values: 1 },
          { tag: 'region', count: 2, values: 1 },
        ])
        expect(await values({ tag: 'region', where })).to.deep.equal({
          values: [
            { value: 'us', count: 2 },
            { value: 'eu', count: 1 },
          ],
          total: 2,
        })
        expect(await values({ tag: 'name', contains: 'F', where, limit: 1 })).to.deep.equal({
          values: [{ value: 'f0', count: 1 }],
          total: 2,
        })
      }
    })

    it('should see what is written, and what is pruned, after a first answer', async () => {
      await points().write('metric', [metric({ fn: 'old' }, { x: 1 }, 0)])
      expect(await queries.seriesTags({})).to.have.length(1)
      await points().write('metric', [metric({ fn: 'new' })])
      expect((await queries.seriesTags({}))[0]?.count).to.equal(2)
      await points().prune(new Date(START))
      expect(await queries.seriesTagValues({ tag: 'fn' })).to.deep.equal({
        values: [{ value: 'new', count: 1 }],
        total: 1,
      })
    })
  })

  describe('objects', () => {
    const CONDITIONS: [TagCondition, string[]][] = [
      [{ tag: 'team', operator: 'in', values: ['a', 'b'] }, ['f0', 'f1']],
      [{ tag: 'team', operator: 'in', values: ['a'], negate: true }, ['f1', 'f2', 'f3']],
      [{ tag: 'team', operator: 'exists' }, ['f0', 'f1', 'f2']],
      [{ tag: 'team', operator: 'exists', negate: true }, ['f3']],
      [{ tag: 'team', operator: 'prefix', values: ['a', 'c-'] }, ['f0', 'f2']],
      [{ tag: 'team', operator: 'contains', values: ['-'] }, ['f2']],
      [{ tag: 'team', operator: 'contains', values: [] }, []],
      [{ tag: 'toString', operator: 'exists' }, []],
    ]
    it('should find by conditions on tags', async () => {
      const teams = ['a', 'b', 'c-team', undefined]
      const all = teams.map((team, at) => metric({ name: `f${at}`, ...(team && { team }) }))
      await points().write('custom_object', all)
      for (const [condition, found] of CONDITIONS) {
        const { objects, total } = await queries.objects({ where: [condition] })

        const names = objects.map(({ tags }) => tags.name)
        expect(names, JSON.stringify(condition)).to.deep.equal(found)
        expect(total).to.equal(found.length)
      }
    })

    it('should search words in tag values, whatever the case', async () => {
      await points().write('custom_object', [
        metric({ name: 'Pay-Service', region: 'us-east-1' }),
        metric({ name: 'pay', region: 'eu-west-1' }),
      ])
      const found = async (search: string) =>
        (await queries.objects({ search })).objects.map(({ tags }) => tags.name)

      expect(await found('PAY east')).to.deep.equal(['Pay-Service'])
      expect(await found(' pay ')).to.deep.equal(['Pay-Service', 'pay'])
      expect(await found('pay%')).to.deep.equal([])
    })

    it('should page through any order, each object once, also while others are written', async () => {
      const sizes = [3, 1, 2, 'text', undefined, 1, 2n ** 60n]
      await points().write(
        'custom_object',
        sizes.map((size, at) =>
          metric({ name: `f${at}` }, size === undefined ? { other: 1 } : { 'size "x"': size }),
        ),
      )
      const sort = { kind: 'field', name: 'size "x"' } as const
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await queries.objects({ sort, limit: 2, fields: [], ...(cursor && { cursor }) })
        seen.push(...page.objects.map(({ tags }) => tags.name!))
        expect(page.objects.every(({ fields }) => Object.keys(fields).length === 0)).to.equal(true)
        cursor = page.next
        if (seen.length === 2)
          await points().write('custom_object', [metric({ name: 'zero' }, { 'size "x"': 0 })])
      } while (cursor !== undefined)

      expect(seen).to.deep.equal(['f1', 'f5', 'f2', 'f0', 'f6', 'f3', 'f4'])
      const last = await queries.objects({ sort: { ...sort, descending: true }, limit: 1 })
      expect(last.objects[0]?.tags.name).to.equal('f3')
    })

    it('should list objects as they are now, and again after metrics were written', async () => {
      const list = async () =>
        (await queries.objects({})).objects.map(({ tags, timestamp }) => [tags.name, tags.team, timestamp])
      await points().write('custom_object', [metric({ name: 'a', team: 'x' })])
      expect(await list()).to.deep.equal([['a', 'x', START]])
      await points().write('metric', [metric({ name: 'a' })])
      expect(await list()).to.deep.equal([['a', 'x', START]])
      const later = START + MINUTE
      await points().write('custom_object', [
        metric({ name: 'a', team: 'y' }, {}, later),
        metric({ name: 'b' }),
      ])
      expect(await list()).to.deep.equal([
        ['a', 'y', later],
        ['b', undefined, START],
      ])
    })

    it('should give one object with its fields, those asked for, by its id', async () => {
      await points().write('custom_object', [metric({ name: 'a' }, { MemorySize: 128, big: 2n ** 60n })])
      const [first] = (await queries.objects({ fields: ['MemorySize', 'none'] })).objects

      expect(first?.fields).to.deep.equal({ MemorySize: 128 })
      expect((await queries.object(first!.id))?.fields).to.deep.equal({
        MemorySize: 128,
        big: String(2n ** 60n),
      })
      expect(await queries.object(first!.id + 1)).to.equal(undefined)
    })

    it('should refuse limits and cursors that make no sense', async () => {
      for (const query of [{ limit: 0 }, { limit: 1_001 }, { cursor: 'x' }, { cursor: '' }]) {
        const code = await codeOfRejection(queries.objects(query))
        expect(code, JSON.stringify(query)).to.equal('FUNC_ERR_STORE_QUERY_INVALID')
      }
    })
  })
}

const BASE = { measurement: 'm', from: START, to: START + HOUR, step: 5 * MINUTE }

function metric(tags: Point['tags'], fields: Point['fields'] = { x: 1 }, timestamp = START): Point {
  return { measurement: 'm', tags, fields, timestamp }
}

/** Names that mean something to JavaScript, JSON, SQL or globs. */
const NAMES = ['fn', 'odd "key"', "a'b", '%', '*', 'toString', '__proto__', 'ü\n']
const FIELDS = [
  'Invocations_Sum',
  'Duration_Average',
  'Duration_SampleCount',
  'Duration_Maximum',
  'Duration_Minimum',
  'Duration_p95',
  'plain',
  '"quoted"',
  'constructor',
  '__proto__',
]

const TAGS = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('a', 'b', '', 'ab')), {
    selector: ([name]) => name,
    maxLength: 3,
  })
  .map((entries): Point['tags'] => Object.fromEntries(entries))

const NUMBER = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(Number.NaN, 0.5, 65_536, 1e12),
)
/** Now and then what cannot lie in a chunk. */
const VALUE: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 30, arbitrary: NUMBER },
  { weight: 1, arbitrary: fc.constantFrom<FieldValue>('text', true) },
)
const FIELD_SET = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), VALUE), { minLength: 1, maxLength: 5 })
  .map((entries): Point['fields'] => Object.fromEntries(entries))

/** Minutes around two full hours, and now and then a time between minutes. */
const TIME = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -20, max: 80 }).map((minute) => START + minute * MINUTE) },
  { weight: 1, arbitrary: fc.integer({ min: START, max: START + HOUR }) },
)

const POINT: fc.Arbitrary<Point> = fc.record({
  measurement: fc.constant(''),
  tags: TAGS,
  fields: FIELD_SET,
  timestamp: TIME,
})

const CONDITION: fc.Arbitrary<TagCondition> = fc.record({
  tag: fc.constantFrom(...NAMES),
  operator: fc.constantFrom('in', 'prefix', 'contains', 'exists'),
  values: fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 2 }),
  negate: fc.boolean(),
})

const COLUMNS = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom(...FIELDS),
    aggregation: fc.constantFrom<Aggregation>(
      'default',
      'avg',
      'sum',
      'min',
      'max',
      'count',
      'last',
      'p50',
      'p95',
    ),
  }),
  { selector: ({ field }) => field, minLength: 1, maxLength: 4 },
)

const QUERY = fc.record({
  columns: COLUMNS,
  where: fc.array(CONDITION, { maxLength: 1 }),
  groupBy: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
  from: fc.integer({ min: START - 30 * MINUTE, max: START }),
  to: fc.integer({ min: START + 1, max: START + 90 * MINUTE }),
  step: fc.constantFrom(1_000 * 90, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 7 * MINUTE),
})

/** Sums of floats differ by the order in which they are added. */
function expectClose(actual: readonly (readonly (number | null)[])[], expected: typeof actual): void {
  const flat = actual.flat()
  for (const [at, value] of expected.flat().entries()) {
    const found = flat[at]
    if (value === null || found === null) expect(found).to.equal(value)
    else expect(found).to.be.closeTo(value, 1e-9 * Math.max(1e6, Math.abs(value)))
  }
  expect(flat).to.have.length(expected.flat().length)
}
