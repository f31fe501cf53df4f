/**
 * Where a metric's value lies: chunks hold one field of 32 series (a group) over one hour (a block), as cells by
 * series, then by minute.
 */
import { HOUR_MS, MINUTE_MS } from '../time.ts'

export const SERIES_PER_GROUP = 32
/** Cells of one series in a chunk: one a minute. */
export const MINUTES = 60
/** A roll-up cell stands for five minutes. */
export const ROLLUP_MS = 5 * MINUTE_MS
export const ROLLUPS = 12

export const groupOf = (series: number): number => Math.floor(series / SERIES_PER_GROUP)
export const rowOf = (series: number): number => series % SERIES_PER_GROUP
export const blockOf = (time: number): number => Math.floor(time / HOUR_MS)
export const minuteOf = (time: number): number => (time % HOUR_MS) / MINUTE_MS
export const cellOf = (series: number, time: number): number => rowOf(series) * MINUTES + minuteOf(time)

/** Only whole minutes have a cell. */
export const hasCell = (time: number): boolean => time >= 0 && time % MINUTE_MS === 0
