import type { Line } from './lines.ts'

export interface ChartProps {
  /** Begins of the steps, milliseconds since the epoch. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  readonly unit: string
  readonly height: number
  /** For those who do not see it. */
  readonly label: string
  readonly stacked?: boolean
  readonly hidden?: ReadonlySet<string>
  readonly thresholds?: readonly { readonly value: number; readonly level: string }[]
  /** A stretch of time was chosen by dragging. */
  readonly onZoom?: ((from: number, to: number) => void) | undefined
}
