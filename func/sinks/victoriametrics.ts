/**
 * VictoriaMetrics by the write API of InfluxDB. It keeps numbers only, and every value that it gets: so it gets settled
 * values, and must drop repeats of them, which a lost answer may cause.
 */
import type { AnyPoint, Category } from '../script.ts'
import { isNoContent } from './http/acknowledgement.ts'
import { baseUrlProblem, urlOf } from './http/base-url.ts'
import {
  createHttpSink,
  type HttpSinkOptions,
  type Probe,
  type Receiver,
  unhealthy,
} from './http/http-sink.ts'
import { INFLUXDB_HTTP_OPTIONS } from './influxdb.ts'
import { RECEIVER_LIMITS } from './limits/receiver-limits.ts'
import { PROBE_MEASUREMENT, readBackFrom } from './probe-point.ts'
import { Tally } from './receipt.ts'
import type { Sink, SinkDependencies, SinkHealth, SinkType } from './sink.ts'

interface VictoriametricsOptions extends HttpSinkOptions {
  readonly url: string
  readonly database?: string
  readonly user?: string
  readonly password?: string
  readonly allowRepeats: boolean
}

export const victoriametrics: SinkType<VictoriametricsOptions> = {
  type: 'victoriametrics',
  title: { en: 'VictoriaMetrics', 'zh-CN': 'VictoriaMetrics' },
  description:
    'Sends metrics to VictoriaMetrics once their values are settled; it takes no log events and no objects',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: {
        type: 'string',
        title: 'URL',
        description: 'Address of VictoriaMetrics or vmagent, e.g. http://127.0.0.1:8428',
        i18n: {
          'zh-CN': {
            title: '地址',
            description: 'VictoriaMetrics 或 vmagent 的地址，例如 http://127.0.0.1:8428',
          },
        },
        minLength: 1,
      },
      database: {
        type: 'string',
        title: 'Database',
        description: 'Value of the label db of every series; without it there is none',
        i18n: { 'zh-CN': { title: '数据库', description: '每条时间序列的 db 标签值；留空则没有该标签' } },
        minLength: 1,
      },
      user: {
        type: 'string',
        title: 'User',
        description: 'User that may write',
        i18n: { 'zh-CN': { title: '用户名', description: '有写入权限的用户' } },
        minLength: 1,
      },
      password: {
        type: 'string',
        title: 'Password',
        description: 'Password of the user; sent in a header',
        i18n: { 'zh-CN': { title: '密码', description: '该用户的密码，通过请求头发送' } },
        writeOnly: true,
      },
      allowRepeats: {
        type: 'boolean',
        title: 'Allow repeats',
        description:
          'Whether a receiver may be used that keeps a value twice when it is sent again after a lost answer',
        i18n: {
          'zh-CN': {
            title: '允许重复',
            description: '应答丢失后重发时，是否允许使用会把同一个值保存两次的接收端',
          },
        },
        default: false,
      },
      ...INFLUXDB_HTTP_OPTIONS,
    },
  },
  problem: ({ url, user, password }) =>
    password !== undefined && user === undefined
      ? `'user' is missing: wanted the user whose password is given`
      : baseUrlProblem(url, `these go into the options 'database', 'user' and 'password'`),
  create: (name, options, deps) => {
    const sink = createHttpSink(name, 'victoriametrics', receiver(options), options, deps)
    return { ...sink, settledOnly: true, write: metricsOnly(sink, deps) }
  },
}

function receiver(options: VictoriametricsOptions): Receiver {
  const { url, database, password } = options
  const headers = authorization(options)
  return {
    limits: { ...RECEIVER_LIMITS.none, numbersOnly: ['metric'] },
    lines: { precision: 'ns', backslash: 'doubled', lineBreaks: 'escaped' },
    secrets: password === undefined ? [] : [password],
    target: () => ({
      url: urlOf(url, '/write', { ...(database !== undefined && { db: database }), precision: 'ns' }),
      headers,
    }),
    acknowledges: isNoContent,
    check: (probe) => check(options, headers, probe),
    readBack: async (id, probe) => {
      const match = `${PROBE_MEASUREMENT}_value{probe="${id}"}`
      const target = { url: urlOf(url, '/api/v1/export', { 'match[]': match }), headers }
      return readBackFrom(await probe.ask({ method: 'GET', ...target }), id)
    },
  }
}

function authorization({ user, password = '' }: VictoriametricsOptions): Record<string, string> {
  if (user === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

/** What it would turn into zeros, or lose, is counted as dropped. */
function metricsOnly(sink: Sink, { log }: SinkDependencies): Sink['write'] {
  const logged = new Set<Category>()
  return async (category: Category, points: readonly AnyPoint[], signal: AbortSignal) => {
    if (category === 'metric') return await sink.write(category, points, signal)
    if (!logged.has(category)) {
      log.info(
        { sink: sink.name, category },
        'VictoriaMetrics keeps numbers only: leaving out what is no metric',
      )
      logged.add(category)
    }
    const tally = new Tally()
    tally.dropped = points.length
    return tally.receipt()
  }
}

async function check(
  options: VictoriametricsOptions,
  headers: Readonly<Record<string, string>>,
  probe: Probe,
): Promise<SinkHealth> {
  const place = `VictoriaMetrics at ${options.url}`
  const write = await probe.emptyWrite()
  if (write.kind !== 'accepted') return unhealthy(place, write)
  const interval = await dedupInterval(options.url, headers, probe)
  const takes = `${place} takes metrics, 40 minutes or more after their time, and no log events or objects`
  if (interval === undefined) {
    return { ok: true, message: `${takes}; whether it drops repeats cannot be asked: run it with ${FLAG}` }
  }
  if (interval !== 0) return { ok: true, message: `${takes}; it drops repeats` }
  if (options.allowRepeats) return { ok: true, message: `${takes}; it keeps repeats, as ${FLAG} is not set` }
  const todo = `Start it with ${FLAG}, or set allowRepeats=true`
  return {
    ok: false,
    message: `${place} keeps a value twice that is sent again after a lost answer. ${todo}`,
  }
}

const FLAG = '-dedup.minScrapeInterval=1ms'

/** @returns 0 when repeats are kept; undefined when it does not say. */
async function dedupInterval(
  url: string,
  headers: Readonly<Record<string, string>>,
  probe: Probe,
): Promise<number | undefined> {
  const answer = await probe
    .ask({ method: 'GET', url: urlOf(url, '/metrics'), headers })
    .catch(() => undefined)
  const value = /^flag\{name="dedup\.minScrapeInterval", value="([^"]*)"/m.exec(answer?.body ?? '')?.[1]
  return value === undefined ? undefined : Number.parseFloat(value)
}
