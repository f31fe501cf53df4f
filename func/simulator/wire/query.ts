/** The Query protocol of CloudWatch, which older SDKs speak: a form is sent, XML comes back. */
import { escapeXml } from './aws-error.ts'

/** `A.B.member.1.C=x` as `{ A: { B: [{ C: 'x' }] } }`, with numbers, booleans and times for what they are. */
export function parseForm(text: string): Readonly<Record<string, unknown>> {
  const root = new Map<string, Node>()
  for (const [path, value] of new URLSearchParams(text)) put(root, path.split('.'), value)
  return Object.fromEntries([...root].map(([name, node]) => [name, nodeValue(name, node)]))
}

type Node = string | Map<string, Node>

function put(node: Map<string, Node>, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    node.set(name, value)
    return
  }
  const known = node.get(name)
  const child = known instanceof Map ? known : new Map<string, Node>()
  node.set(name, child)
  put(child, rest, value)
}

const NUMBERS = ['Period', 'MaxDatapoints']
const BOOLEANS = ['ReturnData', 'IncludeLinkedAccounts']
const TIMES = ['StartTime', 'EndTime']

function nodeValue(name: string, node: Node): unknown {
  if (typeof node === 'string') return leaf(name, node)
  const members = node.get('member')
  if (members instanceof Map && node.size === 1) {
    const sorted = [...members].toSorted(([a], [b]) => Number(a) - Number(b))
    return sorted.map(([, member]) => nodeValue('', member))
  }
  return Object.fromEntries([...node].map(([key, child]) => [key, nodeValue(key, child)]))
}

function leaf(name: string, text: string): unknown {
  if (NUMBERS.includes(name)) return Number(text)
  if (BOOLEANS.includes(name)) return text === 'true'
  return TIMES.includes(name) ? Date.parse(text) / 1000 : text
}

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/'

export function renderXml(operation: string, result: unknown, requestId: string): string {
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  const inner = `<${operation}Result>${content('', result)}</${operation}Result>`
  return `<${operation}Response xmlns="${NAMESPACE}">${inner}${metadata}</${operation}Response>`
}

function content(name: string, value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => `<member>${content(name.replace(/s$/, ''), item)}</member>`).join('')
  }
  if (name === 'ExtendedStatistics') return entries(Object(value))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `<${key}>${content(key, member)}</${key}>`)
      .join('')
  }
  return escapeXml(name === 'Timestamp' ? new Date(Number(value) * 1000).toISOString() : String(value))
}

function entries(map: object): string {
  return Object.entries(map)
    .map(([key, value]) => `<entry><key>${escapeXml(key)}</key><value>${value}</value></entry>`)
    .join('')
}
