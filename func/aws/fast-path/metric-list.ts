/**
 * Answers of ListMetrics, read from their bytes.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
import type { Dimension, ListedMetric, MetricPage } from '../../script.ts'
import { JsonCursor, membersOf } from './json-cursor.ts'
import { type ReadMember, repeated, uniformObjects } from './uniform-objects.ts'

const PAGE = membersOf(['Metrics', 'NextToken', 'OwningAccounts'])
const METRIC = membersOf(['MetricName', 'Dimensions'])
const DIMENSION = membersOf(['Name', 'Value'])

type Draft<T> = { -readonly [Key in keyof T]: T[Key] }

const NO_DIMENSIONS: readonly Dimension[] = []

/** Undefined when the answer is out of the ordinary. */
export function readMetricList(bytes: Uint8Array): MetricPage | undefined {
  const json = new JsonCursor(bytes)
  const readMetric = uniformObjects(json, {
    members: METRIC,
    create: (): Draft<ListedMetric> => ({ name: '', dimensions: NO_DIMENSIONS }),
    readMember: memberReader(json),
  })
  let metrics: ListedMetric[] | undefined
  let owners: string[] | undefined
  let nextToken: string | undefined
  const isRead = json.object(PAGE, (name) => {
    if (name === 'Metrics') metrics = json.list(readMetric)
    else if (name === 'OwningAccounts') owners = json.list(() => json.text())
    else nextToken = json.text()
    return { Metrics: metrics, OwningAccounts: owners, NextToken: nextToken }[name] !== undefined
  })
  const isWhole = isRead && json.isAtEnd && metrics?.every(({ name }) => name !== '')
  return isWhole && metrics !== undefined ? { metrics, owners, nextToken } : undefined
}

function memberReader(json: JsonCursor): ReadMember<(typeof METRIC)[number]['name'], Draft<ListedMetric>> {
  const readName = repeated(json, () => json.text())
  const readDimension = dimensionReader(json)
  // Metrics of one resource mostly come one after another.
  const readDimensions = repeated(json, () => json.list(readDimension))
  return (name, metric) => {
    if (name === 'MetricName') {
      const found = readName()
      metric.name = found ?? ''
      return found !== undefined
    }
    const found = readDimensions()
    metric.dimensions = found ?? NO_DIMENSIONS
    return found !== undefined
  }
}

function dimensionReader(json: JsonCursor): () => Dimension | undefined {
  const readName = repeated(json, () => json.text())
  return uniformObjects(json, {
    members: DIMENSION,
    create: (): Draft<Dimension> => ({ name: '', value: '' }),
    readMember(name, dimension) {
      const text = name === 'Name' ? readName() : json.text()
      if (name === 'Name') dimension.name = text ?? ''
      else dimension.value = text ?? ''
      return text !== undefined
    },
  })
}
