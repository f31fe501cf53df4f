/**
 * `<Metric>_<Statistic>`, without what a line-protocol reader would stumble over: `PR(:10)` → `PR_to_10`,
 * `PR(10:)` → `PR_from_10`, `TM(2%:98%)` → `TM_2pct_to_98pct`. Distinct statistics have distinct names. Pure.
 */
export function fieldName(metric: string, statistic: string): string {
  return `${metric}_${statistic.replace(/\((.*):(.*)\)$/, (_, from, to) => `_${boundsName(from, to)}`)}`
}

function boundsName(from: string, to: string): string {
  const name = from === '' ? `to_${to}` : to === '' ? `from_${from}` : `${from}_to_${to}`
  return name.replaceAll('%', 'pct')
}
