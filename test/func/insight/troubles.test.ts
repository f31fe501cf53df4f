import { expect } from 'chai'
import fc from 'fast-check'
import { type Compared, judge } from '#func/insight/troubles.ts'
import type { FunctionFigures } from '#func/model/function-health.ts'

const NOTHING: FunctionFigures = {
  ...{ invocations: null, errors: null, throttles: null, errorRate: null, throttleRate: null },
  ...{ averageMs: null, maximumMs: null, iteratorAgeMs: null },
}

/** Figures with the rates that follow from their counts. */
function figures(given: Partial<FunctionFigures>): FunctionFigures {
  const { invocations = 0, errors = 0, throttles = 0 } = given
  const [runs, failed, refused] = [invocations ?? 0, errors ?? 0, throttles ?? 0]
  return {
    ...NOTHING,
    ...{ invocations: runs, errors: failed, throttles: refused },
    errorRate: runs === 0 ? null : failed / runs,
    throttleRate: runs + refused === 0 ? null : refused / (runs + refused),
    ...given,
  }
}

interface Row {
  readonly title: string
  readonly now: Partial<FunctionFigures>
  readonly before?: Partial<FunctionFigures>
  readonly timeoutMs?: number
  readonly wanted: readonly string[]
}

const ROWS: readonly Row[] = [
  { title: 'nothing collected', now: {}, wanted: [] },
  {
    ...{ title: 'errors that were not there', now: { invocations: 1000, errors: 61 } },
    ...{ before: { invocations: 1000, errors: 4 }, wanted: ['errors critical'] },
  },
  {
    ...{ title: 'some more errors', now: { invocations: 1000, errors: 25 } },
    ...{ before: { invocations: 1000, errors: 4 }, wanted: ['errors warning'] },
  },
  {
    ...{ title: 'a new function that fails', now: { invocations: 20, errors: 4 } },
    ...{ wanted: ['errors critical'] },
  },
  {
    ...{ title: 'errors as before, few', now: { invocations: 1000, errors: 25 } },
    ...{ before: { invocations: 1000, errors: 22 }, wanted: [] },
  },
  {
    ...{ title: 'errors as before, many', now: { invocations: 1000, errors: 170 } },
    ...{ before: { invocations: 1000, errors: 175 }, wanted: ['errors critical'] },
  },
  { title: 'two errors of ten', now: { invocations: 10, errors: 2 }, wanted: [] },
  {
    ...{ title: 'chance', now: { invocations: 300, errors: 9 } },
    ...{ before: { invocations: 3000, errors: 40 }, wanted: [] },
  },
  { title: 'everything throttled', now: { throttles: 50 }, wanted: ['throttles critical'] },
  {
    ...{ title: 'some throttles', now: { invocations: 970, throttles: 30 } },
    ...{ before: { invocations: 1000 }, wanted: ['throttles warning'] },
  },
  {
    ...{ title: 'runs that were killed', now: { invocations: 50, maximumMs: 3000 }, timeoutMs: 3000 },
    ...{ before: { invocations: 50, maximumMs: 800 }, wanted: ['timeout critical'] },
  },
  {
    ...{ title: 'runs that were always killed', now: { invocations: 50, maximumMs: 3000 } },
    ...{ before: { invocations: 50, maximumMs: 3000 }, timeoutMs: 3000, wanted: ['timeout warning'] },
  },
  {
    ...{ title: 'runs close to the timeout', now: { invocations: 50, maximumMs: 2750 }, timeoutMs: 3000 },
    wanted: ['timeout warning'],
  },
  { title: 'a long run, timeout unknown', now: { invocations: 50, maximumMs: 899_000 }, wanted: [] },
  { title: 'records a minute late', now: { iteratorAgeMs: 60_000 }, wanted: ['lag warning'] },
  { title: 'records ten minutes late', now: { iteratorAgeMs: 600_000 }, wanted: ['lag critical'] },
  { title: 'records in time', now: { iteratorAgeMs: 59_999 }, wanted: [] },
  {
    ...{ title: 'twice as slow', now: { invocations: 100, averageMs: 800 } },
    ...{ before: { invocations: 100, averageMs: 400 }, wanted: ['slower warning'] },
  },
  {
    ...{ title: 'twice as slow in few runs', now: { invocations: 29, averageMs: 800 } },
    ...{ before: { invocations: 100, averageMs: 400 }, wanted: [] },
  },
  {
    ...{ title: 'twice as slow, by milliseconds', now: { invocations: 100, averageMs: 20 } },
    ...{ before: { invocations: 100, averageMs: 10 }, wanted: [] },
  },
]

const compared = ({ now, before, timeoutMs }: Pick<Row, 'now' | 'before' | 'timeoutMs'>): Compared => ({
  now: figures(now),
  before: before === undefined ? NOTHING : figures(before),
  timeoutMs: timeoutMs ?? null,
})

describe('insight/troubles', () => {
  for (const { title, wanted, ...row } of ROWS) {
    it(`should judge ${title}: ${wanted.join(', ') || 'no trouble'}`, () => {
      expect(judge(compared(row)).map(({ kind, level }) => `${kind} ${level}`)).to.deep.equal(wanted)
    })
  }

  it('should never find it better when more requests fail', () => {
    const counts = fc.record({ invocations: fc.nat(5000), failed: fc.nat(5000), more: fc.nat(500) })
    fc.assert(
      fc.property(counts, ({ invocations, failed, more }) => {
        const before = { invocations: 1000, errors: 10 }
        const runs = Math.max(invocations, failed + more)
        const levelOf = (errors: number) =>
          ['critical', 'warning', undefined].indexOf(
            judge(compared({ now: { invocations: runs, errors }, before }))[0]?.level,
          )
        expect(levelOf(failed + more)).to.be.at.most(levelOf(failed))
      }),
    )
  })
})
