import { expect } from 'chai'
import type { Point } from '#func/script.ts'
import { codeOfRejection, START, useStore } from './fixture.ts'
import type { CreateStoreHome } from './store-suite.ts'

const MINUTE = 60_000
const ALL = { since: new Date(0), until: new Date(START * 2) }

function point(change: Partial<Point> = {}): Point {
  return {
    measurement: 'aws_lambda',
    tags: { FunctionName: 'pay', RegionId: 'us-east-1' },
    fields: { Errors_Sum: 1, Duration_Average: 12.5 },
    timestamp: START,
    ...change,
  }
}

export function pointsSuite(create: CreateStoreHome): void {
  const fixture = useStore(create)
  const points = () => fixture.points

  describe('metrics', () => {
    it('should give points back by series and time', async () => {
      const tags = { RegionId: 'us-east-1', FunctionName: 'pay' }
      await points().write('metric', [point({ timestamp: START + MINUTE }), point({ tags })])

      const fields = point().fields
      expect(await points().series({ measurement: 'aws_lambda', ...ALL })).to.deep.equal([
        {
          measurement: 'aws_lambda',
          tags: point().tags,
          points: [
            { timestamp: START, fields },
            { timestamp: START + MINUTE, fields },
          ],
        },
      ])
    })

    it('should merge fields of one series and time, the later value winning', async () => {
      await points().write('metric', [
        point({ fields: { a: 1, b: 2 } }),
        point({ fields: { b: 3, c: 'text' } }),
      ])
      await points().write('metric', [point({ fields: { c: true, d: 4n } })])
      await points().write('metric', [point({ fields: { c: true, d: 4n } })])

      const [series] = await points().series({ measurement: 'aws_lambda', ...ALL })
      expect(series?.points).to.deep.equal([{ timestamp: START, fields: { a: 1, b: 3, c: true, d: 4 } }])
      expect(await points().counts()).to.deep.equal({ objects: 0, series: 1, points: 1 })
    })

    it('should keep values under their own names, whatever names the point before has', async () => {
      const row = (names: string[], values: number[], minute: number) => {
        const { measurement, tags } = point()
        return { measurement, tags, names, values, timestamp: START + minute * MINUTE }
      }
      const shared = ['a', 'b']
      await points().write('metric', [
        row(shared, [1, Number.NaN], 0),
        row(['b', 'c', 'a'], [2, 3, 4], 1),
        row(shared, [5, 6], 2),
      ])
      const [series] = await points().series({ measurement: 'aws_lambda', ...ALL })
      expect(series?.points.map(({ fields }) => fields)).to.deep.equal([
        { a: 1 },
        { a: 4, b: 2, c: 3 },
        { a: 5, b: 6 },
      ])
    })

    it('should keep every digit of integers and floats, and leave out what is no number', async () => {
      const fields = {
        big: 9_007_199_254_740_993n,
        negative: -123_456_789_012_345_678_901n,
        large: 2 ** 60,
        huge: 1e300,
        tiny: 5e-324,
        zero: 0,
        none: Number.NaN,
        infinite: Number.POSITIVE_INFINITY,
      }
      await points().write('metric', [
        point({ fields }),
        point({ fields: { none: Number.NaN }, timestamp: 1 }),
      ])

      const [series] = await points().series({ measurement: 'aws_lambda', ...ALL })
      expect(series?.points).to.deep.equal([
        {
          timestamp: START,
          fields: {
            big: '9007199254740993',
            negative: '-123456789012345678901',
            large: 2 ** 60,
            huge: 1e300,
            tiny: 5e-324,
            zero: 0,
          },
        },
      ])
    })

    it('should read since ≤ time < until, in the order of time, up to a limit', async () => {
      const minutes = [5, 3, 1, 4, 2]
      await points().write(
        'metric',
        minutes.map((minute) => point({ timestamp: START + minute * MINUTE })),
      )
      const read = async (since: number, until: number, limit?: number) => {
        const range = { since: new Date(START + since * MINUTE), until: new Date(START + until * MINUTE) }
        const filter = { measurement: 'aws_lambda', ...range, ...(limit !== undefined && { limit }) }
        const series = await points().series(filter)
        return series.flatMap((each) => each.points.map(({ timestamp }) => (timestamp - START) / MINUTE))
      }

      expect(await read(2, 4)).to.deep.equal([2, 3])
      expect(await read(0, 9)).to.deep.equal([1, 2, 3, 4, 5])
      expect(await read(0, 9, 2)).to.deep.equal([1, 2])
      expect(await read(6, 9)).to.deep.equal([])
    })

    const TAG_FILTERS = [
      { tags: {}, found: ['[a]?', 'pay', 'pay-v2', 'report'] },
      { tags: { name: 'pay' }, found: ['pay'] },
      { tags: { name: 'pay*' }, found: ['pay', 'pay-v2'] },
      { tags: { name: '*p*r*' }, found: ['report'] },
      { tags: { name: '[a]?' }, found: ['[a]?'] },
      { tags: { name: '[ap]*' }, found: [] },
      { tags: { name: 'pa?' }, found: [] },
      { tags: { name: '*', 'odd "key"': '*' }, found: ['pay'] },
      { tags: { absent: '*' }, found: [] },
    ]
    for (const { tags, found } of TAG_FILTERS) {
      it(`should find series and objects by tags ${JSON.stringify(tags)}`, async () => {
        const names = ['pay', 'pay-v2', 'report', '[a]?']
        const all = names.map((name) => {
          return point({ tags: { name, ...(name === 'pay' && { 'odd "key"': 'x' }) } })
        })
        await points().write('metric', all)
        await points().write('custom_object', all)

        const series = await points().series({ measurement: 'aws_lambda', tags, ...ALL })
        const objects = await points().objects({ tags })

        expect(series.map((each) => each.tags.name).sort()).to.deep.equal(found)
        expect(objects.map((each) => each.tags.name).sort()).to.deep.equal(found)
      })
    }

    it('should give the fields asked for, and no points without them', async () => {
      await points().write('metric', [
        point({ fields: { Errors_Sum: 1, Errors_Average: 2, 'a.b': 3, axb: 4 } }),
        point({ fields: { Duration_Sum: 5 }, timestamp: START + 1 }),
      ])
      const read = async (fields: string[]) => {
        const series = await points().series({ measurement: 'aws_lambda', fields, ...ALL })
        return series.flatMap((each) => each.points.map((one) => one.fields))
      }

      expect(await read(['Errors_*'])).to.deep.equal([{ Errors_Sum: 1, Errors_Average: 2 }])
      expect(await read(['*_Sum'])).to.deep.equal([{ Errors_Sum: 1 }, { Duration_Sum: 5 }])
      expect(await read(['a.b', 'none'])).to.deep.equal([{ 'a.b': 3 }])
      expect(await read(['none'])).to.deep.equal([])
    })

    it('should write more rows than one statement holds, and the same again without a difference', async () => {
      const many = Array.from({ length: 1_234 }, (_, at) => {
        return point({ tags: { name: `fn-${at % 100}` }, timestamp: START + Math.floor(at / 100) * MINUTE })
      })
      await points().write('metric', many)
      await points().write('metric', many.toReversed())

      expect(await points().counts()).to.deep.equal({ objects: 0, series: 100, points: 1_234 })
      expect(await points().check()).to.deep.equal([])
    })

    it('should write nothing of a call that fails', async () => {
      const bad = point({ timestamp: Number.NaN, tags: { name: 'bad' } })

      const code = await codeOfRejection(points().write('metric', [point(), bad]))

      expect(code).to.equal('FUNC_ERR_STORE_POINT_INVALID')
      expect(await points().counts()).to.deep.equal({ objects: 0, series: 0, points: 0 })
      await points().write('metric', [point()])
      expect(await points().counts()).to.deep.equal({ objects: 0, series: 1, points: 1 })
      expect(await points().check()).to.deep.equal([])
    })

    it('should name what there is', async () => {
      await points().write('metric', [point(), point({ tags: { name: 'x' } })])
      await points().write('logging', [point({ measurement: 'aws_lambda' })])
      await points().write('custom_object', [point({ measurement: 'aws_sqs' })])

      expect(await points().measurements()).to.deep.equal([
        { measurement: 'aws_lambda', category: 'logging', series: 1 },
        { measurement: 'aws_lambda', category: 'metric', series: 2 },
        { measurement: 'aws_sqs', category: 'custom_object', series: 1 },
      ])
      const filter = { measurement: 'aws_lambda', ...ALL }
      expect(await points().series({ ...filter, category: 'logging' })).to.have.length(1)
      expect(await points().series(filter)).to.have.length(3)
    })
  })

  describe('logging', () => {
    it('should keep events of one series and time apart, and overwrite a repeat', async () => {
      const [first, second] = [
        point({ fields: { message: 'a', n: 1 } }),
        point({ fields: { message: 'b', n: 1 } }),
      ]
      await points().write('logging', [first, second])
      await points().write('logging', [point({ fields: { n: 1, message: 'a' } })])

      const [series] = await points().series({ measurement: 'aws_lambda', ...ALL })
      const messages = series?.points.map(({ fields }) => fields.message).sort()
      expect(messages).to.deep.equal(['a', 'b'])
    })
  })

  describe('objects', () => {
    const tags = {
      name: 'pay',
      account_name: 'prod',
      RegionId: 'us-east-1',
      cloud_provider: 'aws',
      Runtime: 'nodejs22.x',
    }
    const object = (change: Partial<Point> = {}) => point({ tags, fields: { MemorySize: 128n }, ...change })

    it('should keep the newest of each, and when it was seen', async () => {
      await points().write('custom_object', [object({ fields: { MemorySize: 128, Gone: 'x' } })])
      fixture.now = new Date(START + MINUTE)
      const newer = object({ tags: { ...tags, Runtime: 'nodejs24.x' }, timestamp: START + MINUTE })
      await points().write('custom_object', [newer])
      fixture.now = new Date(START + 2 * MINUTE)
      await points().write('custom_object', [object({ fields: { MemorySize: 64 } })])

      expect(await points().objects()).to.deep.equal([
        { ...newer, fields: { MemorySize: 128 }, firstSeen: START, lastSeen: START + MINUTE },
      ])
    })

    it('should add fields of the same time', async () => {
      await points().write('custom_object', [
        object({ fields: { a: 1, b: 1 } }),
        object({ fields: { b: 2n ** 60n } }),
      ])
      const [stored] = await points().objects()
      expect(stored?.fields).to.deep.equal({ a: 1, b: 2n ** 60n })
    })

    it('should distinguish equal names in other regions, accounts and classes', async () => {
      await points().write('custom_object', [
        object(),
        object({ tags: { ...tags, AccountId: '111122223333' } }),
        object({ tags: { ...tags, AccountId: '444455556666' } }),
        object({ tags: { ...tags, RegionId: 'eu-west-1' } }),
        object({ tags: { ...tags, account_name: 'test' } }),
        object({ measurement: 'aws_sqs' }),
        object({ tags: { ...tags, Runtime: 'python3.13' } }),
      ])
      expect(await points().counts()).to.deep.equal({ objects: 6, series: 0, points: 0 })
      expect(await points().objects({ measurement: 'aws_sqs' })).to.have.length(1)
    })

    it('should give them page by page, and those seen since', async () => {
      const names = ['a', 'b', 'c', 'd']
      for (const [at, name] of names.entries()) {
        fixture.now = new Date(START + at * MINUTE)
        await points().write('custom_object', [object({ tags: { name } })])
      }
      const read = async (filter: Parameters<ReturnType<typeof points>['objects']>[0]) => {
        return (await points().objects(filter)).map((each) => each.tags.name)
      }

      expect(await read({ limit: 2 })).to.deep.equal(['a', 'b'])
      expect(await read({ limit: 2, offset: 2 })).to.deep.equal(['c', 'd'])
      expect(await read({ since: new Date(START + 2 * MINUTE) })).to.deep.equal(['c', 'd'])
    })
  })

  describe('retention', () => {
    it('should prune old points and series that have none left', async () => {
      const old = Array.from({ length: 11_000 }, (_, at) => point({ tags: { name: 'old' }, timestamp: at }))
      await points().write('metric', [...old, point({ timestamp: START - 1 }), point()])

      expect(await points().prune(new Date(START))).to.equal(11_001)

      expect(await points().counts()).to.deep.equal({ objects: 0, series: 1, points: 1 })
      expect(await points().check()).to.deep.equal([])
      expect(await points().prune(new Date(START))).to.equal(0)
    })

    it('should prune metrics by whole hours', async () => {
      const minutes = [-61, -60, -1, 0, 30, 60]
      await points().write(
        'metric',
        minutes.map((minute) => point({ timestamp: START + minute * MINUTE })),
      )

      expect(await points().prune(new Date(START + 31 * MINUTE))).to.equal(3)

      const [series] = await points().series({ measurement: 'aws_lambda', ...ALL })
      expect(series?.points.map(({ timestamp }) => (timestamp - START) / MINUTE)).to.deep.equal([0, 30, 60])
      expect(await points().check()).to.deep.equal([])
    })

    it('should delete the oldest hours of points and events until the rest fits', async () => {
      const hours = Array.from({ length: 24 }, (_, hour) => START + hour * 60 * MINUTE)
      for (const hour of hours) {
        const minutes = Array.from({ length: 60 }, (_, minute) => hour + minute * MINUTE)
        const fields = (timestamp: number) => ({ a: Math.sin(timestamp), b: Math.cos(timestamp) })
        const all = [0, 1, 2, 3].flatMap((at) =>
          minutes.map((timestamp) => point({ tags: { at: `${at}` }, fields: fields(timestamp), timestamp })),
        )
        await points().write('metric', all)
        await points().write('logging', [point({ fields: { message: 'x'.repeat(5_000) }, timestamp: hour })])
      }

      expect(await points().pruneToSize(2 ** 30)).to.equal(0)
      expect(await points().pruneToSize(400_000)).to.be.greaterThan(0)

      const series = await points().series({ measurement: 'aws_lambda', ...ALL })
      const oldest = series.map(({ points: [first] }) => first?.timestamp)
      expect(new Set(oldest).size).to.equal(1)
      expect(oldest[0]).to.be.greaterThan(START)
      expect(series[0]?.points.at(-1)?.timestamp).to.be.at.least(hours.at(-1)!)
      expect(await points().check()).to.deep.equal([])
      expect(await points().pruneToSize(1)).to.be.greaterThan(0)
      expect(await points().counts()).to.deep.equal({ objects: 0, series: 0, points: 0 })
    })

    it('should delete objects that were not seen since, and keep metrics where objects are large', async () => {
      const object = (name: string) => point({ tags: { name }, fields: { message: 'x'.repeat(1_000_000) } })
      await points().write('custom_object', ['a', 'b', 'gone'].map(object))
      fixture.now = new Date(START + 60 * MINUTE)
      await points().write('custom_object', ['a', 'b'].map(object))
      await points().write('metric', [point({ timestamp: START + 10 * MINUTE })])

      expect(await points().pruneToSize(1_000_000)).to.equal(0)
      expect(await points().prune(new Date(START + 1))).to.equal(0)

      const names = (await points().objects({})).map(({ tags }) => tags.name)
      expect(names).to.deep.equal(['a', 'b'])
      expect(await points().counts()).to.deep.equal({ objects: 2, series: 1, points: 1 })
    })

    it('should write to a series that another process has pruned', async () => {
      const other = await fixture.home.openPoints()
      await points().write('metric', [point({ timestamp: 1 })])
      await other.prune(new Date(START))
      await other.write('metric', [point({ tags: { name: 'takes the place' } })])

      await points().write('metric', [point()])

      const series = await other.series({ measurement: 'aws_lambda', ...ALL })
      expect(series.map(({ tags }) => tags)).to.deep.equal([point().tags, { name: 'takes the place' }])
      expect(await other.check()).to.deep.equal([])
      await other.close()
    })
  })
}
