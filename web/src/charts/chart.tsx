import { useComputedColorScheme, useMantineTheme } from '@mantine/core'
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { useFormat } from '../format/use-format.ts'
import { chartOptions } from './chart-options.ts'
import type { ChartProps } from './chart-props.ts'
import { type ECharts, init } from './echarts.ts'

const NOTHING_HIDDEN: ReadonlySet<string> = new Set()
const NO_THRESHOLDS: NonNullable<ChartProps['thresholds']> = []

/** Lines over time; gaps stay gaps, dragging chooses a stretch of time. */
export function Chart({
  times,
  lines,
  unit,
  height,
  label,
  stacked = false,
  hidden = NOTHING_HIDDEN,
  thresholds = NO_THRESHOLDS,
  onZoom,
}: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(null)
  const { language } = useFormat()
  const dark = useComputedColorScheme() === 'dark'
  const font = useMantineTheme().fontFamily
  const options = useMemo(
    () => chartOptions(times, lines, { unit, language, dark, font, stacked, hidden, thresholds }),
    [times, lines, unit, language, dark, font, stacked, hidden, thresholds],
  )
  useEffect(() => {
    if (frame.current === null) return
    const made = init(frame.current)
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(frame.current)
    return () => {
      watch.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(options, { notMerge: true })
    chart.current?.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'dataZoomSelect',
      dataZoomSelectActive: onZoom !== undefined,
    })
  }, [options, onZoom])
  useZoom(chart, onZoom)
  return <div ref={frame} role="img" aria-label={label} style={{ height }} />
}

interface ZoomEvent {
  readonly batch?: readonly { readonly startValue?: number; readonly endValue?: number }[]
}

function useZoom(chart: RefObject<ECharts | null>, onZoom: ChartProps['onZoom']): void {
  useEffect(() => {
    const made = chart.current
    if (made === null || onZoom === undefined) return
    const zoomed = (event: unknown) => {
      const { startValue, endValue } = (event as ZoomEvent).batch?.[0] ?? {}
      if (startValue !== undefined && endValue !== undefined)
        onZoom(Math.round(startValue), Math.round(endValue))
    }
    made.on('datazoom', zoomed)
    return () => {
      made.off('datazoom', zoomed)
    }
  }, [chart, onZoom])
}
