/** DataKit, Guance's agent: `POST /v1/write/<category>` (its docs, apis.md). It holds the token itself. */
import { isGuanceAnswer } from './http/acknowledgement.ts'
import { baseUrlProblem, urlOf } from './http/base-url.ts'
import {
  createHttpSink,
  type HttpSinkOptions,
  httpOptions,
  type Probe,
  type Receiver,
  unhealthy,
} from './http/http-sink.ts'
import { RECEIVER_LIMITS } from './limits/receiver-limits.ts'
import type { SinkHealth, SinkType } from './sink.ts'

interface DatakitOptions extends HttpSinkOptions {
  readonly url: string
}

export const datakit: SinkType<DatakitOptions> = {
  type: 'datakit',
  title: { en: 'DataKit', 'zh-CN': 'DataKit' },
  description: 'Sends points to a DataKit, which passes them on to Guance with its own token',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: {
        type: 'string',
        title: 'URL',
        description: 'Where DataKit listens, e.g. http://127.0.0.1:9529',
        i18n: { 'zh-CN': { title: '地址', description: 'DataKit 的监听地址，例如 http://127.0.0.1:9529' } },
        minLength: 1,
      },
      // DataKit itself sends bodies of at most 1 MiB, and is mostly on the same machine: gzip gains nothing.
      ...httpOptions({
        batchPoints: 1000,
        batchBytes: 1024 * 1024,
        gzipAboveBytes: 1024 * 1024,
        timeoutSeconds: 30,
        maxAttempts: 6,
      }),
    },
  },
  problem: ({ url }) =>
    baseUrlProblem(url, 'DataKit needs none here; the token is in its own configuration, dataway.conf'),
  create: (name, options, deps) => createHttpSink(name, 'datakit', datakitReceiver(options), options, deps),
}

function datakitReceiver({ url }: DatakitOptions): Receiver {
  return {
    limits: RECEIVER_LIMITS.guance,
    lines: { precision: 'ns' },
    secrets: [],
    target: (category) => ({
      url: urlOf(url, `/v1/write/${category}`, { precision: 'n', input: 'funcbox' }),
    }),
    acknowledges: isGuanceAnswer,
    check: (probe) => check(url, probe),
  }
}

/** DataKit documents a 400 for a write without points. */
async function check(url: string, probe: Probe): Promise<SinkHealth> {
  const place = `DataKit at ${url}`
  const ping = await probe.get(urlOf(url, '/v1/ping'), isGuanceAnswer)
  if (ping.kind !== 'accepted') return unhealthy(place, ping)
  const write = await probe.emptyWrite()
  const isIn = write.kind === 'refused' && /datakit\.(emptyBody|noPoints)\b/.test(write.reason)
  return isIn || write.kind === 'accepted'
    ? { ok: true, message: `${place} takes points` }
    : unhealthy(place, write)
}
