/** A sink over HTTP: the common policy of `http-write.ts` with what is particular to one receiver. */
import { ERRORS } from '../../errors.ts'
import type { Category } from '../../script.ts'
import type { ReceiverLimits } from '../limits/receiver-limits.ts'
import type { LineProtocolOptions } from '../line-protocol.ts'
import type { Sink, SinkDependencies, SinkHealth, SinkOptionSchema } from '../sink.ts'
import type { HttpRequest } from './http-client.ts'
import { createHttpExchange, type HttpExchange } from './http-exchange.ts'
import { createHttpWrite, type WriteTarget } from './http-write.ts'
import type { Verdict } from './verdict.ts'

/** Options that every HTTP sink has. */
export interface HttpSinkOptions {
  readonly batchPoints: number
  readonly batchBytes: number
  readonly gzipAboveBytes: number
  readonly timeoutSeconds: number
  readonly maxAttempts: number
}

export interface Receiver {
  readonly limits: ReceiverLimits
  readonly lines: LineProtocolOptions
  readonly secrets: readonly string[]
  target(category: Category): WriteTarget
  check(probe: Probe): Promise<SinkHealth>
}

/** What a check needs: requests without retries. */
export interface Probe {
  readonly exchange: HttpExchange
  get(url: URL, headers?: Readonly<Record<string, string>>): Promise<Verdict>
  post(target: WriteTarget): Promise<Verdict>
  /** A request without points proves that the receiver is there and lets us write. */
  emptyWrite(): Promise<Verdict>
}

const CHECK_TIMEOUT_MS = 10_000

export function createHttpSink(
  name: string,
  type: string,
  receiver: Receiver,
  options: HttpSinkOptions,
  deps: SinkDependencies,
): Sink {
  const userAgent = deps.version === undefined ? 'funcbox' : `funcbox/${deps.version}`
  const exchange = createHttpExchange({ userAgent, secrets: receiver.secrets, now: deps.now })
  const { limits, lines } = receiver
  const target = (category: Category) => receiver.target(category)
  const { log, sleep, random } = deps
  return {
    name,
    type,
    write: createHttpWrite(
      { ...options, timeoutMs: options.timeoutSeconds * 1000 },
      { sink: name, limits, lines, target, exchange, log, sleep, random },
    ),
    check: (signal) => receiver.check(createProbe(receiver, exchange, signal)),
    close: async () => exchange.close(),
  }
}

function createProbe(receiver: Receiver, exchange: HttpExchange, signal: AbortSignal): Probe {
  const judge = (request: Omit<HttpRequest, 'timeoutMs' | 'signal'>) =>
    exchange.judge({ ...request, timeoutMs: CHECK_TIMEOUT_MS, signal })
  const post = (target: WriteTarget) => judge({ method: 'POST', ...target })
  return {
    exchange,
    get: (url, headers = {}) => judge({ method: 'GET', url, headers }),
    post,
    emptyWrite: () => post(receiver.target('metric')),
  }
}

/** A receiver that complains of the missing points has let us in. */
export function letsUsWrite(verdict: Verdict): boolean {
  return verdict.kind === 'accepted' || verdict.kind === 'refused' || verdict.kind === 'partial'
}

/** What went wrong and what to do, in one line. */
export function unhealthy(place: string, verdict: Verdict): SinkHealth {
  if (verdict.kind === 'failed') {
    return { ok: false, message: `${place} answers ${verdict.reason}. ${ERRORS[verdict.code].todo}` }
  }
  const reason = 'reason' in verdict ? verdict.reason : 'it answers unexpectedly'
  const unreachable = verdict.kind === 'retry' && verdict.network === true
  const code = unreachable ? 'FUNC_ERR_SINK_UNREACHABLE' : 'FUNC_ERR_SINK_UNAVAILABLE'
  const what = unreachable ? `Cannot reach ${place}: ${reason}` : `${place} answers ${reason}`
  return { ok: false, message: `${what}. ${ERRORS[code].todo}` }
}

const HTTP_OPTIONS: Readonly<Record<keyof HttpSinkOptions, SinkOptionSchema>> = {
  batchPoints: {
    type: 'integer',
    title: 'Points a request',
    description: 'Most points in one request',
    i18n: { 'zh-CN': { title: '每次请求的数据点数', description: '一次请求最多包含的数据点数' } },
    minimum: 1,
    maximum: 100_000,
  },
  batchBytes: {
    type: 'integer',
    title: 'Bytes a request',
    description: 'Most bytes in one request, before compression; a single larger point goes alone',
    i18n: {
      'zh-CN': {
        title: '每次请求的字节数',
        description: '一次请求压缩前的最大字节数；单个更大的数据点单独发送',
      },
    },
    minimum: 1024,
    maximum: 64 * 1024 * 1024,
  },
  gzipAboveBytes: {
    type: 'integer',
    title: 'Compress above',
    description: 'Bodies of more bytes than this are compressed with gzip',
    i18n: { 'zh-CN': { title: '压缩阈值', description: '请求体超过该字节数时用 gzip 压缩' } },
    minimum: 0,
  },
  timeoutSeconds: {
    type: 'number',
    title: 'Timeout',
    description: 'Seconds that one request may take',
    i18n: { 'zh-CN': { title: '超时', description: '一次请求的最长时间，单位秒' } },
    minimum: 0.1,
    maximum: 300,
  },
  maxAttempts: {
    type: 'integer',
    title: 'Attempts',
    description: 'Most requests for one batch while the receiver is unreachable, busy or failing',
    i18n: {
      'zh-CN': { title: '尝试次数', description: '接收端无法连接、繁忙或出错时，同一批数据最多发送的次数' },
    },
    minimum: 1,
    maximum: 20,
  },
}

/** The schema of the common options; the defaults fit one receiver. */
export function httpOptions(defaults: HttpSinkOptions): Record<keyof HttpSinkOptions, SinkOptionSchema> {
  const names = Object.keys(HTTP_OPTIONS) as (keyof HttpSinkOptions)[]
  const entries = names.map((name) => [name, { ...HTTP_OPTIONS[name], default: defaults[name] }])
  return Object.fromEntries(entries)
}
