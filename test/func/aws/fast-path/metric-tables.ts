/** Tables of GetMetricData as they should be, made without the code that is tested. */
import type { MetricDataRequest, MetricTable } from '#func/script.ts'

export interface JsonAnswer {
  readonly MetricDataResults?: readonly JsonResult[] | null
  readonly NextToken?: string | null
}

interface JsonResult {
  readonly Id?: string | null
  readonly Timestamps?: readonly number[] | null
  readonly Values?: readonly (number | string)[] | null
  readonly StatusCode?: string | null
}

export function emptyTable({ start, end, period }: MetricDataRequest, rows: number): MetricTable {
  const columns = Math.round((end - start) / 1000 / period)
  const values = new Float64Array(rows * columns).fill(Number.NaN)
  return { values, columns, statuses: new Array(rows).fill(undefined) }
}

/** What `JSON.parse` makes of an answer, as a table. */
export function tableOfJson(answer: JsonAnswer, request: MetricDataRequest, rows: number): MetricTable {
  const table = emptyTable(request, rows)
  const ids = Array.from({ length: rows }, (_, row) => `q${row}`)
  for (const { Id, Timestamps, Values, StatusCode } of answer.MetricDataResults ?? []) {
    const row = ids.indexOf(Id ?? '')
    if (row < 0) continue
    for (const [place, second] of (Timestamps ?? []).entries()) {
      const column = Math.floor((Math.round(second * 1000) - request.start) / 1000 / request.period)
      const value = Values?.[place]
      if (value !== undefined && column >= 0 && column < table.columns) {
        table.values[row * table.columns + column] = Number(value)
      }
    }
    const isWhole = (Timestamps ?? []).length === (Values ?? []).length
    table.statuses[row] = isWhole ? (StatusCode ?? undefined) : 'PartialData'
  }
  return table
}
