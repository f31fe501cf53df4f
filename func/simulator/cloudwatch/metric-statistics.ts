import { hash } from '../hash.ts'
import { AwsError } from '../wire/aws-error.ts'
import { AwsTime } from '../wire/aws-time.ts'
import type { Call } from '../wire/call.ts'
import { isPeriod, periodComplaint, START_AFTER_END } from './metric-data-input.ts'
import { MetricReader, type PeriodSamples } from './metric-reader.ts'
import type { Samples } from './samples.ts'
import { type Dimension, seriesKey } from './series.ts'
import { PLAIN_STATISTICS, parseStatistic, type Statistic } from './statistics.ts'

/** As the input of the operation declares it. */
interface Given {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions?: readonly Dimension[]
  readonly StartTime: number
  readonly EndTime: number
  readonly Period: number
  readonly Statistics?: readonly string[]
  readonly ExtendedStatistics?: readonly string[]
  readonly Unit?: string
}

const MAX_DATAPOINTS = 1440

/** The older way to read a metric: one series a call, all its statistics at once. */
export function getMetricStatistics(call: Call): unknown {
  const given = call.input as unknown as Given
  check(given)
  const { StartTime, EndTime, Namespace, MetricName, Dimensions = [], Period, Unit } = given
  const input = { startMs: StartTime * 1000, endMs: EndTime * 1000, ascending: true }
  const query = { accountId: undefined, key: seriesKey(Namespace, Dimensions), name: MetricName }
  const reader = new MetricReader(call, input)
  const found = reader.samples({ ...query, periodSeconds: Period, unit: Unit })
  const datapoints = datapointsOf(found, given, reader.series(query)?.metrics.get(MetricName)?.unit)
  call.counters.add('datapoints', datapoints.length)
  return { Label: MetricName, Datapoints: datapoints }
}

function check(given: Given): void {
  const { StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [] } = given
  if (StartTime >= EndTime) throw badCombination(START_AFTER_END)
  if (!isPeriod(Period)) throw badValue(periodComplaint(Period, 'Period'))
  if ((Statistics.length === 0) === (ExtendedStatistics.length === 0)) {
    throw badCombination('Either Statistics or ExtendedStatistics must be specified, but not both.')
  }
  const count = Math.ceil((EndTime - StartTime) / Period)
  if (count > MAX_DATAPOINTS) {
    const remedy =
      'You may reduce the datapoints requested by increasing Period, or decreasing the time range.'
    throw badCombination(
      `You have requested up to ${count} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. ${remedy}`,
    )
  }
}

/** In no order: that of time is not promised. */
function datapointsOf(found: PeriodSamples, given: Given, Unit: string | undefined): readonly unknown[] {
  const plain = statisticsOf(given.Statistics, (name) => PLAIN_STATISTICS.get(name))
  const extended = statisticsOf(given.ExtendedStatistics, (name) =>
    PLAIN_STATISTICS.has(name) ? undefined : parseStatistic(name),
  )
  const points = found.samples.flatMap((samples, place) => {
    const ExtendedStatistics = figures(samples, extended)
    const own = { ...figures(samples, plain), ...(extended.length === 0 ? {} : { ExtendedStatistics }) }
    if (extended.length > 0 && Object.keys(ExtendedStatistics).length === 0) return []
    return [{ Timestamp: new AwsTime((found.seconds[place] as number) * 1000), ...own, Unit }]
  })
  const turn = hash(points.length, 1)
  return points.map((_, place) => points[(place * 7919 + turn) % points.length])
}

type Named = readonly (readonly [string, Statistic])[]

function statisticsOf(names: readonly string[] = [], parse: (name: string) => Statistic | undefined): Named {
  return names.map((name) => {
    const statistic = parse(name)
    if (statistic === undefined)
      throw badValue(`The value ${name} for parameter ExtendedStatistics is invalid.`)
    return [name, statistic]
  })
}

function figures(samples: Samples, statistics: Named): Readonly<Record<string, number>> {
  const all = statistics.map(([name, statistic]) => [name, statistic(samples)] as const)
  return Object.fromEntries(all.filter((entry): entry is [string, number] => entry[1] !== undefined))
}

function badCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message, {
    queryCode: 'InvalidParameterCombination',
  })
}

function badValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' })
}
