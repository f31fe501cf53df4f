/** Fakes AWS at the network's edge. The only file that imports nock; a mock that stays unused fails the test. */
import nock from 'nock'

const TARGETS = {
  cloudwatch: {
    host: 'monitoring',
    target: 'GraniteServiceVersion20100801',
    type: 'application/x-amz-json-1.0',
  },
  logs: { host: 'logs', target: 'Logs_20140328', type: 'application/x-amz-json-1.1' },
  tagging: {
    host: 'tagging',
    target: 'ResourceGroupsTaggingAPI_20170126',
    type: 'application/x-amz-json-1.1',
  },
} as const

export interface JsonCall {
  readonly service: keyof typeof TARGETS
  readonly operation: string
  /** @default 'us-east-1' */
  readonly region?: string
  readonly status?: number
  /** @default 1 */
  readonly times?: number
  /** Milliseconds until the answer. */
  readonly delay?: number
  /** Seen by a test that wants to know what was asked. */
  readonly onRequest?: (body: Record<string, unknown>) => void
}

type Reply = Record<string, unknown> | ((body: Record<string, unknown>) => Record<string, unknown>)

/** Blocks the network but for this machine, before and after each test of the suite. */
export function useAwsMocks(): void {
  beforeEach(() => {
    nock.disableNetConnect()
    nock.enableNetConnect(/^127\.0\.0\.1/)
  })
  afterEach(function check(this: Mocha.Context) {
    const pending = nock.pendingMocks()
    nock.cleanAll()
    nock.enableNetConnect()
    if (this.currentTest?.state === 'passed' && pending.length > 0) {
      throw new Error(`Cannot pass: ${pending.length} AWS mocks were not used: ${pending.join(', ')}`)
    }
  })
}

/** One call of a JSON service. */
export function mockJson(call: JsonCall, reply: Reply): void {
  const { host, target, type } = TARGETS[call.service]
  const seen = bodyKeeper()
  nock(`https://${host}.${call.region ?? 'us-east-1'}.amazonaws.com`, {
    reqheaders: { 'x-amz-target': `${target}.${call.operation}` },
  })
    .post('/', seen.keep)
    .times(call.times ?? 1)
    .delay(call.delay ?? 0)
    .reply(
      call.status ?? 200,
      () => {
        const asked = seen.body() as Record<string, unknown>
        call.onRequest?.(asked)
        return typeof reply === 'function' ? reply(asked) : reply
      },
      { 'content-type': type },
    )
}

/** Keeps the body while nock matches it: a reply function that takes the body itself never gets it. */
function bodyKeeper() {
  let kept: unknown
  return {
    keep: (body: unknown) => {
      kept = typeof body === 'string' && body.startsWith('{') ? JSON.parse(body) : body
      return true
    },
    body: () => kept,
  }
}

export interface LambdaCall {
  /** Path with query, e.g. `/2015-03-31/functions`. */
  readonly path: string | RegExp
  readonly region?: string
  readonly status?: number
  readonly times?: number
  /** Name of the error AWS answers. */
  readonly error?: string
}

export function mockLambda(call: LambdaCall, reply: Record<string, unknown>): void {
  nock(`https://lambda.${call.region ?? 'us-east-1'}.amazonaws.com`)
    .get(call.path)
    .times(call.times ?? 1)
    .reply(call.status ?? 200, reply, {
      'content-type': 'application/json',
      ...(call.error === undefined ? {} : { 'x-amzn-errortype': call.error }),
    })
}

/** STS answers in XML; gives the form fields of the request. */
export function mockSts(
  options: {
    readonly region?: string
    readonly host?: string
    readonly status?: number
    readonly onRequest?: (form: URLSearchParams) => void
  },
  xml: string,
): void {
  const host = options.host ?? `sts.${options.region ?? 'us-east-1'}.amazonaws.com`
  const seen = bodyKeeper()
  nock(`https://${host}`)
    .post('/', seen.keep)
    .reply(
      options.status ?? 200,
      () => {
        options.onRequest?.(new URLSearchParams(seen.body() as string | Record<string, string>))
        return xml
      },
      { 'content-type': 'text/xml' },
    )
}

/** For a test that ends before all its mocks could be asked. */
export function forgetMocks(): void {
  nock.abortPendingRequests()
  nock.cleanAll()
}

/** What the AWS services call an error of a JSON service. */
export function awsError(type: string, message: string): Record<string, unknown> {
  return { __type: `com.amazonaws#${type}`, message, Message: message }
}
