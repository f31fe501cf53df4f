import { expect } from 'chai'
import type { MetricDataRequest, MetricReader } from '#func/script.ts'
import { ALL_GROUPS } from '../../../../scripts/guance_integration_core/groups.ts'
import {
  type Answer,
  cellsOf,
  problemOf,
  readAnswer,
} from '../../../../scripts/guance_integration_core/reading/answers.ts'
import { planRequests } from '../../../../scripts/guance_integration_core/reading/queries.ts'

const SET = { dimensions: [], metrics: ['Errors'], tags: {} }
const REQUEST = [
  ...planRequests([SET], {
    ...{ namespace: 'N', period: 60, valuesPerQuery: 10, statisticsOf: () => ['Sum', 'Maximum'] },
  }),
][0]!
const PIECE = { start: 0, end: 600_000, period: 60, groups: ALL_GROUPS }

type Result = readonly [row: number, status: string, values: Record<number, number>]
type Page = { readonly results: readonly Result[]; readonly next?: string }

/** Gives pages in turn and notes which rows and which token were asked for. */
function fakeReader(pages: readonly Page[]) {
  const asked: string[] = []
  const left = [...pages]
  const getMetricData: MetricReader['getMetricData'] = async (request, table, { nextToken }) => {
    const rows = [...(request.rows ?? [0, 1])].map((row) => `q${row}`).join(' ')
    asked.push(`${rows}${nextToken === undefined ? '' : ` page ${nextToken}`}`)
    const { results, next } = left.shift() ?? pages.at(-1)!
    for (const [row, status, values] of results) {
      for (const [minute, value] of Object.entries(values)) {
        table.values[row * table.columns + Number(minute)] = value
      }
      table.statuses[row] = status
    }
    return next
  }
  return { asked, read: () => read({ getMetricData }) }
}

function read(reader: Pick<MetricReader, 'getMetricData'>) {
  const { signal } = new AbortController()
  // As another answer left it.
  const table = new Float64Array(cellsOf(REQUEST, PIECE)).fill(7)
  return readAnswer(REQUEST, { reader, namespace: 'N', piece: PIECE, table, signal })
}

/** Of each query, the values by minute. */
function minutes({ values }: Answer): Record<number, number>[] {
  return [values.slice(0, 10), values.slice(10)].map((row) =>
    Object.fromEntries([...row.entries()].filter(([, value]) => !Number.isNaN(value))),
  )
}

