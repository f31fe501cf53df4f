/** Dates and numbers in the chosen language. Pure, but for the machine's time zone. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/lengths.ts'

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
]

/** `3 minutes ago`, `in 2 hours`. */
export function relativeTime(date: Date, now: Date, language: string): string {
  const distance = date.getTime() - now.getTime()
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const [unit, size] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? (['second', SECOND_MS] as const)
  return format.format(Math.trunc(distance / size), unit)
}

/** Date and time to the second, with the zone. */
export function absoluteTime(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(date)
}

/** Hours, minutes and seconds; with the day when it is not today's. */
export function shortTime(date: Date, now: Date, language: string): string {
  return timeOfDay(date, now, language, { second: '2-digit' })
}

/** `19:02`, with the day when it is not today's. */
export function minuteTime(date: Date, now: Date, language: string): string {
  return timeOfDay(date, now, language, {})
}

function timeOfDay(
  date: Date,
  now: Date,
  language: string,
  more: Pick<Intl.DateTimeFormatOptions, 'second'>,
): string {
  const isToday = date.toDateString() === now.toDateString()
  const day = isToday ? {} : ({ month: 'short', day: 'numeric' } as const)
  const minutes = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat(language, { ...day, ...minutes, ...more }).format(date)
}

export function wholeNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value)
}

/** Three significant digits, with K, M … above 10,000. */
export function compactNumber(value: number, language: string): string {
  const notation = Math.abs(value) >= 10_000 ? 'compact' : 'standard'
  return new Intl.NumberFormat(language, {
    notation,
    maximumSignificantDigits: notation === 'compact' ? 3 : 4,
  }).format(value)
}

/** US dollars; below one cent with as many digits as mean something. */
export function dollars(value: number, language: string): string {
  const digits =
    value !== 0 && Math.abs(value) < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    ...digits,
  }).format(value)
}

/** A share of 0.061 is `6.1 %`; two digits, as rates of few events say no more. */
export function percent(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 2 }).format(share)
}

/** `850 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(ms: number, language: string): string {
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
  if (ms < SECOND_MS) return `${number(ms)} ms`
  if (ms < MINUTE_MS) return `${number(ms / SECOND_MS, 1)} s`
  const seconds = Math.round(ms / SECOND_MS)
  if (seconds < 3600) return `${number(Math.floor(seconds / 60))} min ${pad(seconds % 60)} s`
  return `${number(Math.floor(seconds / 3600))} h ${pad(Math.floor((seconds % 3600) / 60))} min`
}

/** `980 B`, `1.2 kB`, `4.5 MB`. */
export function bytes(value: number, language: string): string {
  const units = ['B', 'kB', 'MB', 'GB']
  const power = value < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: power === 0 ? 0 : 1 }).format(scaled)} ${units[power]}`
}

/** The text of a value that has one for each language. */
export function localized(
  text: Readonly<Record<string, string>> | string | undefined,
  language: string,
): string {
  if (text === undefined || typeof text === 'string') return text ?? ''
  return text[language] ?? text.en ?? Object.values(text)[0] ?? ''
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
