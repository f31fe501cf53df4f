/**
 * Requests of GetMetricData as JSON, printed straight into bytes.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { GrowingBytes, Part } from '../../bytes/growing-bytes.ts'
import type { MetricDataRequest, MetricSlice } from '../../script.ts'
import { queryStart } from './query-ids.ts'

export function printMetricData(
  request: MetricDataRequest,
  nextToken: string | undefined,
  body: GrowingBytes,
): void {
  const { start, end, slices, rows } = request
  const printer = new QueryPrinter(request, body)
  body.addText('{"MetricDataQueries":[')
  let row = 0
  for (const { set, series } of slices) {
    printer.begin(set)
    for (const { metric, statistic } of series) {
      if (rows === undefined || rows.has(row)) printer.print(row, metric, statistic)
      row++
    }
  }
  const token = nextToken === undefined ? '' : `,"NextToken":${JSON.stringify(nextToken)}`
  const times = `"StartTime":${start / 1000},"EndTime":${end / 1000}`
  body.addText(`],${times},"ScanBy":"TimestampAscending"${token}}`)
}

class QueryPrinter {
  readonly #body: GrowingBytes
  readonly #namespace: string
  readonly #period: number
  #isFirst = true
  #set: MetricSlice['set'] = { dimensions: [] }
  #metric: string | undefined
  /** From after the id up to the statistic, of the last metric. */
  #metricPart: Part | undefined
  /** The same from the dimensions on, of the last set. */
  #setPart: Part | undefined
  #close = '}}'
  /** What follows the name of a metric, by statistic. */
  readonly #ends = new Map<string, string>()

  constructor({ namespace, period }: MetricDataRequest, body: GrowingBytes) {
    this.#body = body
    this.#namespace = `,"MetricStat":{"Metric":{"Namespace":${JSON.stringify(namespace)},"MetricName":`
    this.#period = period
  }

  begin(set: MetricSlice['set']): void {
    this.#set = set
    this.#metric = undefined
    this.#setPart = undefined
    const close = set.account === undefined ? '}}' : `},"AccountId":${JSON.stringify(set.account)}}`
    if (close !== this.#close) this.#ends.clear()
    this.#close = close
  }

  print(row: number, metric: string, statistic: string): void {
    const body = this.#body
    if (!this.#isFirst) body.addText(',')
    body.addText(queryStart(row))
    this.#isFirst = false
    if (metric !== this.#metric || this.#metricPart === undefined) {
      this.#metricPart = this.#part(() => this.#printMetric(metric))
      this.#metric = metric
    } else body.addAgain(this.#metricPart)
    body.addText(this.#endOf(statistic))
  }

  #endOf(statistic: string): string {
    const known = this.#ends.get(statistic)
    if (known !== undefined) return known
    const end = `${JSON.stringify(statistic)}${this.#close}`
    this.#ends.set(statistic, end)
    return end
  }

  #printMetric(metric: string): void {
    this.#body.addText(this.#namespace)
    this.#body.addQuoted(metric)
    if (this.#setPart !== undefined) this.#body.addAgain(this.#setPart)
    else this.#setPart = this.#part(() => this.#body.addText(this.#textOfSet()))
  }

  #textOfSet(): string {
    const dimensions = this.#set.dimensions.map(({ name, value }) => ({ Name: name, Value: value }))
    return `,"Dimensions":${JSON.stringify(dimensions)}},"Period":${this.#period},"Stat":`
  }

  #part(print: () => void): Part {
    const from = this.#body.length
    print()
    return { from, to: this.#body.length }
  }
}
