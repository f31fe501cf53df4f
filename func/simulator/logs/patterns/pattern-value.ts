import { invalidPattern } from './pattern-error.ts'
import { isRegex, parseRegex } from './pattern-regex.ts'

/** What a field of an event is compared with, in delimited and in JSON patterns. */
export type TextTest = (text: string) => boolean

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

const ORDERS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
])

export function isNumber(text: string): boolean {
  return NUMBER.test(text)
}

/** `<`, `<=`, `>`, `>=` with a number. @throws {AwsError} InvalidParameterException */
export function parseOrder(operator: string, wanted: string): (value: number) => boolean {
  const order = ORDERS.get(operator)
  if (order === undefined || !isNumber(wanted)) throw invalidPattern(`'${operator} ${wanted}' is not known`)
  const limit = Number(wanted)
  return (value) => order(value, limit)
}

/** A regular expression, or a text that may begin or end with `*`: one within stands for itself. */
export function parseText(wanted: string): TextTest {
  if (isRegex(wanted)) {
    const regex = parseRegex(wanted)
    return (text) => regex.test(text)
  }
  const word = wanted.startsWith('"') ? unquoted(wanted) : wanted
  if (/^\*+$/.test(word)) return () => true
  const [open, closed] = [word.startsWith('*'), word.endsWith('*')]
  const core = word.slice(open ? 1 : 0, closed ? -1 : undefined)
  if (open && closed) return (text) => text.includes(core)
  if (open) return (text) => text.endsWith(core)
  return closed ? (text) => text.startsWith(core) : (text) => text === core
}

export function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/gs, '$1')
}
