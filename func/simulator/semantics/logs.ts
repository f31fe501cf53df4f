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
] as const satisfies readonly Semantic[]
