import type { Semantic } from './semantic.ts'

const API = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference'
const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring'
const STATISTICS =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html'
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html'
const VIEWING = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html'
const URLS = 'https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html'
const CONCURRENCY = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html'

export const CLOUDWATCH_SEMANTICS = [
  {
    id: 'cloudwatch.start-time-inclusive',
    rule: 'GetMetricData returns the value whose timestamp is StartTime',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.end-time-exclusive',
    rule: 'GetMetricData returns no value whose timestamp is EndTime',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.start-rounded-to-the-minute',
    rule: 'A start less than 15 days ago is rounded down to the minute',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.start-rounded-to-five-minutes',
    rule: 'A start between 15 and 63 days ago is rounded down to five minutes',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.start-rounded-to-the-hour',
    rule: 'A start more than 63 days ago is rounded down to the hour',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.periods-from-start',
    rule: 'Periods are counted from the start of the request, not from the full hour',
    source: `${GUIDE}/US_SingleMetricPerInstance.html`,
  },
  {
    id: 'cloudwatch.last-period-cut',
    rule: 'The last period holds only the values before EndTime',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.start-before-end',
    rule: 'A start that is not before the end is refused',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.minutes-kept',
    rule: 'Values of a minute are kept for 15 days',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.five-minutes-kept',
    rule: 'Values of five minutes are kept for 63 days',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.hours-kept',
    rule: 'Values of an hour are kept for 455 days',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.old-data-coarse',
    rule: 'Data older than 15 days come only in periods that are a multiple of 300 seconds',
    source: `${API}/API_MetricStat.html`,
  },
  {
    id: 'cloudwatch.no-high-resolution',
    rule: 'Metrics of standard resolution have no values for periods below a minute',
    source: `${API}/API_MetricStat.html`,
  },
  {
    id: 'cloudwatch.period-allowed',
    rule: 'A period is 1, 5, 10 or 30 seconds or a multiple of 60',
    source: `${API}/API_MetricDataQuery.html`,
  },
  {
    id: 'cloudwatch.queries-a-request',
    rule: 'GetMetricData takes 500 queries at the most',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.id-unique',
    rule: 'An id occurs once in a request',
    source: `${API}/API_MetricDataQuery.html`,
  },
  {
    id: 'cloudwatch.id-characters',
    rule: 'An id has letters, digits and underscores, and begins with a lower-case letter',
    source: `${API}/API_MetricDataQuery.html`,
  },
  {
    id: 'cloudwatch.metric-or-expression',
    rule: 'A query has either a metric or an expression, and not both',
    source: `${API}/API_MetricDataQuery.html`,
  },
  {
    id: 'cloudwatch.scan-by-default',
    rule: 'Values come newest first unless asked otherwise',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.scan-by-ascending',
    rule: 'Values come oldest first when asked so',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.max-datapoints',
    rule: 'A page holds MaxDatapoints values at the most, and a token leads to the others',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.max-datapoints-default',
    rule: 'A page holds 100,800 values when nothing else is asked for',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.partial-data',
    rule: 'A result that goes on in the next page is PartialData, the others are Complete',
    source: `${API}/API_MetricDataResult.html`,
  },
  {
    id: 'cloudwatch.next-token-of-request',
    rule: 'A token that is not of the request is refused',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.return-data',
    rule: 'A query that returns no data has no result',
    source: `${API}/API_MetricDataQuery.html`,
  },
  {
    id: 'cloudwatch.unit-other',
    rule: 'A unit that is not that of the data finds nothing',
    source: `${API}/API_GetMetricData.html`,
  },
  {
    id: 'cloudwatch.values-match-timestamps',
    rule: 'A result has as many timestamps as values',
    source: `${API}/API_MetricDataResult.html`,
  },
  {
    id: 'cloudwatch.all-dimensions',
    rule: 'A metric is found only by all its dimensions',
    source: `${GUIDE}/cloudwatch_concepts.html`,
  },
  {
    id: 'cloudwatch.absent-not-zero',
    rule: 'A minute in which nothing was published has no value, not zero',
    source: `${GUIDE}/cloudwatch_concepts.html`,
  },
  {
    id: 'cloudwatch.account-id',
    rule: 'A query for a linked account reads the metrics of that account',
    source: `${API}/API_MetricDataQuery.html`,
  },
  {
    id: 'cloudwatch.account-not-linked',
    rule: 'A query for an account that is not linked is Forbidden, the others are answered',
    source: `${API}/API_MetricDataResult.html`,
  },
  {
    id: 'cloudwatch.dynamic-labels',
    rule: 'A label may name figures and properties of its metric',
    source: `${GUIDE}/graph-dynamic-labels.html`,
  },
  {
    id: 'cloudwatch.label-time-zone',
    rule: 'The time zone of labels is a sign and four digits',
    source: `${API}/API_LabelOptions.html`,
  },
  {
    id: 'cloudwatch.statistics-limit',
    rule: 'GetMetricStatistics refuses more than 1,440 values',
    source: `${API}/API_GetMetricStatistics.html`,
  },
  {
    id: 'cloudwatch.statistics-either',
    rule: 'GetMetricStatistics takes plain or extended statistics, and not both',
    source: `${API}/API_GetMetricStatistics.html`,
  },
  {
    id: 'cloudwatch.statistics-unordered',
    rule: 'GetMetricStatistics answers in no order',
    source: `${API}/API_GetMetricStatistics.html`,
  },
  {
    id: 'cloudwatch.statistics-unit',
    rule: 'GetMetricStatistics names the unit of each value',
    source: `${API}/API_GetMetricStatistics.html`,
  },
  {
    id: 'cloudwatch.statistics-five',
    rule: 'GetMetricStatistics takes five plain and ten extended statistics at the most',
    source: `${API}/API_GetMetricStatistics.html`,
  },
  {
    id: 'cloudwatch.metrics-a-page',
    rule: 'ListMetrics returns 500 metrics a page at the most',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.list-exact',
    rule: 'ListMetrics matches namespace and name exactly',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.list-dimension',
    rule: 'ListMetrics finds metrics that have a dimension among others',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.list-ten-dimensions',
    rule: 'ListMetrics takes ten dimensions at the most',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.list-new-metrics',
    rule: 'ListMetrics lists a new metric up to 15 minutes late, when it can be read already',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.list-two-weeks',
    rule: 'ListMetrics lists metrics that have had values in the past two weeks',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.recently-active',
    rule: 'RecentlyActive finds metrics with values in the past three hours, and few that are up to 50 minutes older',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.recently-active-value',
    rule: 'RecentlyActive has no other value than PT3H',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.list-linked',
    rule: 'ListMetrics lists the metrics of linked accounts only when asked to',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.owning-accounts',
    rule: 'ListMetrics names the owner of each metric in the same place of another list',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.owning-account',
    rule: 'ListMetrics of one owner lists the metrics of no other account',
    source: `${API}/API_ListMetrics.html`,
  },
  {
    id: 'cloudwatch.percentile',
    rule: 'The 95th percentile is the value that 95 per cent of the samples do not exceed',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.trimmed-mean',
    rule: 'The statistic tm90 is the mean of the samples without the highest ten per cent',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.trimmed-mean-percentages',
    rule: 'TM(10%:90%) leaves out the lowest and the highest ten per cent',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.trimmed-mean-values',
    rule: 'TM with values leaves out what is up to the lower or above the upper one',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.interquartile-mean',
    rule: 'IQM is TM(25%:75%)',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.winsorized-mean',
    rule: 'The statistic wm90 takes the highest ten per cent for the 90th percentile',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.percentile-rank',
    rule: 'PR is the share of the samples above its lower and up to its upper bound',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.trimmed-count',
    rule: 'A trimmed count may be no whole number',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.trimmed-sum',
    rule: 'A trimmed sum is the trimmed mean times the trimmed count',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.bounds-decimals',
    rule: 'A percentage has ten decimals at the most and is up to 100',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.raw-data-needed',
    rule: 'Percentiles and trimmed statistics are not known of metrics that are published as statistic sets',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.statistic-set-of-equals',
    rule: 'Percentiles are known of a statistic set whose minimum is its maximum',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.average',
    rule: 'An average is the sum divided by the number of samples',
    source: STATISTICS,
  },
  {
    id: 'cloudwatch.stamped-with-start',
    rule: 'A metric of Lambda has the time at which the function was invoked',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.revised-until-end',
    rule: 'A minute of Lambda grows until the runs that began in it have ended',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.invocations-no-throttles',
    rule: 'Throttled calls are no invocations and no errors',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.throttles-alone',
    rule: 'A function that may not run has throttles and no invocations',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.errors-share',
    rule: 'The average of Errors is the share of invocations that failed',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.by-function-name',
    rule: 'Metrics by FunctionName add up all versions and aliases',
    source: VIEWING,
  },
  {
    id: 'cloudwatch.by-resource',
    rule: 'Metrics by Resource are those of an alias, or of the calls that named none',
    source: VIEWING,
  },
  {
    id: 'cloudwatch.by-executed-version',
    rule: 'Metrics by ExecutedVersion keep the versions behind an alias apart',
    source: VIEWING,
  },
  {
    id: 'cloudwatch.across-all-functions',
    rule: 'Metrics without dimensions add up all functions of the region',
    source: VIEWING,
  },
  {
    id: 'cloudwatch.mapping-metrics-by-uuid',
    rule: 'Metrics of an event source mapping have its UUID as their only dimension',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.mapping-metrics-opt-in',
    rule: 'An event source mapping has the groups of metrics that it asks for, and no others',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.mapping-metrics-polling',
    rule: 'An event source mapping that does not poll has no values',
    source: LAMBDA,
  },
  {
    id: 'cloudwatch.url-metrics',
    rule: 'The metrics of a function URL count its requests, and those that were refused or failed',
    source: URLS,
  },
  {
    id: 'cloudwatch.url-by-resource',
    rule: 'The metrics of a function URL name its alias or $LATEST as Resource',
    source: URLS,
  },
  {
    id: 'cloudwatch.unreserved-concurrency',
    rule: 'UnreservedConcurrentExecutions and ClaimedAccountConcurrency exist only for the region',
    source: CONCURRENCY,
  },
  {
    id: 'cloudwatch.concurrency-of-runs',
    rule: 'ConcurrentExecutions are what the runs of a function take, and for the region no fewer than for each function',
    source: CONCURRENCY,
  },
  {
    id: 'cloudwatch.claimed-concurrency',
    rule: 'ClaimedAccountConcurrency is the unreserved concurrency in use and all that is reserved',
    source: CONCURRENCY,
  },
] as const satisfies readonly Semantic[]
