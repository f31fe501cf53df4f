import { expect } from 'chai'
import { createBudget } from '#func/aws/budget.ts'
import { createBudgets } from '#func/aws/budgets.ts'
import { askedBy, NO_QUERIES } from '#func/aws/usage.ts'

/** A clock that moves on as long as somebody sleeps. */
function fakeTime() {
  const time = { now: 1_000_000 }
  return {
    now: () => time.now,
    advance: (ms: number) => {
      time.now += ms
    },
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted()
      time.now += ms
    },
  }
}

describe('aws/budget', () => {
  it('should let no more through than its rate, but for a short burst', async () => {
    const time = fakeTime()
    const budget = createBudget({ perSecond: 50, ...time })
    const start = time.now()
    for (let call = 0; call < 200; call++) await budget.take(1)
    const seconds = (time.now() - start) / 1000
    expect(200 / seconds).to.be.within(50, 55)
  })

  it('should not save up what was not used', async () => {
    const time = fakeTime()
    const budget = createBudget({ perSecond: 10, ...time })
    await budget.take(1)
    time.advance(60_000)
    const start = time.now()
    for (let call = 0; call < 20; call++) await budget.take(1)
    expect(time.now() - start).to.be.at.least(1500)
  })

  it('should halve its rate once for a swarm of refusals, and recover step by step', () => {
    const time = fakeTime()
    const budget = createBudget({ perSecond: 40, ...time })
    budget.slowDown()
    budget.slowDown()
    expect(budget.rate()).to.equal(20)
    const rates = Array.from({ length: 7 }, () => {
      time.advance(1000)
      budget.recover()
      return budget.rate()
    })
    expect(rates).to.deep.equal([24, 28, 32, 36, 40, 40, 40])
  })

  it('should never stand still', () => {
    const time = fakeTime()
    const budget = createBudget({ perSecond: 64, ...time })
    for (let second = 0; second < 60; second++) {
      budget.slowDown()
      time.advance(1000)
    }
    expect(budget.rate()).to.equal(1)
  })

  it('should grow beyond its start only up to its ceiling', () => {
    const time = fakeTime()
    const budget = createBudget({ perSecond: 50, ceiling: 60, ...time })
    for (let second = 0; second < 60; second++) {
      budget.recover()
      time.advance(1000)
    }
    expect(budget.rate()).to.equal(60)
  })

  it('should pass the signal to its sleep', async () => {
    const time = fakeTime()
    const budget = createBudget({ perSecond: 1, ...time })
    await budget.take(1)
    const error = await budget
      .take(1, AbortSignal.abort(new Error('stopped')))
      .catch((reason: Error) => reason)
    expect(error).to.have.property('message', 'stopped')
  })
})

describe('aws/budgets', () => {
  const budgetOf = (
    region: string,
    operation: string,
    service: 'lambda' | 'cloudwatch' | 'logs' = 'lambda',
  ) => {
    const [charge] = budgets.forCall('account', region, service, operation, NO_QUERIES)
    return charge!.budget
  }
  const time = fakeTime()
  const budgets = createBudgets({ ...time, clock: time.now })

  it('should share one budget between all calls of the Lambda control plane of a region', () => {
    expect(budgetOf('us-east-1', 'ListFunctions')).to.equal(budgetOf('us-east-1', 'GetFunctionUrlConfig'))
  })

  it('should keep regions and APIs apart', () => {
    expect(budgetOf('us-east-1', 'ListFunctions')).not.to.equal(budgetOf('us-west-2', 'ListFunctions'))
    expect(budgetOf('us-east-1', 'GetMetricData', 'cloudwatch')).not.to.equal(
      budgetOf('us-east-1', 'ListMetrics', 'cloudwatch'),
    )
  })

  it("should leave a fifth of each region's quota for reading logs to others", () => {
    const rates = ['us-east-1', 'eu-central-1', 'eu-west-1'].map((region) =>
      budgetOf(region, 'FilterLogEvents', 'logs').rate(),
    )
    expect(rates).to.deep.equal([20, 4, 8])
  })

  it('should charge the values that a request ranges over, once for all its pages', () => {
    const input = {
      StartTime: new Date(0),
      EndTime: new Date(3_600_000),
      MetricDataQueries: [{ MetricStat: { Period: 60 } }, { MetricStat: { Period: 300 } }],
    }
    const api = 'cloudwatch:GetMetricData'
    const unitsOf = (request: object) =>
      budgets
        .forCall('account', 'us-east-1', 'cloudwatch', 'GetMetricData', askedBy(api, request))
        .map(({ units }) => units)
    expect(unitsOf(input)).to.deep.equal([1, 72])
    expect(unitsOf({ ...input, NextToken: 'x' })).to.deep.equal([1, 0])
  })
})
