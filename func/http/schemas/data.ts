/** What was collected: objects, functions, dashboards; and the overview. */
import { TROUBLE_KINDS, TROUBLE_LEVELS } from '../../model/function-health.ts'
import {
  anyObject,
  described,
  integer,
  json,
  list,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  ref,
  type Schema,
  string,
  time,
} from '../schema.ts'

const tags = mapOf(string)

export const DATA_SCHEMAS: Readonly<Record<string, Schema>> = {
  StoredObject: object({
    id: described(integer, 'Stays the same while the object is written again'),
    measurement: string,
    tags,
    fields: mapOf(json),
    timestamp: time,
    firstSeen: time,
    lastSeen: time,
  }),
  ObjectPage: object({
    items: list(ref('StoredObject')),
    nextCursor: nullable(string),
    total: described(integer, 'Objects that match, on all pages'),
  }),
  FunctionFigures: object({
    ...{ invocations: nullable(number), errors: nullable(number), throttles: nullable(number) },
    errorRate: described(nullable(number), 'Share of invocations that failed'),
    throttleRate: described(nullable(number), 'Share of requests that were throttled'),
    ...{ averageMs: nullable(number), maximumMs: nullable(number), iteratorAgeMs: nullable(number) },
  }),
  Trouble: object({
    kind: oneOf(TROUBLE_KINDS),
    level: oneOf(TROUBLE_LEVELS),
    value: described(number, 'A share; milliseconds of `lag` and `slower`'),
    before: described(nullable(number), 'The same of the range before'),
    since: described(nullable(time), 'Null: it was much the same in the range before'),
    until: described(nullable(time), 'Null: it still is so'),
  }),
  FunctionHealth: object({
    ...{ account: string, region: string, name: string },
    objectId: described(nullable(integer), 'Of its object in the store'),
    ...{ runtime: nullable(string), timeoutMs: nullable(number) },
    ...{ now: ref('FunctionFigures'), before: ref('FunctionFigures') },
    troubles: described(list(ref('Trouble')), 'The worst first'),
    curve: described(list(nullable(number)), 'Failed and throttled requests by step, both ranges'),
  }),
  FunctionsHealth: object({
    ...{ from: time, to: described(time, 'Newer minutes are still being counted') },
    stepMs: integer,
    total: described(integer, 'Functions with data in these ranges'),
    troubled: described(integer, 'Of these, those in trouble'),
    items: list(ref('FunctionHealth')),
  }),
  StoredEvent: object({ measurement: string, tags, fields: mapOf(json), timestamp: time }),
  Events: object({ items: list(ref('StoredEvent')) }),
  DashboardEntry: object({
    scriptSet: string,
    id: string,
    title: ref('LocalText'),
    description: nullable(ref('LocalText')),
    panels: integer,
  }),
  Dashboards: object({ items: list(ref('DashboardEntry')) }),
  Dashboard: object({
    scriptSet: string,
    id: string,
    dashboard: described(anyObject, 'manifests/schema/dashboard.schema.json describes its parts'),
  }),
  Overview: object({
    at: time,
    status: oneOf(['ok', 'warning', 'failing', 'empty'], '`empty`: nothing is deployed yet'),
    triggers: described(list(ref('Trigger')), 'Failing ones first'),
    freshness: described(
      list(
        object({
          trigger: string,
          account: string,
          region: string,
          measurement: string,
          newest: described(time, 'Newest point'),
          lagSeconds: integer,
        }),
      ),
      'By account and region, stalest first',
    ),
    bill: object({
      dollars24h: described(number, 'Estimate at list prices, from the figures of the tasks of 24 hours'),
      dollarsMonth: described(number, 'The same, for 30 days'),
      byTrigger: list(
        object({ trigger: string, dollars24h: number, billedMetrics24h: integer, tasks24h: integer }),
      ),
    }),
    failures: described(list(ref('Task')), 'Newest first, at most 10'),
    counts: object({ objects: integer, series: integer, points: integer, functions: integer }),
    running: list(ref('Task')),
  }),
}
