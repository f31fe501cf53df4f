/** What a run remembers for the next one: functions, what is missing, what was asked for. */
import type { Lambda, ListFunctionsCommandInput } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import type { AwsClients, MetricReader, MetricTable, UnitsFailedError } from '#func/script.ts'
import { parseMarks } from '../../../scripts/guance_integration_core/windows/marks.ts'
import { type Drill, MINUTE, type Outcome, startDrill } from '../../support/aws/drill.ts'

const NOON = Date.parse('2026-08-01T12:00:00Z')
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const REGION = 'us-east-1'

describe('guance_aws_lambda from run to run', function () {
  this.timeout(240_000)
  let drill: Drill
  afterEach(() => drill.close())

  const start = async (functions = 12, config = {}) => {
    drill = await startDrill({ functions, regions: [REGION], start: NOON, config })
  }
  const runAt = async (minutes: number, options: Parameters<Drill['run']>[0] = {}): Promise<Outcome> => {
    drill.now = NOON + minutes * MINUTE
    return await drill.run(options)
  }
  const calls = (action: string) => drill.simulator.counters[action] ?? 0
  const marks = () => parseMarks(drill.state[`window/${REGION}/AWS-Lambda`])!
  const expectWhole = (from: number, to: number) => {
    const { right, missing, wrong } = drill.compare(from, to)
    expect({ missing: missing.slice(0, 2), wrong: wrong.slice(0, 2) }).to.deep.equal({
      missing: [],
      wrong: [],
    })
    expect(right).to.be.above(0)
  }
  const failuresOf = ({ error }: Outcome) => (error as UnitsFailedError).failures.map(({ code }) => code)

  describe('functions', () => {
    it('should be listed again only when their time has come, deleted ones in metrics notwithstanding', async () => {
      await start(100)
      await runAt(0)
      for (const minutes of [5, 10]) {
        drill.simulator.resetCounters()
        const { error, points } = await runAt(minutes)
        expect(error).to.equal(undefined)
        expect(points.metric).not.to.have.length(0)
        expect(points.custom_object).to.have.length(0)
        const asked = ['lambda:ListFunctions', 'lambda:ListEventSourceMappings', 'tag:GetResources'].map(
          calls,
        )
        expect(asked).to.deep.equal([0, 0, 0])
        expect(calls('cloudwatch:ListMetrics')).to.be.above(0)
      }
      const { points } = await runAt(20)
      expect(calls('lambda:ListFunctions')).to.be.above(0)
      const listed = drill.simulator.oracle.functions(REGION, NOON + 20 * MINUTE)
      expect(points.custom_object).to.have.length(listed.length)
    })

    it('should be listed at once when a new one has metrics, which have its tags from its first minute', async () => {
      await start()
      const isBusy = ({ points }: Outcome, name: string) =>
        points.metric.filter(({ tags }) => tags.FunctionName === name).length > 10
      const all = await runAt(-5)
      const name = drill.simulator.oracle.functions(REGION).find((each) => isBusy(all, each.name))!.name
      for (const key of Object.keys(drill.state)) delete drill.state[key]
      await runAt(0, { wrap: (aws) => without(aws, name) })
      const { points, error } = await runAt(5)
      expect(error).to.equal(undefined)
      const born = points.metric.filter(({ tags }) => tags.FunctionName === name)
      expect(born.length).to.be.above(10)
      expect(born.every(({ tags }) => tags.Runtime !== undefined || tags.PackageType === 'Image')).to.equal(
        true,
      )
      expect(points.custom_object.map(({ tags }) => tags.FunctionName)).to.include(name)
    })

    it('should serve the metrics while they cannot be listed, new ones waiting', async () => {
      await start()
      const all = await runAt(-5)
      const name = all.points.metric.find(({ tags }) => tags.FunctionName !== undefined)!.tags.FunctionName!
      for (const key of Object.keys(drill.state)) delete drill.state[key]
      await runAt(0, { wrap: (aws) => without(aws, name) })
      drill.setFaults({ deny: ['lambda:ListFunctions'] })
      const during = await runAt(5)
      expect(failuresOf(during)).to.include('FUNC_ERR_AWS_ACCESS_DENIED')
      const ofFunctions = during.points.metric.filter(({ tags }) => tags.EventSourceMappingUUID === undefined)
      const names = new Set(ofFunctions.map(({ tags }) => tags.FunctionName))
      expect(names.size).to.be.above(3)
      expect(names.has(name)).to.equal(false)
      expect(marks().missing).to.have.length(1)
      drill.setFaults({})
      const after = await runAt(60)
      expect(after.error).to.equal(undefined)
      expect(marks().missing).to.deep.equal([])
      expectWhole(NOON - 15 * MINUTE, NOON + 60 * MINUTE)
    })
  })

  describe('what failed', () => {
    it('should hold back only its own sets, cost no more from run to run, and be read when it is allowed', async () => {
      await start()
      await runAt(0)
      const forbid = (aws: AwsClients) => forbidding(aws, 'Duration', (name) => name === forbiddenName)
      const forbiddenName = drill.simulator.oracle
        .functions(REGION)
        .find(({ name }) => [...drill.written.keys()].some((key) => key.includes(`=${name} `)))!.name
      for (const minutes of [5, 60, 120, 180]) {
        const outcome = await runAt(minutes, { wrap: forbid })
        expect(failuresOf(outcome)).to.deep.equal(['FUNC_ERR_COLLECT_FORBIDDEN'])
        expect((outcome.error as UnitsFailedError).succeeded).to.be.above(0)
        expect(marks().read).to.equal(NOON + minutes * MINUTE)
      }
      const { missing, wrong } = drill.compare(NOON, NOON + 180 * MINUTE)
      expect(wrong).to.deep.equal([])
      expect(missing.length).to.be.above(0)
      expect(
        missing.filter((key) => !key.includes(`=${forbiddenName} `) || !key.includes('Duration')),
      ).to.deep.equal([])
      const freed = await runAt(185)
      expect(freed.error).to.equal(undefined)
      expect(freed.counts.gapMinutes).to.be.above(0)
      expect(marks().missing).to.deep.equal([])
      expectWhole(NOON, NOON + 185 * MINUTE)
    })

    it('should be left to the next run when time is short, and the run be a success', async () => {
      await start(3)
      await runAt(0)
      let asked = 0
      const hurried = await runAt(2 * 24 * 60, { timeLeft: () => (asked++ < 2 ? 1000 : 100) })
      expect(hurried.error).to.equal(undefined)
      expect(hurried.counts.missingMinutes).to.be.above(24 * 60)
      const next = await runAt(2 * 24 * 60 + 5)
      expect(next.counts.missingMinutes).to.equal(0)
      expectWhole(NOON, NOON + 2 * DAY)
    })

    it('should never be read more coarsely than it was written', async () => {
      await start(4)
      await runAt(0)
      const before = new Map(drill.written)
      const { error, counts } = await runAt(20 * 24 * 60)
      expect(error).to.equal(undefined)
      expect(counts.lostMinutes).to.be.above(0).and.at.most(21)
      expect(marks().missing).to.deep.equal([])
      for (const [key, point] of before) expect(drill.written.get(key)).to.equal(point)
      const coarse = [...drill.written.values()].filter(
        ({ timestamp }) => timestamp > NOON && timestamp < NOON + 4 * DAY,
      )
      expect(coarse.length).to.be.above(100)
      expect(coarse.every(({ timestamp }) => timestamp % 300_000 === 0)).to.equal(true)
      expectWhole(NOON + 6 * DAY, NOON + 6 * DAY + HOUR)
    })
  })

  describe('a backfill', () => {
    const window = { from: new Date(NOON - 6 * HOUR), to: new Date(NOON - 2 * HOUR) }

    it('should bring what was before the first run, and leave the progress of the regular runs alone', async () => {
      await start()
      await runAt(0)
      const before = drill.state[`window/${REGION}/AWS-Lambda`]
      const { error, counts } = await runAt(2, { window })
      expect(error).to.equal(undefined)
      expect(counts).to.include({ gapMinutes: 240, missingMinutes: 0 })
      expect(drill.state[`window/${REGION}/AWS-Lambda`]).to.deep.equal(before)
      expectWhole(window.from.getTime(), window.to.getTime())
      const outside = [...drill.written.values()].filter(
        ({ timestamp }) =>
          timestamp < window.from.getTime() || (timestamp >= window.to.getTime() && timestamp < NOON - HOUR),
      )
      expect(outside).to.deep.equal([])
    })

    it('should go on where it ended when it did not fit into its time', async () => {
      await start(3)
      await runAt(0)
      const long = { from: new Date(NOON - 3 * DAY), to: new Date(NOON - DAY) }
      let asked = 0
      const first = await runAt(2, { window: long, timeLeft: () => (asked++ < 4 ? 1000 : 100) })
      expect(first.error).to.equal(undefined)
      expect(first.counts.missingMinutes).to.be.above(0)
      drill.simulator.resetCounters()
      const second = await runAt(4, { window: long })
      expect(second.counts.missingMinutes).to.equal(0)
      expect(second.counts.gapMinutes).to.equal(first.counts.missingMinutes)
      expectWhole(long.from.getTime(), long.to.getTime())
    })

    it('should not put coarse values over the minutes of an earlier one', async () => {
      await start(4)
      await runAt(0)
      await runAt(2, { window })
      const fine = new Map(drill.written)
      const later = await runAt(20 * 24 * 60, { window, timeLeft: () => 1000 })
      expect(later.error).to.equal(undefined)
      expect(later.counts.lostMinutes).to.equal(240)
      expect(new Map([...drill.written].filter(([key]) => fine.has(key)))).to.deep.equal(fine)
    })
  })
})

