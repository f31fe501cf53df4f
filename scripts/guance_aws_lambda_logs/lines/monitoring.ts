/**
 * `MONITORING|<unix_epoch_timestamp>|<value>|<metric_type>|<metric_name>|#<tag_list>`: what follows the marker.
 * Pure.
 * @see https://docs.datadoghq.com/integrations/amazon_lambda/
 */
import type { Naming } from './naming.ts'
import { NO_TAGS } from './naming.ts'
import { epochMs, parseDecimal } from './numbers.ts'
import type { MetricLine, MetricType, Refusal } from './types.ts'

export const MARKER = 'MONITORING|'

const TYPES: Readonly<Record<string, MetricType>> = {
  count: 'count',
  gauge: 'gauge',
  histogram: 'histogram',
  check: 'check',
  distribution: 'distribution',
}

/** @param body The line after the marker, without its end. */
export function parseMonitoring(body: string, naming: Naming): MetricLine | Refusal {
  const end1 = body.indexOf('|')
  const end2 = body.indexOf('|', end1 + 1)
  const end3 = body.indexOf('|', end2 + 1)
  if (end1 < 0 || end2 < 0 || end3 < 0) return otherDialect(body) ?? 'fields'
  const end4 = body.indexOf('|', end3 + 1)
  const type = typeOf(body.slice(end2 + 1, end3))
  const stamp = parseDecimal(body.slice(0, end1))
  const value = parseDecimal(body.slice(end1 + 1, end2))
  if (type === undefined || stamp === undefined || value === undefined) {
    return whatIsWrong(body, type, stamp, value)
  }
  const time = epochMs(stamp)
  if (time === undefined) return 'timestamp'
  if (type === 'check' && value !== 0 && value !== 1 && value !== 2 && value !== 3) return 'status'
  const named = naming.name(body.slice(end3 + 1, end4 < 0 ? undefined : end4).trim())
  if (named === undefined) return 'name'
  const tags = end4 < 0 ? NO_TAGS : tagsOf(body.slice(end4 + 1), naming)
  if (typeof tags === 'string') return tags
  const line = { kind: 'metric', type, name: named.name, value, time, resolutionMs: 1000, tags } as const
  return named.original === undefined ? line : { ...line, originalName: named.original }
}

/** A further field breaks the line, unless it is an empty one at its end. */
function tagsOf(text: string, naming: Naming) {
  const pipe = text.indexOf('|')
  if (pipe >= 0 && text.slice(pipe + 1).trim() !== '') return 'fields' as const
  return naming.tagList(pipe < 0 ? text : text.slice(0, pipe)) ?? ('tags' as const)
}

function typeOf(text: string): MetricType | undefined {
  const type = TYPES[text]
  if (type !== undefined && Object.hasOwn(TYPES, text)) return type
  const plain = text.length <= 40 ? text.trim().toLowerCase() : ''
  return Object.hasOwn(TYPES, plain) ? TYPES[plain] : undefined
}

function whatIsWrong(
  body: string,
  type: MetricType | undefined,
  stamp: number | undefined,
  value: number | undefined,
): Refusal {
  const dialect = type === undefined ? otherDialect(body) : undefined
  if (dialect !== undefined) return dialect
  if (stamp === undefined) return 'timestamp'
  return value === undefined ? 'value' : 'type'
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}T/

/** Other emitters use the same marker for formats of their own. */
function otherDialect(body: string): Refusal | undefined {
  const [first = '', second = ''] = body.slice(0, 400).split('|', 2)
  if (first.trimStart().startsWith('{')) return 'json_body'
  if (ISO_DATE.test(first) || ISO_DATE.test(second)) return 'statsd'
  const isValueFirst = parseDecimal(first) !== undefined && /^\s*[A-Za-z]/.test(second)
  return isValueFirst ? 'value_first' : undefined
}
