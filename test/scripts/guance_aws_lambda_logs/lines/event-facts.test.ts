import { expect } from 'chai'
import { eventFacts } from '../../../../scripts/guance_aws_lambda_logs/lines/event-facts.ts'
import { streamFacts } from '../../../../scripts/guance_aws_lambda_logs/lines/stream-facts.ts'

const ID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const ISO = '2026-08-01T12:00:07.500Z'
const HEX = '0123456789abcdef0123456789abcdef'

describe('guance_aws_lambda_logs/lines/event-facts', () => {
  for (const [message, status, requestId] of [
    [`START RequestId: ${ID} Version: 7\n`, 'info', ID],
    [`END RequestId: ${ID}\n`, 'info', ID],
    [`END RequestId: ${ID} Task timed out after 3.00 seconds`, 'error', ID],
    [`REPORT RequestId: ${ID}\tDuration: 1 ms\t`, 'info', ID],
    [`REPORT RequestId: ${ID}\tDuration: 1 ms\tStatus: timeout\n`, 'error', ID],
    [`REPORT RequestId: ${ID}\tDuration: 1 ms\tStatus: error\tError Type: X\n`, 'error', ID],
    ['INIT_START Runtime Version: nodejs:22.v98', 'info', undefined],
    ['INIT_REPORT Init Duration: 1 ms\tPhase: init\tStatus: error', 'error', undefined],
    [`${ISO} ${ID} Task timed out after 3.00 seconds\n\n`, 'error', ID],
    [`RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`, 'error', ID],
    [`${ISO}\t${ID}\tINFO\thello\n`, 'info', ID],
    [`${ISO}\t${ID}\tWARN\thello\n`, 'warning', ID],
    [`${ISO}\tundefined\tERROR\thello\n`, 'error', undefined],
    [`[WARNING]\t${ISO}\t${ID}\thello\n`, 'warning', ID],
    [`[CRITICAL]\t${ISO}\t${ID}\thello\n`, 'critical', ID],
    ['[ERROR] ValueError: bad\nTraceback (most recent call last):', 'error', undefined],
    [`2026-08-01 12:00:07 ${ID} DEBUG Handler - hello`, 'debug', undefined],
    ['2026/08/01 12:00:07 WARN hello', 'warning', undefined],
    ['ERROR: hello', 'error', undefined],
    ['Information for all', 'unknown', undefined],
    ['hello', 'unknown', undefined],
    ['', 'unknown', undefined],
    [`{"timestamp":"${ISO}","level":"FATAL","requestId":"${ID}","message":"x"}`, 'critical', ID],
    ['{"level":"TRACE","message":"x"}', 'debug', undefined],
    ['{"level":"constructor"}', 'unknown', undefined],
    ['{"level":50,"msg":"pino"}', 'error', undefined],
    ['{"level":10,"msg":"pino"}', 'debug', undefined],
    [`{"severity":"NOTICE","AWSRequestId":"${ID}"}`, 'notice', ID],
    [`{"type":"platform.report","record":{"requestId":"${ID}","status":"timeout"}}`, 'error', ID],
    [`{"type":"platform.start","record":{"requestId":"${ID}"}}`, 'info', ID],
    [`{"type":"function","record":{"level":"WARN","requestId":"${ID}"}}`, 'warning', ID],
    ['{"broken', 'unknown', undefined],
    ['[1,2]', 'unknown', undefined],
  ] as const) {
    it(`should take ${JSON.stringify(message.slice(0, 60))} as ${status}`, () => {
      const facts = eventFacts({ message, logStream: 'x', logGroup: 'x' })
      expect(facts).to.deep.equal(requestId === undefined ? { status } : { status, requestId })
    })
  }

  for (const [group, stream, facts] of [
    ['/aws/lambda/orders', `2026/08/01/[$LATEST]${HEX}`, { functionName: 'orders', version: '$LATEST' }],
    ['/aws/lambda/orders', `2026/08/01/[7]${HEX}`, { functionName: 'orders', version: '7' }],
    ['/shared', `2026/08/01/orders[7]${HEX}`, { functionName: 'orders', version: '7' }],
    ['/shared', `2023/11/06/name[version2023_11]${HEX}`, { functionName: 'name', version: 'version2023_11' }],
    ['/aws/lambda/us-east-1.edge', `2026/08/01/[3]${HEX}`, { functionName: 'edge', version: '3' }],
    ['/shared', `2026/08/01/[7]${HEX}`, { version: '7' }],
    ['/aws/lambda/orders', 'mine', { functionName: 'orders' }],
    [
      '/aws/lambda/orders',
      `2026/08/01/[$LATEST.PUBLISHED]${HEX}`,
      { functionName: 'orders', version: '$LATEST.PUBLISHED' },
    ],
    ['/aws/lambda/web/orders', `2026/08/01/[7]${HEX}`, { functionName: 'orders', version: '7' }],
    ['/aws/lambda/microvms/image', 'mine', {}],
    ['/aws/lambda/capacity-provider/pool', 'mine', {}],
    ['/aws/lambda/orders', '2026/08/01/8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11', { functionName: 'orders' }],
    ['/aws/lambda/a/b', 'mine', {}],
    ['/aws/lambda/', 'mine', {}],
  ] as const) {
    it(`should know whose ${stream} of ${group} is`, () => {
      expect(streamFacts(group, stream)).to.deep.equal(facts)
    })
  }
})
