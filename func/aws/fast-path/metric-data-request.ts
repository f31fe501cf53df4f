/**
 * Requests of GetMetricData as JSON, straight from the SDK's own objects: what is out of the ordinary is not touched
 * at all.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { Dimension, Metric, MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch'
import type { GrowingBytes } from '../../bytes/growing-bytes.ts'

/** Writes the body of a request; not to its end, and false, when the SDK should write it. */
export function writeMetricData(input: object, body: GrowingBytes): boolean {
  const { MetricDataQueries, StartTime, EndTime, ...rest } = input as Readonly<Record<string, unknown>>
  if (!Array.isArray(MetricDataQueries) || !isDate(StartTime) || !isDate(EndTime)) return false
  const others = writeOthers(rest)
  body.addText('{"MetricDataQueries":[')
  if (others === undefined || !writeQueries(MetricDataQueries, body)) return false
  const times = `"StartTime":${StartTime.getTime() / 1000},"EndTime":${EndTime.getTime() / 1000}`
  body.addText(`],${times}${others}}`)
  return true
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

function writeQueries(queries: readonly MetricDataQuery[], body: GrowingBytes): boolean {
  const metrics = new MetricWriter(body)
  let start = '{"Id":'
  for (const query of queries) {
    const stat = query?.MetricStat
    if (!isPlainQuery(query) || !isPlainStat(stat)) return false
    body.addText(start)
    body.addQuoted(query.Id)
    if (!metrics.write(stat)) return false
    body.addQuoted(stat.Stat)
    body.addText(query.AccountId === undefined ? '}}' : `},"AccountId":${JSON.stringify(query.AccountId)}}`)
    start = ',{"Id":'
  }
  return true
}

/** A part of the body, to be copied where it is wanted again. */
interface Part {
  readonly from: number
  readonly to: number
}

/** Writes up to the name of a statistic. Those of one metric, and metrics of one resource, come one after another. */
class MetricWriter {
  readonly #body: GrowingBytes
  #last: PlainStat | undefined
  #whole: Part = { from: 0, to: 0 }
  /** From the dimensions on. */
  #end: Part = { from: 0, to: 0 }

  constructor(body: GrowingBytes) {
    this.#body = body
  }

  write(stat: PlainStat): boolean {
    const { Metric, Period } = stat
    const last = this.#last?.Period === Period ? this.#last.Metric : undefined
    this.#last = stat
    if (Metric === last) {
      this.#body.addAgain(this.#whole.from, this.#whole.to)
      return true
    }
    const from = this.#body.length
    if (!this.#writeNames(Metric)) return false
    const isSameEnd = last !== undefined && Metric.Dimensions === last.Dimensions
    if (isSameEnd) this.#body.addAgain(this.#end.from, this.#end.to)
    else if (!this.#writeEnd(stat)) return false
    this.#whole = { from, to: this.#body.length }
    return true
  }

  #writeNames({ Namespace, MetricName }: Metric): boolean {
    if (typeof Namespace !== 'string' || typeof MetricName !== 'string') return false
    this.#body.addText(',"MetricStat":{"Metric":{"Namespace":')
    this.#body.addQuoted(Namespace)
    this.#body.addText(',"MetricName":')
    this.#body.addQuoted(MetricName)
    return true
  }

  #writeEnd({ Metric, Period }: PlainStat): boolean {
    const from = this.#body.length
    const dimensions = writeDimensions(Metric.Dimensions)
    if (dimensions === undefined) return false
    this.#body.addText(`${dimensions}},"Period":${Period},"Stat":`)
    this.#end = { from, to: this.#body.length }
    return true
  }
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
