/** InfluxDB 2.x and later: `POST /api/v2/write` with a token. */
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
import type { SinkHealth, SinkType } from './sink.ts'

interface Influxdb2Options extends HttpSinkOptions {
  readonly url: string
  readonly org: string
  readonly bucket: string
  readonly token: string
}

export const influxdb2: SinkType<Influxdb2Options> = {
  type: 'influxdb2',
  title: { en: 'InfluxDB 2.x', 'zh-CN': 'InfluxDB 2.x' },
  description: 'Sends points to InfluxDB 2.x, InfluxDB Cloud, or what speaks their write API',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url', 'org', 'bucket', 'token'],
    properties: {
      url: {
        type: 'string',
        title: 'URL',
        description: 'Address of the receiver, e.g. http://127.0.0.1:8086',
        i18n: { 'zh-CN': { title: '地址', description: '接收端的地址，例如 http://127.0.0.1:8086' } },
        minLength: 1,
      },
      org: {
        type: 'string',
        title: 'Organisation',
        description: 'Name or id of the organisation',
        i18n: { 'zh-CN': { title: '组织', description: '组织的名称或 ID' } },
        minLength: 1,
      },
      bucket: {
        type: 'string',
        title: 'Bucket',
        description: 'Name or id of the bucket',
        minLength: 1,
        i18n: { 'zh-CN': { title: '存储桶', description: '存储桶的名称或 ID' } },
      },
      token: {
        type: 'string',
        title: 'Token',
        description: 'API token that may write to the bucket; sent in a header',
        i18n: { 'zh-CN': { title: '令牌', description: '对该存储桶有写入权限的 API 令牌，通过请求头发送' } },
        minLength: 1,
        writeOnly: true,
      },
      ...INFLUXDB_HTTP_OPTIONS,
    },
  },
  problem: ({ url }) => baseUrlProblem(url, `these go into the options 'org', 'bucket' and 'token'`),
  create: (name, options, deps) =>
    createHttpSink(name, 'influxdb2', influxdb2Receiver(options), options, deps),
}

function influxdb2Receiver({ url, org, bucket, token }: Influxdb2Options): Receiver {
  return {
    limits: RECEIVER_LIMITS.influxdb2,
    lines: { precision: 'ns' },
    secrets: [token],
    target: () => ({
      url: urlOf(url, '/api/v2/write', { org, bucket, precision: 'ns' }),
      headers: { authorization: `Token ${token}` },
    }),
    acknowledges: isNoContent,
    check: (probe) => check(url, bucket, probe),
    readBack: async (id, probe) => {
      const body = Buffer.from(JSON.stringify({ query: queryOf(bucket, id) }))
      const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' }
      const request = { method: 'POST', url: urlOf(url, '/api/v2/query', { org }), headers, body } as const
      return readBackFrom(await probe.ask(request), id)
    },
  }
}

function queryOf(bucket: string, id: string): string {
  const filter = `r._measurement == "${PROBE_MEASUREMENT}" and r.probe == "${id}"`
  return `from(bucket: ${JSON.stringify(bucket)}) |> range(start: -1h) |> filter(fn: (r) => ${filter})`
}

/** InfluxDB 2 documents a 400 for a write without points, once it has let the token in. */
async function check(url: string, bucket: string, probe: Probe): Promise<SinkHealth> {
  const place = `InfluxDB at ${url}`
  const write = await probe.emptyWrite()
  const isIn = write.kind === 'refused' && write.reason.includes('writing requires points')
  return isIn || write.kind === 'accepted'
    ? { ok: true, message: `${place} takes points for bucket '${bucket}'` }
    : unhealthy(place, write)
}
