/**
 * DataWay, Guance's gateway: `POST /v1/write/<category>?token=…`. It takes the token in the query only, so the
 * full URL never goes into a message or log.
 */
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

interface DatawayOptions extends HttpSinkOptions {
  readonly url: string
  readonly token: string
}

export const dataway: SinkType<DatawayOptions> = {
  type: 'dataway',
  title: { en: 'DataWay (Guance)', 'zh-CN': 'DataWay（观测云）' },
  description: 'Sends points to Guance, or to a DataWay of your own, without a DataKit between',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url', 'token'],
    properties: {
      url: {
        type: 'string',
        title: 'URL',
        description: 'Address of the DataWay, e.g. https://openway.guance.com; ?token=… may be left in it',
        i18n: {
          'zh-CN': {
            title: '地址',
            description: 'DataWay 的地址，例如 https://openway.guance.com；可保留其中的 ?token=…',
          },
        },
        minLength: 1,
      },
      token: {
        type: 'string',
        title: 'Token',
        description: 'Token of the workspace: Guance console, Management, Settings',
        i18n: {
          'zh-CN': { title: '令牌', description: '工作空间的 Token：观测云控制台的“管理”>“空间设置”' },
        },
        minLength: 1,
        writeOnly: true,
      },
      ...httpOptions({
        batchPoints: 1000,
        batchBytes: 1024 * 1024,
        gzipAboveBytes: 20 * 1024,
        timeoutSeconds: 30,
        maxAttempts: 6,
      }),
    },
  },
  prepare: (raw) => (typeof raw.url === 'string' ? takeToken(raw, raw.url) : raw),
  problem: ({ url }) => baseUrlProblem(url, `the token goes into the option 'token'`),
  create: (name, options, deps) => createHttpSink(name, 'dataway', datawayReceiver(options), options, deps),
}

/** Guance shows the address with its token, so that is what users paste. */
function takeToken(raw: Readonly<Record<string, unknown>>, text: string): Readonly<Record<string, unknown>> {
  const url = URL.parse(text)
  const token = url?.searchParams.get('token') ?? ''
  if (url === null || token === '' || (raw.token !== undefined && raw.token !== token)) return raw
  url.searchParams.delete('token')
  return { ...raw, url: url.href.replace(/\/$/, ''), token }
}

function datawayReceiver({ url, token }: DatawayOptions): Receiver {
  return {
    limits: RECEIVER_LIMITS.guance,
    lines: { precision: 'ns' },
    secrets: [token],
    target: (category) => ({ url: urlOf(url, `/v1/write/${category}`, { token }) }),
    acknowledges: isGuanceAnswer,
    check: (probe) => check(url, token, probe),
  }
}

async function check(url: string, token: string, probe: Probe): Promise<SinkHealth> {
  const place = `DataWay at ${url}`
  const verdict = await probe.get(urlOf(url, `/v1/check/token/${encodeURIComponent(token)}`), isGuanceAnswer)
  if (verdict.kind === 'accepted') return { ok: true, message: `${place} knows the token` }
  // Older ones lack this call.
  if (verdict.kind === 'failed' && verdict.code === 'FUNC_ERR_SINK_NOT_FOUND')
    return await checkWrite(place, probe)
  return verdict.kind === 'refused'
    ? unhealthy(place, { ...verdict, kind: 'failed', code: 'FUNC_ERR_SINK_UNAUTHORIZED' })
    : unhealthy(place, verdict)
}

async function checkWrite(place: string, probe: Probe): Promise<SinkHealth> {
  const write = await probe.emptyWrite()
  const isIn = write.kind === 'refused' && /\b(emptyBody|noPoints)\b/.test(write.reason)
  return isIn || write.kind === 'accepted'
    ? { ok: true, message: `${place} takes writes; whether it knows the token shows with the first points` }
    : unhealthy(place, write)
}
