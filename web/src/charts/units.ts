/** Numbers of a unit as text, scaled so that they can be read. Pure. */
import { bytes, compactNumber, dollars, duration } from '../format/format.ts'

/** `count` and what CloudWatch calls `Count`, `Milliseconds` … */
export function formatUnit(value: number, unit: string, language: string, decimals?: number): string {
  switch (unit.toLowerCase()) {
    case 'percent':
      return `${number(value, language, decimals ?? 2)} %`
    case 'milliseconds':
      return value < 1000
        ? `${number(value, language, decimals ?? (value < 10 ? 2 : 0))} ms`
        : duration(value, language)
    case 'seconds':
      return duration(value * 1000, language)
    case 'bytes':
      return bytes(value, language)
    case 'megabytes':
      return bytes(value * 1e6, language)
    case 'dollars':
      return dollars(value, language)
    default:
      return decimals === undefined ? compactNumber(value, language) : number(value, language, decimals)
  }
}

function number(value: number, language: string, digits: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
}
