import { AwsError } from '../wire/aws-error.ts'
import { type Call, text } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'
import type { MetricRow } from './metric-row.ts'

const PAGE = 500

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
  const view = { asOfMs: call.now.getTime(), lateMinutes: call.faults.lateMinutes ?? 0 }
  const isShown = (row: MetricRow) => row.isListed(view) && (!filter.recently || row.isRecentlyActive(view))
  const found: { metric: unknown; owner: string }[] = []
  let [place = 0, index = 0] = startOf(call, request)
  for (; place < accounts.length && found.length < PAGE; place += 1, index = 0) {
    const owner = accounts[place] as string
    const { rows } = call.fleetOf(owner)
    for (; index < rows.length && found.length < PAGE; index += 1) {
      const row = rows[index] as MetricRow
      if (isWanted(row, filter) && isShown(row)) found.push({ metric: metricOf(row), owner })
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
  return {
    namespace: text(call, 'Namespace'),
    name: text(call, 'MetricName'),
    dimensions: (call.input.Dimensions ?? []) as readonly DimensionFilter[],
    recently: call.input.RecentlyActive !== undefined,
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

function metricOf(row: MetricRow): unknown {
  return { Namespace: row.namespace, MetricName: row.name, Dimensions: row.dimensions }
}
