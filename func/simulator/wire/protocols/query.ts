/** The Query protocol of STS, IAM and of older SDKs for CloudWatch: a form is sent, XML comes back. */
import { escapeXml } from '../aws-error.ts'
import { AwsTime } from '../aws-time.ts'

/** `A.B.member.1.C=x` as `{ A: { B: { member: { 1: { C: 'x' } } } } }` */
export function parseForm(form: string): Readonly<Record<string, unknown>> {
  const root: Node = {}
  for (const [path, value] of new URLSearchParams(form)) put(root, path.split('.'), value)
  return root
}

interface Node {
  [name: string]: string | Node
}

function put(node: Node, path: readonly string[], value: string): void {
  const [name = '', ...more] = path
  if (more.length === 0) {
    node[name] = value
    return
  }
  const known = node[name]
  const child = typeof known === 'object' ? known : {}
  node[name] = child
  put(child, more, value)
}

export interface XmlOptions {
  readonly operation: string
  readonly namespace: string
  readonly requestId: string
}

export function renderXml({ operation, namespace, requestId }: XmlOptions, result: unknown): string {
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  const inner = `<${operation}Result>${content('', result)}</${operation}Result>`
  return `<${operation}Response xmlns="${namespace}">${inner}${metadata}</${operation}Response>`
}

function content(name: string, value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => `<member>${content(name.replace(/s$/, ''), item)}</member>`).join('')
  }
  if (value instanceof AwsTime) return new Date(value.ms).toISOString()
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
