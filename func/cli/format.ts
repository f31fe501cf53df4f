/** Text for people: tables, sparklines, numbers, times. Pure functions. */
import { formatInstant } from '../time.ts'

/** Columns as wide as their widest cell; the last one is not padded. Control characters are made visible. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [header, ...rows].map((row) => row.map(oneLine))
  const widths = header.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))))
  return cells.map((row) =>
    row
      .map((cell, column) => (column === header.length - 1 ? cell : pad(cell, widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

const BARS = '▁▂▃▄▅▆▇█'

/** One character a value, the lowest `▁`, the highest `█`, a gap ` `. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined)
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const step = high > low ? (BARS.length - 1) / (high - low) : 0
  return values.map((value) => (value === undefined ? ' ' : BARS[Math.round((value - low) * step)])).join('')
}

/** At most four significant digits for fractions, thousands separated. */
export function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US')
  return Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 6 })
}

export function dollars(value: number): string {
  return `$${value < 0.01 ? value.toFixed(5) : value.toFixed(2)}`
}

export function time(date: Date | null): string {
  return date === null ? '-' : formatInstant(date)
}
