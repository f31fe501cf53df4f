/** Options of ECharts for lines over time. Pure. */
import type { Line } from './lines.ts'
import { chartInk, seriesColor } from './palette.ts'
import { formatUnit } from './units.ts'

export interface ChartLook {
  readonly unit: string
  readonly language: string
  readonly dark: boolean
  /** As CSS names fonts. */
  readonly font: string
  readonly stacked: boolean
  /** Lines that were switched off in the legend. */
  readonly hidden: ReadonlySet<string>
  readonly thresholds: readonly { readonly value: number; readonly level: string }[]
}

type Ink = ReturnType<typeof chartInk>

export function chartOptions(times: readonly number[], lines: readonly Line[], look: ChartLook) {
  const ink = chartInk(look.dark)
  const units = [...new Set(lines.map((line) => line.unit ?? look.unit))]
  return {
    animation: false,
    grid: { left: 8, right: 14, top: 12, bottom: 4, containLabel: true },
    textStyle: { fontFamily: look.font },
    xAxis: timeAxis(times, ink),
    yAxis: (units.length === 0 ? [look.unit] : units).map((unit, index) => valueAxis(unit, index, look, ink)),
    tooltip: tooltip(look, ink),
    // shown nowhere: it is what lets a drag over the chart choose a stretch of time
    toolbox: {
      show: true,
      itemSize: 0,
      feature: { dataZoom: { yAxisIndex: 'none', icon: { zoom: 'path://', back: 'path://' } } },
    },
    series: lines.map((line, index) => series(times, line, index, look, units)),
  }
}

function timeAxis(times: readonly number[], ink: Ink) {
  return {
    type: 'time',
    min: times[0],
    max: times.at(-1),
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
    axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true },
    splitLine: { show: false },
  }
}

/** Room for the labels of one axis beside the next. */
const AXIS_WIDTH = 48

/** Lines of another unit have an axis of their own, on the right; a third one stands beside the second. */
function valueAxis(unit: string, index: number, look: ChartLook, ink: Ink) {
  return {
    type: 'value',
    position: index === 0 ? 'left' : 'right',
    offset: Math.max(0, index - 1) * AXIS_WIDTH,
    axisLabel: {
      color: ink.text,
      fontSize: 11,
      formatter: (value: number) => formatUnit(value, unit, look.language),
    },
    splitLine: { show: index === 0, lineStyle: { color: ink.line } },
    splitNumber: 3,
  }
}

function tooltip(look: ChartLook, ink: Ink) {
  return {
    trigger: 'axis',
    confine: true,
    order: look.stacked ? 'seriesDesc' : 'valueDesc',
    backgroundColor: ink.card,
    borderColor: ink.line,
    textStyle: { color: ink.strong, fontSize: 12 },
    axisPointer: { lineStyle: { color: ink.text } },
    extraCssText: 'max-height: 260px; overflow: hidden; font-variant-numeric: tabular-nums;',
  }
}

function series(
  times: readonly number[],
  line: Line,
  index: number,
  look: ChartLook,
  units: readonly string[],
) {
  const color = seriesColor(index, look.dark)
  const unit = line.unit ?? look.unit
  const text = (value: unknown) => (typeof value === 'number' ? formatUnit(value, unit, look.language) : '–')
  return {
    id: line.id,
    name: line.label,
    type: 'line',
    yAxisIndex: Math.max(0, units.indexOf(unit)),
    data: look.hidden.has(line.id) ? [] : times.map((time, at) => [time, line.values[at] ?? null]),
    // a value between two gaps would be invisible as a line
    showSymbol: isSparse(line.values),
    symbolSize: 4,
    connectNulls: false,
    color,
    lineStyle: { width: 1.6, color },
    emphasis: { focus: 'series' },
    tooltip: { valueFormatter: text },
    ...(look.stacked ? { stack: unit, areaStyle: { opacity: 0.25 } } : {}),
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
