import type { MetricRow } from '../fleet.ts'
import { AwsError } from '../wire/aws-error.ts'
import { type Call, text } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'
import { invalid } from './metric-data-input.ts'

const PAGE = 500
const MINUTE_MS = 60_000
/** RecentlyActive means three hours, and up to fifty minutes more. */
const RECENT_MINUTES = 3 * 60 + 50

interface DimensionFilter {
  readonly Name?: string
  readonly Value?: string
}

interface Filter {
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly dimensions: readonly DimensionFilter[]
  readonly recently: boolean
}

export function listMetrics(call: Call): unknown {
  const filter = parseFilter(call)
  const { IncludeLinkedAccounts, OwningAccount } = call.input
  const request = JSON.stringify([filter, IncludeLinkedAccounts, OwningAccount])
  const accounts = accountsListed(call)
  const found: { metric: unknown; owner: string }[] = []
  let [place = 0, index = 0] = startOf(call, request)
  for (; place < accounts.length && found.length < PAGE; place += 1, index = 0) {
    const owner = accounts[place] as string
    const { rows } = call.fleetOf(owner)
    for (; index < rows.length && found.length < PAGE; index += 1) {
      const row = rows[index] as MetricRow
      if (isWanted(row, filter) && (!filter.recently || isActive(row, call)))
        found.push({ metric: metricOf(row), owner })
    }
    if (index < rows.length) break
  }
  return {
    Metrics: found.map(({ metric }) => metric),
    ...(place < accounts.length ? { NextToken: encodeToken(request, [place, index]) } : {}),
    ...(IncludeLinkedAccounts === true ? { OwningAccounts: found.map(({ owner }) => owner) } : {}),
  }
}

/** The caller's account, and those linked to it when they are asked for; an owner that is none of these has nothing. */
function accountsListed(call: Call): readonly string[] {
  const owner = text(call, 'OwningAccount')
  const isLinked = call.input.IncludeLinkedAccounts === true
  const visible = [call.principal.account, ...(isLinked ? call.linked : [])]
  return visible.filter((account) => owner === undefined || owner === account)
}

function parseFilter(call: Call): Filter {
  const recently = text(call, 'RecentlyActive')
  if (recently !== undefined && recently !== 'PT3H') {
    throw invalid(`The value ${recently} for parameter RecentlyActive is invalid.`)
  }
  const dimensions = (call.input.Dimensions ?? []) as readonly DimensionFilter[]
  if (dimensions.length > 10) throw invalid('The collection Dimensions must not have a size greater than 10.')
  if (dimensions.some((dimension) => !dimension.Name))
    throw invalid('The parameter Dimensions.member.1.Name is required.')
  return {
    namespace: text(call, 'Namespace'),
    name: text(call, 'MetricName'),
    dimensions,
    recently: recently !== undefined,
  }
}

function startOf(call: Call, request: string): readonly number[] {
  const token = text(call, 'NextToken')
  if (token === undefined) return []
  const position = decodeToken(request, token)
  if (position === undefined) {
    throw new AwsError('InvalidParameterValueException', 'The value for parameter NextToken is invalid.', {
      queryCode: 'InvalidParameterValue',
    })
  }
  return position
}

function isWanted(row: MetricRow, filter: Filter): boolean {
  if (filter.namespace !== undefined && filter.namespace !== row.namespace) return false
  if (filter.name !== undefined && filter.name !== row.name) return false
  return filter.dimensions.every((wanted) =>
    row.dimensions.some(
      ({ Name, Value }) => Name === wanted.Name && (wanted.Value === undefined || wanted.Value === Value),
    ),
  )
}

/** Whether the metric has had a point of late; looks backwards, and mostly finds one at once. */
function isActive(row: MetricRow, call: Call): boolean {
  const nowMs = call.now.getTime()
  const look = row.series.look({ asOfMs: nowMs, lateMinutes: call.faults.lateMinutes ?? 0 })
  const last = Math.floor(nowMs / MINUTE_MS) - 1
  for (let minute = last; minute > last - RECENT_MINUTES; minute -= 1) {
    const period = { startMs: minute * MINUTE_MS, endMs: (minute + 1) * MINUTE_MS }
    if (look.samples(row.name, period) !== undefined) return true
  }
  return false
}

function metricOf(row: MetricRow): unknown {
  return { Namespace: row.namespace, MetricName: row.name, Dimensions: row.dimensions }
}
