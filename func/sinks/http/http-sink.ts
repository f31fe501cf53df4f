/** A sink over HTTP: the common policy of `http-write.ts` with what is particular to one receiver. */
import { ERRORS } from '../../errors.ts'
import type { Category } from '../../script.ts'
import type { ReceiverLimits } from '../limits/receiver-limits.ts'
import type { LineProtocolOptions } from '../line-protocol.ts'
import { type ReadBack, writeProbe } from '../probe-point.ts'
import type { Sink, SinkDependencies, SinkHealth, SinkOptionSchema } from '../sink.ts'
import type { Acknowledges } from './acknowledgement.ts'
import type { HttpRequest, HttpResponse } from './http-client.ts'
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
  readonly acknowledges: Acknowledges
  check(probe: Probe): Promise<SinkHealth>
  /** Absent where the receiver cannot be asked what it has stored. */
  readonly readBack?: (id: string, probe: Probe) => Promise<ReadBack>
}

/** What a check needs: requests without retries. */
export interface Probe {
  get(url: URL, acknowledges: Acknowledges, headers?: Readonly<Record<string, string>>): Promise<Verdict>
  post(target: WriteTarget, acknowledges: Acknowledges): Promise<Verdict>
  /** A write without points: what the receiver documents for it proves that it is there and lets us write. */
  emptyWrite(): Promise<Verdict>
  /** The answer as it came. */
  ask(request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>): Promise<HttpResponse>
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
  const exchange = createHttpExchange({
    userAgent,
    network: deps.network ?? {},
    secrets: receiver.secrets,
    now: deps.now,
  })
  const { limits, lines, acknowledges } = receiver
  const target = (category: Category) => receiver.target(category)
  const { log, sleep, random } = deps
  const write = createHttpWrite(
    { ...options, timeoutMs: options.timeoutSeconds * 1000 },
    { sink: name, limits, lines, target, acknowledges, exchange, log, sleep, random },
  )
  return {
    name,
    type,
    write,
    async check(signal, how = {}) {
      const probe = createProbe(receiver, exchange, signal)
      const health = await receiver.check(probe)
      if (!health.ok || how.write !== true) return health
      const readBack = receiver.readBack && ((id: string) => receiver.readBack?.(id, probe))
      return await writeProbe(health, { write, readBack, deps, signal })
    },
    close: async () => exchange.close(),
  }
}

function createProbe(receiver: Receiver, exchange: HttpExchange, signal: AbortSignal): Probe {
  const common = { timeoutMs: CHECK_TIMEOUT_MS, signal }
  const post = (target: WriteTarget, acknowledges: Acknowledges) =>
    exchange.judge({ method: 'POST', ...target, ...common }, acknowledges)
  return {
    get: (url, acknowledges, headers = {}) =>
      exchange.judge({ method: 'GET', url, headers, ...common }, acknowledges),
    post,
    emptyWrite: () => post(receiver.target('metric'), receiver.acknowledges),
    ask: (request) => exchange.send({ ...request, ...common }),
  }
}

/** What went wrong and what to do, in one line. */
export function unhealthy(place: string, verdict: Verdict): SinkHealth {
  if (verdict.kind === 'failed') {
    return {
      ok: false,
      message: `${place} answers ${verdict.reason}. ${verdict.todo ?? ERRORS[verdict.code].todo}`,
    }
  }
  const reason = 'reason' in verdict ? verdict.reason : 'it answers unexpectedly'
  const code = verdict.kind === 'retry' ? unavailable(verdict) : 'FUNC_ERR_SINK_ANSWER'
  const isUnreachable = code === 'FUNC_ERR_SINK_UNREACHABLE'
  const what = isUnreachable ? `Cannot reach ${place}: ${reason}` : `${place} answers ${reason}`
  return { ok: false, message: `${what}. ${ERRORS[code].todo}` }
}

function unavailable({ network }: Extract<Verdict, { kind: 'retry' }>) {
  return network === true ? 'FUNC_ERR_SINK_UNREACHABLE' : 'FUNC_ERR_SINK_UNAVAILABLE'
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
