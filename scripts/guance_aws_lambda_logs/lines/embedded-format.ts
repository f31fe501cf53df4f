/**
 * CloudWatch's embedded metric format. Every value is a sample of a distribution; each dimension set is a series
 * of its own, and the namespace a tag. Pure.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import { MINUTE_MS, SECOND_MS } from '../../guance_integration_core/index.ts'
import type { Naming } from './naming.ts'
import { epochMs, isUsable } from './numbers.ts'
import { isObject, type JsonObject } from './platform.ts'
import type { MetricLine, Refusal, TagSet } from './types.ts'

const MOST_METRICS = 100
const MOST_VALUES = 100
const MOST_DIMENSIONS = 30
/** Dimension sets of one directive; AWS names no limit, but each one multiplies the values. */
const MOST_SETS = 30

/** @returns The samples, and why some were left out. */
export interface EmbeddedMetrics {
  readonly lines: readonly MetricLine[]
  readonly refused: readonly Refusal[]
}

export function parseEmbedded(document: JsonObject, naming: Naming): EmbeddedMetrics {
  const { _aws: meta } = document
  const directives = isObject(meta) ? meta.CloudWatchMetrics : undefined
  const time = isObject(meta) && isUsable(meta.Timestamp) ? epochMs(meta.Timestamp) : undefined
  if (!Array.isArray(directives)) return { lines: [], refused: ['emf'] }
  if (directives.length > 0 && time === undefined) return { lines: [], refused: ['timestamp'] }
  const lines: MetricLine[] = []
  const refused: Refusal[] = []
  for (const directive of directives.slice(0, MOST_METRICS)) {
    const problem = takeDirective(directive, { document, naming, time: time ?? 0, lines, refused })
    if (problem !== undefined) refused.push(problem)
  }
  if (directives.length > MOST_METRICS) refused.push('emf_limit')
  return { lines, refused }
}

interface Target {
  readonly document: JsonObject
  readonly naming: Naming
  readonly time: number
  readonly lines: MetricLine[]
  readonly refused: Refusal[]
}

function takeDirective(directive: unknown, target: Target): Refusal | undefined {
  if (!isObject(directive) || typeof directive.Namespace !== 'string') return 'emf'
  const { Metrics: metrics, Dimensions: dimensions = [[]] } = directive
  if (!Array.isArray(metrics) || !Array.isArray(dimensions)) return 'emf'
  if (metrics.length > MOST_METRICS || dimensions.length > MOST_SETS) return 'emf_limit'
  const sets: TagSet[] = []
  for (const keys of dimensions.length === 0 ? [[]] : dimensions) {
    const set = tagsOf(keys, directive.Namespace, target)
    if (typeof set === 'string') return set
    sets.push(set)
  }
  for (const metric of metrics) {
    const problem = takeMetric(metric, sets, target)
    if (problem !== undefined) target.refused.push(problem)
  }
  return undefined
}

function tagsOf(keys: unknown, namespace: string, { document, naming }: Target): TagSet | Refusal {
  if (!Array.isArray(keys)) return 'emf'
  if (keys.length > MOST_DIMENSIONS) return 'emf_limit'
  const tags = [`namespace:${namespace}`]
  for (const key of keys) {
    const value = typeof key === 'string' && Object.hasOwn(document, key) ? document[key] : undefined
    if (typeof value !== 'string' && typeof value !== 'number') return 'emf'
    tags.push(`${key}:${value}`)
  }
  return naming.tags(tags) ?? 'tags'
}

function takeMetric(metric: unknown, sets: readonly TagSet[], target: Target): Refusal | undefined {
  if (!isObject(metric) || typeof metric.Name !== 'string') return 'emf'
  const { document, naming, time, lines } = target
  if (!Object.hasOwn(document, metric.Name)) return 'emf'
  const named = naming.name(metric.Name)
  if (named === undefined) return 'name'
  const found = document[metric.Name]
  const values: readonly unknown[] = Array.isArray(found) ? found : [found]
  if (values.length > MOST_VALUES) return 'emf_limit'
  if (!values.every(isUsable)) return 'value'
  const shared = {
    kind: 'metric',
    type: 'distribution',
    name: named.name,
    ...(named.original !== undefined && { originalName: named.original }),
    time,
    resolutionMs: metric.StorageResolution === 1 ? SECOND_MS : MINUTE_MS,
  } as const
  for (const tags of sets) for (const value of values) lines.push({ ...shared, value, tags })
  return undefined
}
