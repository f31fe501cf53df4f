import type { Accuracy } from './accuracy.ts'

/** One collector's figures, from its start to its end: loading itself is part of it. */
export interface Column {
  readonly name: string
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
  /** What the simulated account counted. */
  readonly counters: Readonly<Record<string, number>>
  readonly accuracy: Accuracy | null
  readonly values: number
}

export function printComparison(functions: number, columns: readonly Column[]): string {
  const calls = (column: Column, name: string) => String(column.counters[`cloudwatch:${name}`] ?? 0)
  const others = ({ counters }: Column) =>
    Object.entries(counters)
      .filter(([name]) => name.includes(':') && !name.startsWith('cloudwatch:'))
      .reduce((sum, [, count]) => sum + count, 0)
  const share = ({ accuracy }: Column, pick: (counts: Accuracy) => number) =>
    accuracy === null ? '-' : String(pick(accuracy))
  const rows: [string, (column: Column) => string][] = [
    ['wall, s', ({ wallMs }) => (wallMs / 1000).toFixed(2)],
    ['CPU, s', ({ cpuMs }) => (cpuMs / 1000).toFixed(2)],
    ['peak memory, MiB', ({ peakMb }) => peakMb.toFixed(0)],
    ['ListMetrics calls', (column) => calls(column, 'ListMetrics')],
    ['GetMetricData calls', (column) => calls(column, 'GetMetricData')],
    ['GetMetricStatistics calls', (column) => calls(column, 'GetMetricStatistics')],
    ['other calls', (column) => String(others(column))],
    ['queries', ({ counters }) => String(counters.queries ?? 0)],
    ['billed metrics', ({ counters }) => String(counters.billedMetrics ?? 0)],
    ['values put out', ({ values }) => String(values)],
    ['values right', (column) => share(column, ({ right }) => right)],
    ['values wrong', (column) => share(column, ({ wrong }) => wrong)],
    ['values missing', (column) => share(column, ({ missing }) => missing)],
    ['values of other times', (column) => share(column, ({ added }) => added)],
    ['functions compared', (column) => share(column, (counts) => counts.functions)],
  ]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line([`${functions} functions`, ...columns.map(({ name }) => name)]),
    line(['---', ...columns.map(() => '--:')]),
    ...rows.map(([name, text]) => line([name, ...columns.map(text)])),
    '',
  ].join('\n')
}
