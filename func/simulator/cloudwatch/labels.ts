/** Labels of results: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html */
import type { Dimension } from './series.ts'

/** What is known of a query before there are values. */
export interface Labelled {
  readonly label: string | undefined
  readonly accountId: string | undefined
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly periodSeconds: number
  readonly statisticName: string
}

export interface LabelContext {
  readonly account: string
  readonly region: string
  /** Newest first or last: only the first and the last depend on it. */
  readonly values: readonly number[]
  readonly ascending: boolean
}

const DYNAMIC = /\$\{([A-Z_]+)(?:\('([^']*)'\))?\}/g

/** Names of dynamic values that are not simulated: how CloudWatch writes times is not documented. */
export function unknownLabelParts(label: string): readonly string[] {
  return [...label.matchAll(DYNAMIC)].map(([, name = '']) => name).filter((name) => !KNOWN.has(name))
}

/** The label of a result: the metric's name, or what the query says with its dynamic parts filled in. */
export function labelOf(query: Labelled, context: LabelContext): string {
  if (query.label === undefined) return query.name
  if (!query.label.includes('${')) return query.label
  return query.label.replaceAll(DYNAMIC, (_, name: string, property?: string) => {
    if (name === 'LABEL') return query.name
    if (name === 'PROP') return propertyOf(property ?? '', query, context)
    return numberOf(name, context)
  })
}

const KNOWN: ReadonlySet<string> = new Set([
  ...['LABEL', 'PROP', 'AVG', 'DATAPOINT_COUNT', 'FIRST', 'LAST', 'FIRST_LAST_RANGE'],
  ...['MIN', 'MAX', 'MIN_MAX_RANGE', 'SUM'],
])

function propertyOf(property: string, query: Labelled, { account, region }: LabelContext): string {
  const dimension = /^Dim\.(.+)$/.exec(property)?.[1]
  if (dimension !== undefined) return query.dimensions.find(({ Name }) => Name === dimension)?.Value ?? ''
  const properties: Readonly<Record<string, string>> = {
    AccountId: query.accountId ?? account,
    MetricName: query.name,
    Namespace: query.namespace,
    Period: String(query.periodSeconds),
    Region: region,
    Stat: query.statisticName,
  }
  return properties[property] ?? ''
}

function numberOf(name: string, { values, ascending }: LabelContext): string {
  if (name === 'DATAPOINT_COUNT') return String(values.length)
  if (values.length === 0) return '--'
  const sum = values.reduce((all, one) => all + one, 0)
  const [min, max] = [Math.min(...values), Math.max(...values)]
  const [oldest = 0, newest = 0] = ascending ? [values[0], values.at(-1)] : [values.at(-1), values[0]]
  const numbers: Readonly<Record<string, number>> = {
    ...{ SUM: sum, AVG: sum / values.length, MIN: min, MAX: max, MIN_MAX_RANGE: max - min },
    ...{ FIRST: oldest, LAST: newest, FIRST_LAST_RANGE: newest - oldest },
  }
  return String(numbers[name])
}