describe('core/answers', () => {
  it('should put the parts of one id together over all pages', async () => {
    const { asked, read } = fakeReader([
      { results: [[0, 'PartialData', { 1: 10 }]], next: 'two' },
      {
        results: [
          [0, 'Complete', { 2: 20 }],
          [1, 'PartialData', { 1: 5 }],
        ],
        next: 'three',
      },
      { results: [[1, 'Complete', { 3: 7 }]] },
    ])
    const answer = await read()
    expect(minutes(answer)).to.deep.equal([
      { 1: 10, 2: 20 },
      { 1: 5, 3: 7 },
    ])
    expect(asked).to.deep.equal(['q0 q1', 'q0 q1 page two', 'q0 q1 page three'])
    expect(answer.requests).to.equal(3)
  })

  it('should ask again for the unfinished ids only', async () => {
    const { asked, read } = fakeReader([
      {
        results: [
          [0, 'Complete', { 1: 1 }],
          [1, 'InternalError', {}],
        ],
      },
      { results: [[1, 'PartialData', { 1: 2 }]] },
      { results: [[1, 'Complete', { 1: 3, 2: 4 }]] },
    ])
    expect(minutes(await read())).to.deep.equal([{ 1: 1 }, { 1: 3, 2: 4 }])
    expect(asked).to.deep.equal(['q0 q1', 'q1', 'q1'])
  })

  it('should ask again for an id that the answer leaves out, and not take it for one without data', async () => {
    const { asked, read } = fakeReader([
      { results: [[0, 'Complete', { 1: 1 }]] },
      { results: [] },
      { results: [[1, 'Complete', { 1: 3 }]] },
    ])
    const answer = await read()
    expect(minutes(answer)).to.deep.equal([{ 1: 1 }, { 1: 3 }])
    expect(asked).to.deep.equal(['q0 q1', 'q1', 'q1'])
    expect(answer.unfinished).to.eql([])
    const silent = await fakeReader([{ results: [[0, 'Complete', {}]] }]).read()
    expect(silent.unfinished).to.deep.equal([{ set: SET, series: REQUEST[0]!.series[1] }])
  })

  it('should give up when an id stays unfinished', async () => {
    const { asked, read } = fakeReader([
      {
        results: [
          [0, 'Complete', {}],
          [1, 'InternalError', {}],
        ],
      },
    ])
    const answer = await read()
    expect(answer.unfinished).to.deep.equal([{ set: SET, series: REQUEST[0]!.series[1] }])
    expect(problemOf(answer)).to.have.property('code', 'FUNC_ERR_COLLECT_PARTIAL_DATA')
    expect(problemOf(answer)).to.have.property('message').that.contains('in part 4 times: Errors')
    expect(asked).to.deep.equal(['q0 q1', 'q1', 'q1', 'q1'])
  })

  it('should name what is forbidden and keep the others', async () => {
    const { read } = fakeReader([
      {
        results: [
          [0, 'Forbidden', {}],
          [1, 'Complete', { 1: 2 }],
        ],
      },
    ])
    const answer = await read()
    expect(answer.forbidden).to.deep.equal([{ set: SET, series: REQUEST[0]!.series[0] }])
    expect(problemOf(answer)).to.have.property('code', 'FUNC_ERR_COLLECT_FORBIDDEN')
    expect(minutes(answer)).to.deep.equal([{}, { 1: 2 }])
    const { read: readSecond } = fakeReader([
      {
        results: [
          [0, 'Complete', {}],
          [1, 'Forbidden', {}],
        ],
      },
    ])
    expect((await readSecond()).forbidden).to.deep.equal([{ set: SET, series: REQUEST[0]!.series[1] }])
  })

  it('should ask for all of the piece, and end at a token that is empty', async () => {
    const requests: MetricDataRequest[] = []
    await read({
      async getMetricData(request, { statuses }) {
        requests.push(request)
        statuses.fill('Complete')
        return ''
      },
    })
    expect(requests).to.deep.equal([
      { namespace: 'N', start: 0, end: 600_000, period: 60, slices: REQUEST, rows: undefined },
    ])
  })

  it('should touch no more of the table than it needs', async () => {
    const { signal } = new AbortController()
    const table = new Float64Array(cellsOf(REQUEST, PIECE) + 5).fill(7)
    const reader = { getMetricData: async () => undefined }
    await readAnswer(REQUEST, { reader, namespace: 'N', piece: PIECE, table, signal })
    expect(cellsOf(REQUEST, PIECE)).to.equal(20)
    expect([...table.subarray(0, 20)].every(Number.isNaN)).to.equal(true)
    expect([...table.subarray(20)]).to.deep.equal([7, 7, 7, 7, 7])
  })

  it('should hand on its signal, so that a read can be stopped', async () => {
    const { signal } = new AbortController()
    const table = new Float64Array(20)
    const seen: Parameters<MetricReader['getMetricData']>[2][] = []
    const reader: Pick<MetricReader, 'getMetricData'> = {
      async getMetricData(_request, { statuses }, page) {
        seen.push(page)
        statuses.fill('Complete')
        return seen.length < 2 ? 'two' : undefined
      },
    }
    await readAnswer(REQUEST, { reader, namespace: 'N', piece: PIECE, table, signal })
    expect(seen.slice(0, 2)).to.deep.equal([
      { nextToken: undefined, signal },
      { nextToken: 'two', signal },
    ])
    // What nothing answers is asked again, with the same signal.
    expect(seen.every((page) => page?.signal === signal)).to.equal(true)
  })

  describe('the problem of an answer', () => {
    const asked = (metric: string, account?: string): Answer['forbidden'][number] => ({
      set: { dimensions: [], metrics: [], tags: {}, ...(account !== undefined && { account }) },
      series: { metric, statistic: 'Sum', field: `${metric}_Sum`, hash: 0 },
    })
    const problem = (change: Partial<Answer>) => {
      const answer = { values: new Float64Array(), requests: 1, forbidden: [], unfinished: [], ...change }
      return problemOf(answer)?.message
    }

    it('should be none when nothing is missing', () => expect(problem({})).to.equal(undefined))

    it('should name each metric and account once, and no more than five', () => {
      const forbidden = [asked('Errors'), asked('Errors'), asked('Errors', '111122223333')]
      expect(problem({ forbidden })).to.equal(
        'Cannot read 3 queries as CloudWatch forbids them: Errors, Errors of account 111122223333',
      )
      const unfinished = ['a', 'b', 'c', 'd', 'e', 'f'].map((metric) => asked(metric))
      expect(problem({ unfinished })).to.equal(
        'Cannot read 6 queries as CloudWatch answered in part 4 times: a, b, c, d, e',
      )
    })

    it('should be the forbidden ones first: nobody but the account can help there', () => {
      expect(problem({ forbidden: [asked('a')], unfinished: [asked('b')] })).to.match(/forbids them: a$/)
    })
  })
})
