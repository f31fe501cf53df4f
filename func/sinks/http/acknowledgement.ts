/** What receivers document as "stored": any other answer of status 2xx comes from somebody else, such as a sign-in page. */
import type { HttpResponse } from './http-client.ts'
import { parseJson } from './parse-json.ts'

export type Acknowledges = (response: HttpResponse) => boolean

/** InfluxDB of all versions, VictoriaMetrics and Telegraf. */
export const isNoContent: Acknowledges = ({ status }) => status === 204

/** InfluxDB's answer to a query: `{"results": […]}`. */
export const isQueryAnswer: Acknowledges = ({ status, body }) =>
  status === 200 && Array.isArray(parseJson(body)?.results)

const GUANCE_KEYS = new Set(['content', 'code', 'message', 'success', 'traceId'])

/** DataKit and DataWay: nothing, or JSON with their own members and no error. */
export const isGuanceAnswer: Acknowledges = ({ status, body }) => {
  if (status !== 200 && status !== 204) return false
  if (body.trim() === '') return true
  const answer = parseJson(body)
  return answer !== undefined && answer.success !== false && Object.keys(answer).every(isGuanceKey)
}

function isGuanceKey(key: string): boolean {
  return GUANCE_KEYS.has(key)
}
