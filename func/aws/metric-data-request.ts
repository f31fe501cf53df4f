/**
 * Requests of GetMetricData as JSON, straight from the SDK's own objects: what is out of the ordinary is not touched
 * at all.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { Dimension, Metric, MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch'

/** The body of a request; undefined when the SDK should write it. */
export function writeMetricData(input: object): string | undefined {
  const { MetricDataQueries, StartTime, EndTime, ...rest } = input as Readonly<Record<string, unknown>>
  if (!Array.isArray(MetricDataQueries) || !isDate(StartTime) || !isDate(EndTime)) return undefined
  const queries = writeQueries(MetricDataQueries)
  const times = `"StartTime":${StartTime.getTime() / 1000},"EndTime":${EndTime.getTime() / 1000}`
  const others = writeOthers(rest)
  if (queries === undefined || others === undefined) return undefined
  return `{"MetricDataQueries":[${queries}],${times}${others}}`
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && Number.isFinite(value.getTime())
}

/** The members beside the queries, each after a comma. */
function writeOthers(rest: Readonly<Record<string, unknown>>): string | undefined {
  let text = ''
  for (const name in rest) {
    const value = rest[name]
    if (value === undefined) continue
    const isPlain = OTHERS[name] !== undefined && typeof value === OTHERS[name]
    if (!isPlain) return undefined
    text += `,"${name}":${JSON.stringify(value)}`
  }
  return text
}

const OTHERS: Readonly<Record<string, string>> = {
  NextToken: 'string',
  ScanBy: 'string',
  MaxDatapoints: 'number',
}

function writeQueries(queries: readonly MetricDataQuery[]): string | undefined {
  const metricOf = metricWriter()
  let text = ''
  for (const query of queries) {
    const stat = query?.MetricStat
    if (!isPlainQuery(query) || !isPlainStat(stat)) return undefined
    const metric = metricOf(stat.Metric)
    if (metric === undefined) return undefined
    const head = `${text === '' ? '' : ','}{"Id":${JSON.stringify(query.Id)},"MetricStat":{"Metric":${metric}`
    const owner = query.AccountId === undefined ? '' : `,"AccountId":${JSON.stringify(query.AccountId)}`
    text += `${head},"Period":${stat.Period},"Stat":${JSON.stringify(stat.Stat)}}${owner}}`
  }
  return text
}

/** Statistics of one metric come one after another, so the last metric is kept; so are its dimensions. */
function metricWriter(): (metric: Metric) => string | undefined {
  let last: Metric | undefined
  let text: string | undefined
  let lastDimensions: readonly Dimension[] | undefined
  let dimensions: string | undefined = ''
  return (metric) => {
    if (metric === last) return text
    if (metric.Dimensions !== lastDimensions) dimensions = writeDimensions(metric.Dimensions)
    last = metric
    lastDimensions = metric.Dimensions
    text = dimensions === undefined ? undefined : writeMetric(metric, dimensions)
    return text
  }
}

function writeMetric({ Namespace, MetricName }: Metric, dimensions: string): string | undefined {
  if (typeof Namespace !== 'string' || typeof MetricName !== 'string') return undefined
  return `{"Namespace":${JSON.stringify(Namespace)},"MetricName":${JSON.stringify(MetricName)}${dimensions}}`
}

function writeDimensions(dimensions: Metric['Dimensions']): string | undefined {
  if (dimensions === undefined) return ''
  if (!Array.isArray(dimensions)) return undefined
  let text = ''
  for (const { Name, Value } of dimensions as readonly Dimension[]) {
    if (typeof Name !== 'string' || typeof Value !== 'string') return undefined
    text += `${text === '' ? '' : ','}{"Name":${JSON.stringify(Name)},"Value":${JSON.stringify(Value)}}`
  }
  return `,"Dimensions":[${text}]`
}

type PlainQuery = MetricDataQuery & { readonly Id: string }
type PlainStat = MetricStat & { readonly Metric: Metric; readonly Period: number; readonly Stat: string }

function isPlainQuery(query: MetricDataQuery): query is PlainQuery {
  const { Id, Expression, Label, ReturnData, Period, AccountId } = query
  const isEvaluated = Expression !== undefined || ReturnData !== undefined || Period !== undefined
  const isOwned = AccountId === undefined || typeof AccountId === 'string'
  return typeof Id === 'string' && !isEvaluated && Label === undefined && isOwned
}

function isPlainStat(stat: MetricStat | undefined): stat is PlainStat {
  if (typeof stat !== 'object' || stat === null) return false
  const { Metric, Period, Stat, Unit } = stat
  const isMetric = typeof Metric === 'object' && Metric !== null
  return isMetric && Number.isFinite(Period) && typeof Stat === 'string' && Unit === undefined
}
