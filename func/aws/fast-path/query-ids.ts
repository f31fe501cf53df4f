/** Ids of queries: the row of a query within its request. The texts are made once, as there are few. */
const IDS: string[] = []
const STARTS: string[] = []
const ROWS = new Map<string, number>()
/** AWS takes no more queries in one request. */
const MAX_QUERIES = 500

for (let row = 0; row < MAX_QUERIES; row++) {
  const id = `q${row}`
  IDS.push(id)
  STARTS.push(`{"Id":"${id}"`)
  ROWS.set(id, row)
}

export function idOf(row: number): string {
  return IDS[row] ?? `q${row}`
}

/** A query as JSON up to the end of its id. */
export function queryStart(row: number): string {
  return STARTS[row] ?? `{"Id":"q${row}"`
}

/** Undefined for an id that is none of ours. */
export function rowOf(id: string | undefined): number | undefined {
  return ROWS.get(id ?? '')
}
