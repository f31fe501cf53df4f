/** Whose lines the groups of newer kinds hold. */
import { expect } from 'chai'
import { writerOf } from '../../../scripts/guance_aws_lambda_logs/reading/log-groups.ts'

describe('guance_aws_lambda_logs writers', () => {
  for (const [group, stream, name] of [
    ['/aws/lambda/web/orders', '2026/08/01/x', 'orders'],
    ['/aws/lambda/microvms/image', 'x', 'image'],
    ['/aws/lambda/capacity-provider/pool', 'x', 'pool'],
    ['/aws/lambda/orders', '2026/08/01/8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11', 'orders'],
    ['/shop/all', 'x', '/shop/all'],
  ] as const) {
    it(`should attribute ${group} to ${name}`, () => {
      expect(writerOf({ name: group, functions: new Map() }, stream)?.name).to.equal(name)
    })
  }
})
