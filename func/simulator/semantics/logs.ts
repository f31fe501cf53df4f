import type { Semantic } from './semantic.ts'

const API = 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference'
const PATTERNS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html'

export const LOGS_SEMANTICS = [
  {
    id: 'logs.limit-of-filtered-events',
    rule: 'FilterLogEvents returns no more events a page than its limit',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.terms-all',
    rule: 'A filter pattern of several terms matches events that have all of them, in their own case',
    source: PATTERNS,
  },
  {
    id: 'logs.terms-optional',
    rule: 'Terms with a question mark match events that have any of them',
    source: PATTERNS,
  },
  {
    id: 'logs.terms-optional-mixed',
    rule: 'Terms with a question mark are ignored beside terms without one',
    source: PATTERNS,
  },
  {
    id: 'logs.terms-excluded',
    rule: 'A term with a minus sign leaves out events that have it',
    source: PATTERNS,
  },
  {
    id: 'logs.terms-quoted',
    rule: 'A term of other characters than letters, digits and underscores needs double quotes',
    source: PATTERNS,
  },
  {
    id: 'logs.regex',
    rule: 'A regular expression between percent signs matches any part of an event',
    source: PATTERNS,
  },
  {
    id: 'logs.regex-characters',
    rule: 'A regular expression has no parentheses, blanks or characters that are not listed',
    source: PATTERNS,
  },
  {
    id: 'logs.regex-count',
    rule: 'A JSON or delimited pattern has two regular expressions at the most',
    source: PATTERNS,
  },
  {
    id: 'logs.json-words',
    rule: 'A JSON pattern knows IS NULL, IS TRUE, IS FALSE and NOT EXISTS',
    source: PATTERNS,
  },
  {
    id: 'logs.json-order',
    rule: 'AND binds more than OR in a JSON pattern, and parentheses more than both',
    source: PATTERNS,
  },
  {
    id: 'logs.json-containers',
    rule: 'A JSON selector that points to an array or object matches nothing, not even with !=',
    source: PATTERNS,
  },
  {
    id: 'logs.json-numbers',
    rule: 'JSON patterns compare numbers, also in scientific notation',
    source: PATTERNS,
  },
  {
    id: 'logs.json-asterisk',
    rule: 'An asterisk at the begin or end of a string matches anything, one within matches itself',
    source: PATTERNS,
  },
  {
    id: 'logs.json-wildcards',
    rule: 'A JSON selector has one wildcard at the most, a pattern three',
    source: PATTERNS,
  },
  {
    id: 'logs.delimited-fields',
    rule: 'A delimited pattern names each field of an event, those in quotes and brackets being one',
    source: PATTERNS,
  },
  {
    id: 'logs.delimited-ellipsis',
    rule: 'An ellipsis in a delimited pattern stands for any number of fields',
    source: PATTERNS,
  },
  {
    id: 'logs.delimited-conditions',
    rule: 'Conditions of a delimited field are joined by AND and OR',
    source: PATTERNS,
  },
  {
    id: 'logs.pattern-length',
    rule: 'A filter pattern has 1024 characters at the most',
    source: PATTERNS,
  },
  {
    id: 'logs.filter-both-ends',
    rule: 'FilterLogEvents includes events at both ends of its time range',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-order',
    rule: 'FilterLogEvents interleaves streams by time of event, then of ingestion, oldest first',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-newest-first',
    rule: 'FilterLogEvents gives the newest events first when startFromHead is false',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-newest-since',
    rule: 'FilterLogEvents reads backwards only from a startTime in 2024 or later',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-direction-of-token',
    rule: 'A token keeps the direction of the first request whatever startFromHead says',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-partial-pages',
    rule: 'Pages of FilterLogEvents may be partly full or empty though more follow',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-token-expires',
    rule: 'A token of FilterLogEvents expires after 24 hours',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-searched-streams',
    rule: 'FilterLogEvents names no searched streams',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-one-group',
    rule: 'FilterLogEvents takes a group by name or by identifier, not by both',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-streams-exclusive',
    rule: 'Names and a prefix of streams exclude each other',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-stream-count',
    rule: 'FilterLogEvents takes 100 streams at the most',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-page-bytes',
    rule: 'A page of FilterLogEvents has one megabyte at the most',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.filter-interleaved',
    rule: 'The parameter interleaved is ignored',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.infrequent-access',
    rule: 'Events of a group of the class Infrequent Access cannot be read by FilterLogEvents or GetLogEvents',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html',
  },
  {
    id: 'logs.infrequent-access-query',
    rule: 'Logs Insights queries groups of the class Infrequent Access',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html',
  },
  {
    id: 'logs.delivery-class',
    rule: 'Groups of the class Delivery cannot be queried',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html',
  },
  {
    id: 'logs.retention',
    rule: 'Events older than the retention of their group are gone',
    source:
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
  },
  {
    id: 'logs.group-pattern-exclusive',
    rule: 'The prefix and the pattern of DescribeLogGroups exclude each other',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.group-pattern-members',
    rule: 'With a pattern DescribeLogGroups gives names, ARNs and creation times alone',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.group-order',
    rule: 'DescribeLogGroups sorts groups by name as ASCII does',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.group-page',
    rule: 'DescribeLogGroups returns 50 groups a page at the most',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.encrypted-group',
    rule: 'Events of an encrypted group are read, one by one or by a query, by those alone who may use its key',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  },
  {
    id: 'logs.group-class-filter',
    rule: 'DescribeLogGroups gives the groups of one class when asked for it',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.group-identifiers',
    rule: 'With identifiers DescribeLogGroups takes no other filter than linked accounts',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.group-arns',
    rule: 'The ARN of a group ends with an asterisk, the other one does not',
    source: `${API}/API_LogGroup.html`,
  },
  {
    id: 'logs.linked-groups',
    rule: 'A monitoring account lists the groups of linked accounts when it includes them',
    source: `${API}/API_DescribeLogGroups.html`,
  },
  {
    id: 'logs.linked-by-arn',
    rule: 'Events of a group of a linked account are read by its ARN',
    source: `${API}/API_FilterLogEvents.html`,
  },
  {
    id: 'logs.unlinked',
    rule: 'A group of an account that is not linked is refused',
    source:
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html',
  },
  {
    id: 'logs.stream-order',
    rule: 'DescribeLogStreams orders by name, or by the time of the last event without a prefix',
    source: `${API}/API_DescribeLogStreams.html`,
  },
  {
    id: 'logs.stream-bytes',
    rule: 'Streams report no stored bytes',
    source: `${API}/API_LogStream.html`,
  },
  {
    id: 'logs.get-tail',
    rule: 'GetLogEvents gives the last events of a stream unless startFromHead is true',
    source: `${API}/API_GetLogEvents.html`,
  },
  {
    id: 'logs.get-end-exclusive',
    rule: 'GetLogEvents includes events at startTime and leaves out those at endTime',
    source: `${API}/API_GetLogEvents.html`,
  },
  {
    id: 'logs.get-same-token',
    rule: 'At an end of the stream GetLogEvents returns the token it was given',
    source: `${API}/API_GetLogEvents.html`,
  },
  {
    id: 'logs.get-forward-token',
    rule: 'A forward token of GetLogEvents needs startFromHead',
    source: `${API}/API_GetLogEvents.html`,
  },
  {
    id: 'logs.put-order',
    rule: 'PutLogEvents refuses a batch that is not in order of time',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.put-span',
    rule: 'PutLogEvents refuses a batch that spans more than 24 hours',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.put-bytes',
    rule: 'A batch of PutLogEvents has 1,048,576 bytes at the most, with 26 for each event',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.put-count',
    rule: 'A batch of PutLogEvents has 1 to 10,000 events',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.put-too-old',
    rule: 'PutLogEvents rejects events older than 14 days or the retention, and takes the others',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.put-too-new',
    rule: 'PutLogEvents rejects events more than two hours in the future',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.large-event',
    rule: 'An event of a megabyte has a page of its own, and paging goes on',
    source: `${API}/API_PutLogEvents.html`,
  },
  {
    id: 'logs.group-names',
    rule: 'Names of groups do not start with aws/',
    source: `${API}/API_CreateLogGroup.html`,
  },
  {
    id: 'logs.query-one-selection',
    rule: 'StartQuery takes exactly one of a name, names and identifiers',
    source: `${API}/API_StartQuery.html`,
  },
  {
    id: 'logs.query-group-count',
    rule: 'A query has 50 log groups at the most',
    source: `${API}/API_StartQuery.html`,
  },
  {
    id: 'logs.query-malformed',
    rule: 'A query that cannot be read is refused with the place of the error',
    source: `${API}/API_StartQuery.html`,
  },
  {
    id: 'logs.query-running',
    rule: 'The results of a query are Running first and Complete later',
    source: `${API}/API_GetQueryResults.html`,
  },
  {
    id: 'logs.query-pointer',
    rule: 'Rows of events have the requested fields and a pointer, newest first',
    source: `${API}/API_GetQueryResults.html`,
  },
  {
    id: 'logs.query-stopped',
    rule: 'A query that is not running cannot be stopped',
    source: `${API}/API_StopQuery.html`,
  },
  {
    id: 'logs.query-lambda-fields',
    rule: 'Logs Insights discovers the fields of Lambda reports, memory in bytes',
    source:
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html',
  },
  {
    id: 'logs.query-statistics',
    rule: 'Query statistics count the records that were scanned and those that matched',
    source: `${API}/API_QueryStatistics.html`,
  },
] as const satisfies readonly Semantic[]
