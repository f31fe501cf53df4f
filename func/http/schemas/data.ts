/** What was collected: objects, dashboards; and the overview. */
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
