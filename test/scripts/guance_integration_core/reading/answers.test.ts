import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
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

type Result = readonly [id: string, status: string, values: Record<number, number>]
type Page = { readonly results: readonly Result[]; readonly next?: string }

/** Answers pages in turn and notes which ids and which token were asked for. */
function fakeCloudWatch(pages: readonly Page[]) {
  const asked: string[] = []
  const left = [...pages]
  const getMetricData = async (input: GetMetricDataCommandInput) => {
    const ids = input.MetricDataQueries?.map(({ Id }) => Id).join(' ')
    asked.push(`${ids}${input.NextToken === undefined ? '' : ` page ${input.NextToken}`}`)
    const { results, next } = left.shift() ?? pages.at(-1)!
    return {
      MetricDataResults: results.map(([Id, StatusCode, values]) => ({
        Id,
        StatusCode,
        Timestamps: Object.keys(values).map((minute) => new Date(Number(minute) * 60_000)),
        Values: Object.values(values),
      })),
      NextToken: next,
    } as GetMetricDataCommandOutput
  }
  return { asked, read: () => read(getMetricData) }
}

function read(getMetricData: (input: GetMetricDataCommandInput) => Promise<GetMetricDataCommandOutput>) {
  const { signal } = new AbortController()
  const cloudwatch = { getMetricData } as Parameters<typeof readAnswer>[1]['cloudwatch']
  // As another answer left it.
  const table = new Float64Array(cellsOf(REQUEST, PIECE)).fill(7)
  return readAnswer(REQUEST, { cloudwatch, namespace: 'N', piece: PIECE, table, signal })
}

/** Of each query, the values by minute. */
function minutes({ values }: Answer): Record<number, number>[] {
  return [values.slice(0, 10), values.slice(10)].map((row) =>
    Object.fromEntries([...row.entries()].filter(([, value]) => !Number.isNaN(value))),
  )
}

describe('core/answers', () => {
  it('should put the parts of one id together over all pages', async () => {
    const { asked, read } = fakeCloudWatch([
      { results: [['q0', 'PartialData', { 1: 10 }]], next: 'two' },
      {
        results: [
          ['q0', 'Complete', { 2: 20 }],
          ['q1', 'PartialData', { 1: 5 }],
        ],
        next: 'three',
      },
      { results: [['q1', 'Complete', { 3: 7 }]] },
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
    const { asked, read } = fakeCloudWatch([
      {
        results: [
          ['q0', 'Complete', { 1: 1 }],
          ['q1', 'InternalError', {}],
        ],
      },
      { results: [['q1', 'PartialData', { 1: 2 }]] },
      { results: [['q1', 'Complete', { 1: 3, 2: 4 }]] },
    ])
    expect(minutes(await read())).to.deep.equal([{ 1: 1 }, { 1: 3, 2: 4 }])
    expect(asked).to.deep.equal(['q0 q1', 'q1', 'q1'])
  })

  it('should give up when an id stays unfinished', async () => {
    const { asked, read } = fakeCloudWatch([
      {
        results: [
          ['q0', 'Complete', {}],
          ['q1', 'InternalError', {}],
        ],
      },
    ])
    const answer = await read()
    expect(answer.unfinished).to.deep.equal([{ set: SET, series: REQUEST[0]!.series[1] }])
    expect(problemOf(answer)).to.have.property('code', 'FUNC_ERR_COLLECT_PARTIAL_DATA')
    expect(problemOf(answer)).to.have.property('message').that.contains('in part 4 times: Errors')
    expect(asked).to.deep.equal(['q0 q1', 'q1', 'q1', 'q1'])
  })

  it('should tell what is forbidden and keep the rest', async () => {
    const { read } = fakeCloudWatch([
      {
        results: [
          ['q0', 'Forbidden', {}],
          ['q1', 'Complete', { 1: 2 }],
        ],
      },
    ])
    const answer = await read()
    expect(answer.forbidden).to.deep.equal([{ set: SET, series: REQUEST[0]!.series[0] }])
    expect(problemOf(answer)).to.have.property('code', 'FUNC_ERR_COLLECT_FORBIDDEN')
    expect(minutes(answer)).to.deep.equal([{}, { 1: 2 }])
  })

  it('should count a time within a period to that period', async () => {
    const { read } = fakeCloudWatch([{ results: [['q1', 'Complete', { 2.5: 9 }]] }])
    expect(minutes(await read())).to.deep.equal([{}, { 2: 9 }])
  })

  it('should leave out what it did not ask for', async () => {
    const { read } = fakeCloudWatch([
      {
        results: [
          ['q0', 'Complete', { 9: 1, 10: 2 }],
          ['q7', 'Complete', { 1: 2 }],
          ['x', 'Complete', { 1: 2 }],
        ],
      },
    ])
    expect(minutes(await read())).to.deep.equal([{ 9: 1 }, {}])
  })
})
