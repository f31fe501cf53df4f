import type { Call } from '../wire/call.ts'
import { lookAt, samplesOf } from './metric-data.ts'
import { invalid, parseMetricDataInput } from './metric-data-input.ts'
import type { Samples } from './samples.ts'
import { type Series, seriesKey } from './series.ts'
import { parseStatistic } from './statistics.ts'

const MAX_DATAPOINTS = 1440
const PLAIN = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']

/** The older way to read a metric: one series a call, all its statistics at once. */
export function getMetricStatistics(call: Call): unknown {
  const { Namespace, MetricName, Dimensions, Period, StartTime, EndTime, Unit } = call.input
  const plain = texts(call.input.Statistics)
  const extended = texts(call.input.ExtendedStatistics)
  const [first] = [...plain, ...extended]
  if (first === undefined) throw invalid('At least one of Statistics and ExtendedStatistics must be given.')
  const wrong = plain.find((name) => !PLAIN.includes(name))
  if (wrong !== undefined) throw invalid(`The value ${wrong} for parameter Statistics.member.1 is invalid.`)
  const Metric = { Namespace, MetricName, Dimensions }
  const MetricStat = { Metric, Period, Stat: first, ...(Unit === undefined ? {} : { Unit }) }
  const input = { StartTime, EndTime, MetricDataQueries: [{ Id: 'q', MetricStat }] }
  const asked = parseMetricDataInput({ ...input, ScanBy: 'TimestampAscending' })
  const [query] = asked.queries
  if (query === undefined) return { Label: MetricName, Datapoints: [] }
  if ((asked.endMs - asked.startMs) / 1000 / query.periodSeconds > MAX_DATAPOINTS) {
    throw invalid(`You have requested more datapoints than the limit of ${MAX_DATAPOINTS}.`)
  }
  const series: Series | undefined = call.fleet.series.get(seriesKey(query.namespace, query.dimensions))
  const metric = series?.metrics.get(query.name)
  if (series === undefined || metric === undefined || (query.unit ?? metric.unit) !== metric.unit) {
    return { Label: query.name, Datapoints: [] }
  }
  const points = samplesOf(call, asked, lookAt(call, series), query)
  call.counters.add('datapoints', points.size)
  const Datapoints = Array.from(points, ([Timestamp, set]) => ({
    Timestamp,
    ...figures(set, plain),
    ...(extended.length === 0 ? {} : { ExtendedStatistics: figures(set, extended) }),
    Unit: metric.unit,
  }))
  return { Label: query.name, Datapoints }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function figures(samples: Samples, names: readonly string[]): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    names.map((name) => {
      const statistic = parseStatistic(name)
      if (statistic === undefined)
        throw invalid(`The value ${name} for parameter ExtendedStatistics is invalid.`)
      return [name, statistic(samples)]
    }),
  )
}
