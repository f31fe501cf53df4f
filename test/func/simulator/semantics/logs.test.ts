import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, MINUTE, NOW, simulate } from '../clients.ts'

describe('simulator semantics of CloudWatch Logs', () => {
  const simulator = simulate()

  semantic('logs.limit-of-filtered-events', async () => {
    const { logs } = clientsOf(simulator())
    const startTime = NOW.getTime() - 10 * MINUTE
    const input = { logGroupName: '/aws/lambda/checkoutPayment', startTime, limit: 37 }
    const { events, nextToken } = await logs.filterLogEvents(input)
    expect(events).to.have.length(37)
    expect(nextToken).to.be.a('string')
  })
})
