/**
 * Which stretch of time a run reads, and in which pieces. Pure. All times are milliseconds since the epoch; all
 * windows are half-open, `[start, end)`, and aligned to their period.
 */

export interface Window {
  readonly start: number
  readonly end: number
}

export interface Piece extends Window {
  /** Seconds of one value: the configured period, or a coarser one where AWS keeps no finer. */
  readonly period: number
}

export interface WindowOptions {
  readonly triggeredAt: number
  /** Everything before it has been acknowledged; undefined on the very first run. */
  readonly watermark: number | undefined
  readonly periodSeconds: number
  readonly settleSeconds: number
  readonly lookbackSeconds: number
  /** Reads back behind the watermark by the settle window too, to see which settled minutes are empty. */
  readonly zero?: boolean
}

const DAY_MS = 86_400_000

/**
 * How long CloudWatch keeps values of a period, finest first. Data is read a little before it expires.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const RETENTION = [
  { period: 60, ms: 15 * DAY_MS },
  { period: 300, ms: 63 * DAY_MS },
  { period: 3600, ms: 455 * DAY_MS },
] as const
const OLDEST_MS = 455 * DAY_MS

export function floorTo(time: number, periodSeconds: number): number {
  const step = periodSeconds * 1000
  return Math.floor(time / step) * step
}

export function ceilTo(time: number, periodSeconds: number): number {
  return -floorTo(-time, periodSeconds)
}

/**
 * From where the watermark, or the settle window if that is longer, begins, to the last finished period. The
 * period that is still going on is left out.
 */
export function planWindow(options: WindowOptions): Window {
  const { triggeredAt, watermark, periodSeconds: period } = options
  const settleMs = options.settleSeconds * 1000
  const first = triggeredAt - options.lookbackSeconds * 1000
  const known = watermark === undefined ? first : watermark - (options.zero ? settleMs : 0)
  const wanted = watermark === undefined ? first : Math.min(known, triggeredAt - settleMs)
  const end = floorTo(triggeredAt, period)
  return { start: Math.min(end, floorTo(Math.max(wanted, triggeredAt - OLDEST_MS), period)), end }
}

/**
 * Cuts a window by what CloudWatch still keeps, and so that no piece has more values of one series than asked
 * for. Pieces are in order and have no gaps. Where a coarser period begins within a window that was read in finer
 * values before, its first value covers some of those again.
 */
export function cutWindow(
  window: Window,
  options: { readonly triggeredAt: number; readonly periodSeconds: number; readonly maxValues: number },
): Piece[] {
  return byRetention(window, options).flatMap((part) => cutByValues(part, options.maxValues))
}

function byRetention(
  window: Window,
  { triggeredAt, periodSeconds }: { readonly triggeredAt: number; readonly periodSeconds: number },
): Piece[] {
  const parts: Piece[] = []
  let end = window.end
  for (const kept of RETENTION) {
    if (end <= window.start) break
    const period = coarser(periodSeconds, kept.period)
    const edge = kept === RETENTION.at(-1) ? window.start : Math.max(window.start, triggeredAt - kept.ms)
    // An edge between two periods lies on a multiple of the coarser one, so that no value counts twice.
    const step = edge > window.start ? coarser(periodSeconds, nextPeriod(kept.period)) : period
    const start = edge > window.start ? Math.min(end, ceilTo(edge, step)) : floorTo(edge, period)
    if (start < end) parts.unshift({ start, end, period })
    end = start
  }
  return parts
}

function nextPeriod(period: number): number {
  return RETENTION.find((kept) => kept.period > period)?.period ?? period
}

/** The smallest multiple of both that is not finer than either. */
function coarser(configured: number, kept: number): number {
  let period = Math.max(configured, kept)
  while (period % configured !== 0 || period % kept !== 0) period += Math.max(configured, kept)
  return period
}

function cutByValues({ start, end, period }: Piece, maxValues: number): Piece[] {
  const step = Math.max(1, maxValues) * period * 1000
  const count = Math.ceil((end - start) / step)
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * step,
    end: Math.min(end, start + (index + 1) * step),
    period,
  }))
}
