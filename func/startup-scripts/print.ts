/** Prints plain JSON values as text: a value stays on one line while it fits, else one item a line. */

interface Style {
  /** Longest line in characters. @default {110} */
  readonly width?: number
  /** Depth of the line that the value starts on, in steps of two spaces. @default {0} */
  readonly depth?: number
  /** Characters before the value on its first line, indentation not counted. @default {0} */
  readonly before?: number
  /** One item a line at the top even where it would fit on one line. @default {false} */
  readonly expand?: boolean
}

interface Dialect {
  readonly scalar: (value: unknown) => string
  readonly key: (name: string) => string
  readonly trailingComma: string
}

const JSON_DIALECT: Dialect = {
  scalar: (value) => JSON.stringify(value),
  key: (name) => JSON.stringify(name),
  trailingComma: '',
}

const TYPESCRIPT_DIALECT: Dialect = { scalar: printScalar, key: printKey, trailingComma: ',' }

/** Text that is printed as it is, e.g. the call `env('PROD_AK_ID')`. */
export class Code {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** JSON with a final newline. */
export function printJson(value: unknown): string {
  return `${print(value, JSON_DIALECT, 0, 0, 110)}\n`
}

/** A TypeScript expression that evaluates to the value; `Code` nodes are kept as they are. */
export function printLiteral(value: unknown, style: Style = {}): string {
  const { depth = 0, before = 0, width = 110, expand = false } = style
  return print(value, TYPESCRIPT_DIALECT, depth, expand ? width : before, width)
}

function print(value: unknown, dialect: Dialect, depth: number, before: number, width: number): string {
  if (value instanceof Code) return value.text
  if (typeof value !== 'object' || value === null) return dialect.scalar(value)
  const flat = printFlat(value, dialect)
  if (depth * 2 + before + flat.length + 1 <= width) return flat
  const [open, close, items] = parts(value, dialect)
  if (items.length === 0) return flat
  const lines = items.map(({ label, item }) => {
    const text = print(item, dialect, depth + 1, label.length, width)
    return `${'  '.repeat(depth + 1)}${label}${text}`
  })
  return `${open}\n${lines.join(',\n')}${dialect.trailingComma}\n${'  '.repeat(depth)}${close}`
}

function printFlat(value: unknown, dialect: Dialect): string {
  if (value instanceof Code) return value.text
  if (typeof value !== 'object' || value === null) return dialect.scalar(value)
  const [open, close, items] = parts(value, dialect)
  if (items.length === 0) return `${open}${close}`
  const text = items.map(({ label, item }) => `${label}${printFlat(item, dialect)}`).join(', ')
  return Array.isArray(value) ? `${open}${text}${close}` : `${open} ${text} ${close}`
}

interface Part {
  readonly label: string
  readonly item: unknown
}

function parts(value: object, dialect: Dialect): [string, string, Part[]] {
  if (Array.isArray(value)) return ['[', ']', value.map((item: unknown) => ({ label: '', item }))]
  const items = Object.entries(value).map(([name, item]) => ({ label: `${dialect.key(name)}: `, item }))
  return ['{', '}', items]
}

function printScalar(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  return Object.is(value, -0) ? '-0' : JSON.stringify(value)
}

function printKey(name: string): string {
  // As a plain key, even a quoted one, it would set the prototype.
  if (name === '__proto__') return "['__proto__']"
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quote(name)
}

/** A single-quoted string literal that no reader of the file can take for anything else. */
function quote(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${body.replaceAll('</', '<\\/').replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escapeUnicode)}'`
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
