import { expect } from 'chai'
import { createLogMetrics } from '../../../../scripts/guance_aws_lambda_logs/metrics/log-metrics.ts'
import { eventOf, MINUTE, sorted } from '../events.ts'
import { ROWS } from './line-table.ts'

describe('guance_aws_lambda_logs/line-table', () => {
  it('should know at least 250 lines', () => {
    expect(ROWS.length).to.be.at.least(250)
    expect(new Set(ROWS.map(({ message }) => message)).size).to.equal(ROWS.length)
  })

  for (const [index, { message, points = [], refused = [], waiting = 0 }] of ROWS.entries()) {
    it(`should take line ${index}: ${JSON.stringify(message.slice(0, 90))}`, () => {
      const metrics = createLogMetrics({ from: MINUTE })
      metrics.add(eventOf(message))
      const figures = metrics.figures()

      expect(sorted(metrics.points())).to.deep.equal(sorted(points))
      expect(figures.refused.flatMap(({ reason, count }) => Array(count).fill(reason))).to.deep.equal(refused)
      expect(figures.unmatchedIncidents).to.equal(waiting)
    })
  }
})
