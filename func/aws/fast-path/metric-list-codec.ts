/**
 * ListMetrics as JSON: texts and truths only, so that what JSON holds is what the SDK takes and gives. What is out of the
 * ordinary is left to the SDK.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
import type { Dimension, ListMetricsCommandOutput, Metric } from '@aws-sdk/client-cloudwatch'
import type { GrowingBytes } from '../../bytes/growing-bytes.ts'
import { alikeObjects, type ReadMember, repeated } from './alike-objects.ts'
import { JsonCursor, membersOf } from './json-cursor.ts'

type Output = Omit<ListMetricsCommandOutput, '$metadata'>

const ANSWER = membersOf(['Metrics', 'NextToken', 'OwningAccounts'])
const METRIC = membersOf(['Namespace', 'MetricName', 'Dimensions'])
const DIMENSION = membersOf(['Name', 'Value'])

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
  const json = new JsonCursor(bytes)
  const readMember = memberReader(json)
  const readMetric = alikeObjects(json, { members: METRIC, create: emptyMetric, readMember, isWhole })
  const output: Output = {}
  const isRead = json.object(ANSWER, (name) => {
    if (name === 'NextToken') output.NextToken = json.text()
    else if (name === 'OwningAccounts') output.OwningAccounts = json.list(() => json.text())
    else output.Metrics = json.list(readMetric)
    return output[name] !== undefined
  })
  return isRead && json.isAtEnd && output.Metrics !== undefined ? output : undefined
}

function emptyMetric(): Metric {
  return { Namespace: undefined, MetricName: undefined, Dimensions: undefined }
}

function memberReader(json: JsonCursor): ReadMember<(typeof METRIC)[number]['name'], Metric> {
  const readNamespace = repeated(json, () => json.text())
  const readName = repeated(json, () => json.text())
  const readDimension = dimensionReader(json)
  // Metrics of one resource mostly come one after another.
  const readDimensions = repeated(json, () => json.list(readDimension))
  return (name, metric) => {
    if (name === 'Namespace') metric.Namespace = readNamespace()
    else if (name === 'MetricName') metric.MetricName = readName()
    else metric.Dimensions = readDimensions()
    return metric[name] !== undefined
  }
}

function dimensionReader(json: JsonCursor): () => Dimension | undefined {
  const readName = repeated(json, () => json.text())
  return alikeObjects<keyof Dimension, Dimension>(json, {
    members: DIMENSION,
    create: () => ({ Name: undefined, Value: undefined }),
    readMember(name, dimension) {
      dimension[name] = name === 'Name' ? readName() : json.text()
      return dimension[name] !== undefined
    },
    isWhole: ({ Name, Value }) => Name !== undefined && Value !== undefined,
  })
}

function isWhole({ Namespace, MetricName, Dimensions }: Metric): boolean {
  return Namespace !== undefined && MetricName !== undefined && Dimensions !== undefined
}
