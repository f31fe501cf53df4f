/** InfluxDB 1.x `POST /write`, which Telegraf speaks too. */
import { isNoContent, isQueryAnswer } from './http/acknowledgement.ts'
import { baseUrlProblem, urlOf } from './http/base-url.ts'
import {
  createHttpSink,
  type HttpSinkOptions,
  httpOptions,
  type Probe,
  type Receiver,
  unhealthy,
} from './http/http-sink.ts'
import { RECEIVER_LIMITS, type ReceiverLimits } from './limits/receiver-limits.ts'
import { PROBE_MEASUREMENT, readBackFrom } from './probe-point.ts'
import type { SinkHealth, SinkOptionSchema, SinkType } from './sink.ts'

interface InfluxdbOptions extends HttpSinkOptions {
  readonly url: string
  readonly database: string
  readonly retentionPolicy?: string
  readonly user?: string
  readonly password?: string
  readonly createDatabase: boolean
  readonly doubleBackslash: boolean
}

/** InfluxDB's own advice is 5,000 lines a request. */
export const INFLUXDB_HTTP_OPTIONS: Record<keyof HttpSinkOptions, SinkOptionSchema> = httpOptions({
  batchPoints: 5000,
  batchBytes: 4 * 1024 * 1024,
  gzipAboveBytes: 20 * 1024,
  timeoutSeconds: 30,
  maxAttempts: 6,
})

export const influxdb: SinkType<InfluxdbOptions> = {
  type: 'influxdb',
  title: { en: 'InfluxDB 1.x', 'zh-CN': 'InfluxDB 1.x' },
  description: 'Sends points to InfluxDB 1.x, or to Telegraf, by the write API of InfluxDB 1.x',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url', 'database'],
    properties: {
      url: {
        type: 'string',
        title: 'URL',
        description: 'Address of the receiver, e.g. http://127.0.0.1:8086',
        i18n: { 'zh-CN': { title: '地址', description: '接收端的地址，例如 http://127.0.0.1:8086' } },
        minLength: 1,
      },
      database: {
        type: 'string',
        title: 'Database',
        description: 'Name of the database',
        minLength: 1,
        i18n: { 'zh-CN': { title: '数据库', description: '数据库名称' } },
      },
      retentionPolicy: {
        type: 'string',
        title: 'Retention policy',
        description: 'Name of the retention policy; without it the default one of the database',
        i18n: { 'zh-CN': { title: '保留策略', description: '保留策略名称；留空则使用数据库的默认策略' } },
        minLength: 1,
      },
      user: {
        type: 'string',
        title: 'User',
        description: 'User that may write',
        minLength: 1,
        i18n: { 'zh-CN': { title: '用户名', description: '有写入权限的用户' } },
      },
      password: {
        type: 'string',
        title: 'Password',
        description: 'Password of the user; sent in a header',
        i18n: { 'zh-CN': { title: '密码', description: '该用户的密码，通过请求头发送' } },
        writeOnly: true,
      },
      createDatabase: {
        type: 'boolean',
        title: 'Create the database',
        description: 'Whether a check of the sink creates the database when it is missing',
        i18n: { 'zh-CN': { title: '创建数据库', description: '检查输出端时，数据库不存在是否创建' } },
        default: false,
      },
      doubleBackslash: {
        type: 'boolean',
        title: 'Double backslashes',
        description:
          'Whether backslashes and line breaks are sent as VictoriaMetrics wants them; InfluxDB does not',
        i18n: {
          'zh-CN': {
            title: '双写反斜杠',
            description: '是否按 VictoriaMetrics 的要求发送反斜杠与换行；InfluxDB 不需要',
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
      : baseUrlProblem(url, `these go into the options 'database', 'retentionPolicy', 'user' and 'password'`),
  create: (name, options, deps) => createHttpSink(name, 'influxdb', influxdbReceiver(options), options, deps),
}

function influxdbReceiver(options: InfluxdbOptions): Receiver {
  const { url, database, retentionPolicy, password, doubleBackslash } = options
  const policy = retentionPolicy === undefined ? {} : { rp: retentionPolicy }
  const limits: ReceiverLimits = { ...RECEIVER_LIMITS.influxdb, trimBackslash: !doubleBackslash }
  return {
    limits,
    lines: { precision: 'ns', ...(doubleBackslash ? { backslash: 'doubled', lineBreaks: 'escaped' } : {}) },
    secrets: password === undefined ? [] : [password],
    target: () => ({
      url: urlOf(url, '/write', { db: database, ...policy, precision: 'ns' }),
      headers: authorization(options),
    }),
    acknowledges: isNoContent,
    check: (probe) => check(options, probe),
    readBack: async (id, probe) => {
      const q = `SELECT value FROM ${PROBE_MEASUREMENT} WHERE probe = '${id}' GROUP BY probe`
      const target = { url: urlOf(url, '/query', { db: database, q }), headers: authorization(options) }
      return readBackFrom(await probe.ask({ method: 'GET', ...target }), id)
    },
  }
}

function authorization({ user, password = '' }: InfluxdbOptions): Record<string, string> {
  if (user === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

async function check(options: InfluxdbOptions, probe: Probe): Promise<SinkHealth> {
  const { url, database, createDatabase } = options
  const place = `InfluxDB at ${url}`
  const write = await probe.emptyWrite()
  if (write.kind === 'accepted')
    return { ok: true, message: `${place} takes points for database '${database}'` }
  const missing = write.kind === 'failed' && /database not found/.test(write.reason)
  if (!missing || !createDatabase) return unhealthy(place, write)
  const q = `CREATE DATABASE "${database.replace(/[\\"]/g, '\\$&')}"`
  const target = { url: urlOf(url, '/query', { q }), headers: authorization(options) }
  const created = await probe.post(target, isQueryAnswer)
  const again = created.kind === 'accepted' ? await probe.emptyWrite() : created
  return again.kind === 'accepted'
    ? { ok: true, message: `${place} takes points; database '${database}' was created` }
    : unhealthy(place, again)
}
