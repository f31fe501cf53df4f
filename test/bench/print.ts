/** Figures for people. */
import type { SizeFigures } from './collect-bench.ts'
import type { RunFigures } from './collect-process.ts'

export function printSize(figures: SizeFigures): string {
  const { functions, collect, local, floor, paperMs, accuracy } = figures
  const [cold, ...warm] = collect.runs
  const run = median(warm.length === 0 ? collect.runs : warm)
  const localRun = local?.runs.at(-1)
  const rows: [string, string][] = [
    ['requests by operation', operations(run)],
    ['queries, billed metrics', `${run.usage.queries}, ${run.usage.billedMetrics}`],
    ['points, bytes out', `${run.points}, ${(run.bytes / 2 ** 20).toFixed(1)} MiB`],
    ['cold run', cold === undefined ? '' : cost(cold)],
    ['warm run', cost(run)],
    ['all warm runs, CPU', warm.map(({ cpuMs }) => seconds(cpuMs)).join(', ')],
    ['raw floor of the cold run', `${cost(floor.cold)}, ${floor.cold.requests} requests`],
    ['raw floor of a warm run', `${cost(floor.warm)}, ${floor.warm.requests} requests`],
    ['the same at the pace of the run', cost(floor.paced)],
    [
      'CPU : floor',
      `cold ${ratio(cold?.cpuMs, floor.cold.cpuMs)}, warm ${ratio(run.cpuMs, floor.warm.cpuMs)}, at its pace ${ratio(run.cpuMs, floor.paced.cpuMs)}`,
    ],
    ['wall of a warm run on paper', `${seconds(paperMs)}, ratio ${ratio(run.wallMs, paperMs)}`],
    ['CPU per 500 queries', `${((run.cpuMs / run.usage.queries) * 500).toFixed(1)} ms`],
    [
      'peak memory',
      `${collect.peakMb.toFixed(0)} MiB, of which ${collect.startMb.toFixed(0)} before the run`,
    ],
  ]
  if (localRun !== undefined) rows.push(['warm run, local store instead of null', cost(localRun)])
  if (accuracy !== null) {
    const { right, wrong, missing, added } = accuracy
    const counts = `${right} right, ${wrong} wrong, ${missing} missing, ${added} stale or added`
    rows.push(['values against the truth', `${counts} (${accuracy.functions} functions compared)`])
  }
  return `${functions} functions\n${rows.map(([name, text]) => `  ${name.padEnd(40)}${text}`).join('\n')}\n`
}

function operations({ usage }: RunFigures): string {
  return Object.entries(usage.apiCalls)
    .map(([api, count]) => `${api.split(':')[1]} ${count}`)
    .join(', ')
}

export function cost({ wallMs, cpuMs }: { readonly wallMs: number; readonly cpuMs: number }): string {
  return `${seconds(wallMs)} wall, ${seconds(cpuMs)} CPU`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function ratio(a: number | undefined, b: number): string {
  return a === undefined ? '-' : (a / b).toFixed(2)
}

/** The run of the median CPU time. */
export function median<T extends { readonly cpuMs: number }>(runs: readonly T[]): T {
  const sorted = runs.toSorted((a, b) => a.cpuMs - b.cpuMs)
  return sorted[Math.floor(sorted.length / 2)] as T
}
