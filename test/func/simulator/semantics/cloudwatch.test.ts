import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, functionMetric, MINUTE, NOW, query, simulate } from '../clients.ts'

describe('simulator semantics of CloudWatch', () => {
  const simulator = simulate()
  const metric = functionMetric('Invocations', 'storefront-api-prod')

  semantic('cloudwatch.end-time-exclusive', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const EndTime = new Date(Math.floor(NOW.getTime() / MINUTE) * MINUTE - MINUTE)
    const { MetricDataResults: [result] = [] } = await cloudwatch.getMetricData({
      StartTime: new Date(EndTime.getTime() - 2 * MINUTE),
      EndTime,
      MetricDataQueries: [query('a', metric, 'Sum')],
    })
    const seconds = result?.Timestamps?.map((time) => (EndTime.getTime() - time.getTime()) / 1000)
    expect(seconds).to.eql([60, 120])
  })
})
