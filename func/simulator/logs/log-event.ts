import { mix } from '../hash.ts'

/** How the logs of a simulated account behave. */
export interface LogOptions {
  /** Most events can be read after some seconds, some only after so long. Milliseconds. @default 15000 */
  readonly longestLagMs?: number
  /** Further lines in the group of one function. */
  readonly flood?: Flood
}

export interface Flood {
  readonly functionName: string
  /** Spread evenly, at most 60,000,000. */
  readonly linesAMinute: number
  /** Milliseconds since the epoch. @default always */
  readonly fromMs?: number
  /** @default always */
  readonly untilMs?: number
  /** What the lines are: MONITORING counts of 1 named `flood.lines`, REPORT lines, or prose. @default 'prose' */
  readonly content?: 'metrics' | 'reports' | 'prose'
}

/** An event as FilterLogEvents gives it. Times in milliseconds since the epoch. */
export interface LogEvent {
  readonly timestamp: number
  /** Nobody can read it before. */
  readonly ingestionTime: number
  readonly message: string
  readonly eventId: string
  readonly logStreamName: string
}

/** 56 digits, as CloudWatch's own; never the same for two events of an account. */
export function eventIdOf(timestamp: number, seed: number, index: number, number: number): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0')
  return `3${digits(timestamp, 13)}${digits(mix(seed), 10)}${digits(mix(seed ^ index), 10)}${digits(index, 10)}${digits(number, 12)}`
}
