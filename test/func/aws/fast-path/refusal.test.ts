import { HttpResponse } from '@smithy/core/protocols'
import { expect } from 'chai'
import { refusalOf } from '#func/aws/fast-path/refusal.ts'

describe('aws/refusal', () => {
  const answers: readonly [headers: Record<string, string>, body: string, name: string, message: string][] = [
    [
      {},
      '{"__type":"com.amazonaws.cloudwatch#ThrottlingException","message":"Rate"}',
      'ThrottlingException',
      'Rate',
    ],
    [{}, '{"__type":"AccessDenied","Message":"No"}', 'AccessDenied', 'No'],
    [{ 'x-amzn-query-error': 'Throttling;Sender' }, '{"__type":"Other"}', 'Throttling', 'no message'],
    [{ 'x-amzn-errortype': 'Expired:http://aws' }, '', 'Expired', 'no message'],
    [{}, '<html>', '', 'no message'],
    [{}, 'null', '', 'no message'],
  ]
  for (const [headers, body, name, message] of answers) {
    it(`should read ${JSON.stringify(headers)} ${body || 'nothing'}`, () => {
      const response = new HttpResponse({
        statusCode: 400,
        headers: { ...headers, 'x-amzn-requestid': 'id' },
      })
      const refusal = refusalOf(response, Buffer.from(body))
      expect(refusal).to.include({ name, message })
      expect(refusal.$metadata).to.deep.equal({ httpStatusCode: 400, requestId: 'id' })
    })
  }
})