/** As if the function did not exist yet. */
function without(aws: AwsClients, name: string): AwsClients {
  return {
    ...aws,
    lambda(target) {
      const client = aws.lambda(target)
      const listFunctions = async (input: ListFunctionsCommandInput) => {
        const page = await client.listFunctions(input)
        return { ...page, Functions: page.Functions?.filter(({ FunctionName }) => FunctionName !== name) }
      }
      return override(client, { listFunctions } as Partial<Lambda>)
    },
    metrics(target) {
      const reader = aws.metrics(target)
      const listMetrics: MetricReader['listMetrics'] = async (...call) => {
        const page = await reader.listMetrics(...call)
        return { ...page, metrics: page.metrics.filter(({ dimensions }) => dimensions[0]?.value !== name) }
      }
      return { ...reader, listMetrics }
    },
  }
}

/** Answers one metric of some functions with Forbidden. */
function forbidding(aws: AwsClients, metric: string, isForbidden: (name: string) => boolean): AwsClients {
  return {
    ...aws,
    metrics(target) {
      const reader = aws.metrics(target)
      const getMetricData: MetricReader['getMetricData'] = async (request, table, options) => {
        const nextToken = await reader.getMetricData(request, table, options)
        let row = 0
        for (const { set, series } of request.slices) {
          const isForbiddenSet = set.dimensions.some(({ value }) => isForbidden(value))
          for (const each of series) {
            if (isForbiddenSet && each.metric === metric) forbid(table, row)
            row++
          }
        }
        return nextToken
      }
      return { ...reader, getMetricData }
    },
  }
}

function forbid({ values, columns, statuses }: MetricTable, row: number): void {
  values.fill(Number.NaN, row * columns, (row + 1) * columns)
  statuses[row] = 'Forbidden'
}

function override<T extends object>(client: T, changes: Partial<T>): T {
  return new Proxy(client, {
    get(given, key) {
      const changed = changes[key as keyof T] ?? given[key as keyof T]
      return typeof changed === 'function' ? changed.bind(given) : changed
    },
  })
}
