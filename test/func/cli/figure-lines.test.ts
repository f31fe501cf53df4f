import { expect } from 'chai'
import { figureLines } from '#func/cli/task-commands.ts'
import type { Task, TaskFigures } from '#func/model/task.ts'

const NOTHING: TaskFigures = {
  ...{
    apiCalls: {},
    apiErrors: {},
    throttles: 0,
    retries: 0,
    queries: 0,
    billedMetrics: 0,
    estimatedDollars: 0,
  },
  ...{ points: {}, sinks: {}, counts: {}, progress: {}, durationMs: 0 },
} as unknown as TaskFigures
const bill = (figures: Partial<TaskFigures>) =>
  new Map(
    figureLines({ figures: { ...NOTHING, ...figures } } as Task).map(([name = '', text = '']) => [
      name,
      text,
    ]),
  ).get('bill')

describe('func/cli/figureLines', () => {
  it('should print a bill that does not contradict itself', () => {
    expect(bill({})).to.equal('nothing: no metrics were asked for')
    expect(bill({ queries: 500 })).to.match(/^no query was answered; \$\S+ if AWS counts all 500$/)
    expect(bill({ queries: 500, billedMetrics: 100, estimatedDollars: 0.001 })).to.match(
      /^100 billed metrics in 500 queries, about \$\S+; \$\S+ if every query counted$/,
    )
  })
})
