/** What may be asked of the local store. Times are milliseconds since the epoch. */
import { AGGREGATIONS, CATEGORIES, TAG_OPERATORS } from '../../model/queries.ts'
import { DAY_MS, SECOND_MS } from '../../time.ts'
import {
  described,
  integer,
  list,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  optionals,
  ref,
  type Schema,
  string,
  text,
  whole,
} from '../schema.ts'

const LATEST_MS = 8_640_000_000_000
const name = text(undefined, 256)
const millis = whole(0, LATEST_MS)
const where = {
  ...list(ref('TagCondition'), 50),
  description: 'Conditions on tags; all must hold',
}
const scope = {
  measurement: name,
  category: oneOf(CATEGORIES),
  where,
  search: text('Words that must all occur in tag values, in whatever case', 500),
}

const group = {
  series: described(integer, 'Series with a value in the window'),
  values: described(list(list(nullable(number))), 'By column, then by time; null is a gap'),
  totals: described(list(nullable(number)), 'By column: the same aggregation over the whole window'),
}

export const QUERY_SCHEMAS: Readonly<Record<string, Schema>> = {
  Aggregation: oneOf(
    AGGREGATIONS,
    '`default` goes by the statistic that a field is named for: `…_Sum` adds up, `…_Maximum` takes the maximum',
  ),
  TagCondition: object(
    {
      tag: name,
      operator: oneOf(TAG_OPERATORS),
      values: list(text(undefined, 1000), 1000),
      negate: { type: 'boolean', description: 'The opposite; holds for a missing tag too' },
    },
    ['values', 'negate'],
  ),
  ObjectQuery: optionals({
    measurement: name,
    where,
    search: scope.search,
    since: described(millis, 'Last written then or later'),
    sort: object(
      {
        kind: oneOf(['tag', 'field', 'time', 'firstSeen', 'lastSeen']),
        name: described(name, 'Of the tag or field'),
        descending: { type: 'boolean' },
      },
      ['name', 'descending'],
    ),
    fields: described(list(name, 500), 'Fields to give; all when left out'),
    limit: whole(1, 1000, '50 when left out'),
    cursor: text('`nextCursor` of the page before', 2000),
  }),
  TagScope: optionals(scope),
  TagValuesQuery: object(
    {
      tag: name,
      ...scope,
      contains: text('Part of the value', 500),
      limit: whole(1, 1000, '100 when left out'),
    },
    [...Object.keys(scope), 'contains', 'limit'],
  ),
  MetricsQuery: object(
    {
      measurement: name,
      category: oneOf(CATEGORIES),
      columns: { ...list(ref('MetricsColumnQuery'), 50), minItems: 1 },
      where,
      groupBy: described(list(name, 20), 'One group for each combination of the values of these tags'),
      from: millis,
      to: millis,
      step: whole(SECOND_MS, 366 * DAY_MS, 'Width of a step in milliseconds, whole seconds'),
      points: whole(1, 2000, 'At most this many steps; 300 when left out'),
      top: optionals({
        count: whole(1, 500),
        by: described(name, 'Name of the column whose total ranks'),
        order: oneOf(['highest', 'lowest']),
      }),
    },
    ['category', 'where', 'groupBy', 'step', 'points', 'top'],
  ),
  EventsQuery: object(
    {
      where,
      search: text('Words that must all occur in the fields, in whatever case', 500),
      from: millis,
      to: millis,
      limit: whole(1, 1000, '100 when left out'),
    },
    ['where', 'search', 'limit'],
  ),
  MetricsColumnQuery: optionals({
    field: name,
    expression: text('Arithmetic on columns and fields, e.g. `100 * Errors_Sum / Invocations_Sum`', 1000),
    aggregation: ref('Aggregation'),
    name,
  }),
  MetricsResult: object(
    {
      from: integer,
      to: integer,
      step: integer,
      times: described(list(integer), 'Begin of each step'),
      columns: list(
        object(
          {
            name: string,
            field: string,
            expression: string,
            aggregation: ref('Aggregation'),
            weight: string,
          },
          ['field', 'expression', 'aggregation', 'weight'],
        ),
      ),
      groups: list(object({ tags: mapOf(string), ...group })),
      others: described(object({ groups: integer, ...group }), 'All other groups as one'),
    },
    ['others'],
  ),
  TagKeys: object({
    items: list(
      object({
        tag: string,
        count: described(integer, 'Objects or series that have it'),
        values: described(integer, 'Different values'),
      }),
    ),
  }),
  TagValues: object({
    items: described(list(object({ value: string, count: integer })), 'Most frequent first'),
    total: described(integer, 'Different values that match, given or not'),
  }),
  Measurements: object({
    items: list(
      object({
        measurement: string,
        category: oneOf(CATEGORIES),
        count: described(integer, 'Series, or objects'),
      }),
    ),
  }),
  Fields: object({
    items: list(
      object(
        {
          field: string,
          types: list(oneOf(['number', 'string', 'boolean'])),
          aggregation: described(ref('Aggregation'), 'What `default` means for it'),
          weight: string,
          unit: described(nullable(string), 'From the manifest of an installed script set'),
          description: nullable(ref('LocalText')),
        },
        ['weight'],
      ),
    ),
  }),
}
