import { expect } from 'chai'
import { costOf, priceOf } from '../../../../scripts/guance_aws_lambda_logs/metrics/prices.ts'

describe('guance_aws_lambda_logs/metrics/prices', () => {
  for (const [region, architecture, billedDurationMs, memorySizeMb, cost] of [
    ['us-east-1', 'x86_64', 100, 128, 4.0833375e-7],
    ['us-east-1', undefined, 100, 128, 4.0833375e-7],
    ['us-east-1', 'arm64', 100, 128, 3.666675e-7],
    ['us-east-1', 'x86_64', 600477, 1536, 0.015012155],
    ['eu-west-1', 'x86_64', 100, 128, 4.0833375e-7],
    ['af-south-1', 'x86_64', 1000, 1024, 0.00002237],
    ['eu-south-1', 'arm64', 1000, 1024, 0.0000158438],
    ['constructor', 'x86_64', 100, 128, 4.0833375e-7],
  ] as const) {
    it(`should price ${billedDurationMs} ms of ${memorySizeMb} MB on ${architecture} in ${region}`, () => {
      expect(costOf({ region, architecture, billedDurationMs, memorySizeMb })).to.be.closeTo(cost, 5e-10)
    })
  }

  it('should know where another currency is billed', () => {
    expect(priceOf('cn-north-1').currency).to.equal('CNY')
    expect(priceOf('us-gov-west-1').currency).to.equal('USD')
  })
})
