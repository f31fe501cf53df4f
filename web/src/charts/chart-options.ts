/** Options of ECharts for lines over time. Pure. */
import type { Line } from './lines.ts'
import { chartInk, seriesColor } from './palette.ts'
import { formatUnit } from './units.ts'

export interface ChartLook {
  readonly unit: string
  readonly language: string
  readonly dark: boolean
  readonly stacked: boolean
  /** Lines that were switched off in the legend. */
  readonly hidden: ReadonlySet<string>
  readonly thresholds: readonly { readonly value: number; readonly level: string }[]
}

export function chartOptions(times: readonly number[], lines: readonly Line[], look: ChartLook) {
  const ink = chartInk(look.dark)
  const text = (value: number) => formatUnit(value, look.unit, look.language)
  return {
    animation: false,
    grid: { left: 8, right: 14, top: 12, bottom: 4, containLabel: true },
    textStyle: { fontFamily: 'inherit' },
    xAxis: {
      type: 'time',
      min: times[0],
      max: times.at(-1),
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLabel: { color: ink.text, fontSize: 11, formatter: text },
      splitLine: { lineStyle: { color: ink.line } },
      splitNumber: 3,
    },
    tooltip: tooltip(look, ink, text),
    // shown nowhere: it is what lets a drag over the chart choose a stretch of time
    toolbox: {
      show: true,
      itemSize: 0,
      feature: { dataZoom: { yAxisIndex: 'none', icon: { zoom: 'path://', back: 'path://' } } },
    },
    series: lines.map((line, index) => series(times, line, index, look)),
  }
}

function tooltip(look: ChartLook, ink: ReturnType<typeof chartInk>, text: (value: number) => string) {
  return {
    trigger: 'axis',
    confine: true,
    order: 'valueDesc',
    backgroundColor: ink.card,
    borderColor: ink.line,
    textStyle: { color: ink.strong, fontSize: 12 },
    axisPointer: { lineStyle: { color: ink.text } },
    extraCssText: 'max-height: 260px; overflow: hidden; font-variant-numeric: tabular-nums;',
    valueFormatter: (value: unknown) => (typeof value === 'number' ? text(value) : '–'),
    ...(look.stacked ? { order: 'seriesDesc' } : {}),
  }
}

function series(times: readonly number[], line: Line, index: number, look: ChartLook) {
  const color = seriesColor(index, look.dark)
  const hidden = look.hidden.has(line.id)
  return {
    id: line.id,
    name: line.label,
    type: 'line',
    data: hidden ? [] : times.map((time, at) => [time, line.values[at] ?? null]),
    // a value between two gaps would be invisible as a line
    showSymbol: isSparse(line.values),
    symbolSize: 4,
    connectNulls: false,
    color,
    lineStyle: { width: 1.6, color },
    emphasis: { focus: 'series' },
    ...(look.stacked ? { stack: 'all', areaStyle: { opacity: 0.25 } } : {}),
    ...(index === 0 && look.thresholds.length > 0 ? { markLine: thresholdLines(look) } : {}),
  }
}

function thresholdLines({ thresholds, dark }: ChartLook) {
  const colors: Readonly<Record<string, string>> = dark
    ? { warning: '#f0a94a', critical: '#ff8787' }
    : { warning: '#a35200', critical: '#c92a2a' }
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    data: thresholds.map(({ value, level }) => ({
      yAxis: value,
      lineStyle: { color: colors[level] ?? '#888', type: 'dashed' },
    })),
  }
}

/** Whether some value stands alone between gaps. */
function isSparse(values: readonly (number | null)[]): boolean {
  return values.some(
    (value, index) =>
      value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null,
  )
}
