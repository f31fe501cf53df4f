/**
 * ListMetrics as JSON: texts and truths only, so that what JSON holds is what the SDK takes and gives.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
import type { Dimension, ListMetricsCommandOutput, Metric } from '@aws-sdk/client-cloudwatch'
import type { GrowingBytes } from '../bytes/growing-bytes.ts'
import { isMissing, parseMembers } from './json-answer.ts'

type Output = Omit<ListMetricsCommandOutput, '$metadata'>

/** Writes the body of a request; nothing, and false, when the SDK should write it. */
export function writeMetricList(input: object, body: GrowingBytes): boolean {
  for (const value of Object.values(input)) {
    if (typeof value !== 'string' && typeof value !== 'boolean') return false
  }
  body.addText(JSON.stringify(input))
  return true
}

/** An answer without its metadata; undefined when the SDK should read it. */
export function readMetricList(bytes: Uint8Array): Output | undefined {
  const { Metrics, NextToken, OwningAccounts, ...others } = parseMembers(bytes)
  if (!Array.isArray(Metrics) || !Metrics.every(isMetric)) return undefined
  for (const name in others) if (!isMissing(others[name])) return undefined
  if (!isMissing(NextToken) && typeof NextToken !== 'string') return undefined
  if (!isMissing(OwningAccounts) && !isTexts(OwningAccounts)) return undefined
  return {
    Metrics,
    ...(isMissing(NextToken) ? {} : { NextToken }),
    ...(isMissing(OwningAccounts) ? {} : { OwningAccounts }),
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Has all its members, and no other. */
function isMetric(value: unknown): value is Metric {
  let count = 0
  for (const name in Object(value)) if (++count > 3 || !METRIC.has(name)) return false
  const { Namespace, MetricName, Dimensions } = Object(value) as Readonly<Record<string, unknown>>
  if (typeof Namespace !== 'string' || typeof MetricName !== 'string') return false
  return Array.isArray(Dimensions) && Dimensions.every(isDimension)
}

const METRIC = new Set(['Namespace', 'MetricName', 'Dimensions'])

function isDimension(value: unknown): value is Dimension {
  let count = 0
  for (const _ in Object(value)) count++
  const { Name, Value } = Object(value) as Readonly<Record<string, unknown>>
  return count === 2 && typeof Name === 'string' && typeof Value === 'string'
}
