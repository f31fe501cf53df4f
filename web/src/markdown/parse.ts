/** The part of Markdown that READMEs and change logs of script sets use. Pure: text to blocks. */

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const FENCE = /^```(\S*)/
const HEADING = /^(#{1,6})\s+(.*)$/
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/
const TABLE_RULE = /^\|?\s*:?-{3,}.*$/
const COMMENT = /<!--[\s\S]*?-->/g

export function parseMarkdown(source: string): Block[] {
  const lines = source.replace(COMMENT, '').split(/\r?\n/)
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    if ((lines[at] ?? '').trim() === '') {
      at += 1
      continue
    }
    const { block, next } = readBlock(lines, at)
    blocks.push(block)
    at = next
  }
  return blocks
}

interface Read {
  readonly block: Block
  readonly next: number
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? ''
  const heading = HEADING.exec(line)
  if (heading !== null) {
    return {
      block: { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' },
      next: at + 1,
    }
  }
  if (FENCE.test(line)) return readCode(lines, at)
  if (ITEM.test(line)) return readList(lines, at)
  if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '')) return readTable(lines, at)
  return readParagraph(lines, at)
}

function readCode(lines: readonly string[], at: number): Read {
  const close = lines.findIndex((line, index) => index > at && line.startsWith('```'))
  const end = close === -1 ? lines.length : close
  const language = FENCE.exec(lines[at] ?? '')?.[1] ?? ''
  return { block: { kind: 'code', language, text: lines.slice(at + 1, end).join('\n') }, next: end + 1 }
}

function readList(lines: readonly string[], at: number): Read {
  const items: string[] = []
  let next = at
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    const item = ITEM.exec(line)
    if (item !== null) items.push(item[2] ?? '')
    else if (/^\s+\S/.test(line) && items.length > 0) items.push(`${items.pop()} ${line.trim()}`)
    else break
  }
  return { block: { kind: 'list', ordered: ITEM.exec(lines[at] ?? '')?.[1] !== undefined, items }, next }
}

function readTable(lines: readonly string[], at: number): Read {
  const end = lines.findIndex((line, index) => index > at && !line.includes('|'))
  const stop = end === -1 ? lines.length : end
  const rows = lines.slice(at + 2, stop).map(cells)
  return { block: { kind: 'table', head: cells(lines[at] ?? ''), rows }, next: stop }
}

function readParagraph(lines: readonly string[], at: number): Read {
  const starts = (line: string) =>
    line.trim() === '' || HEADING.test(line) || FENCE.test(line) || ITEM.test(line)
  const end = lines.findIndex((line, index) => index > at && starts(line))
  const next = end === -1 ? lines.length : end
  const text = lines.slice(at, next).map((line) => line.trim())
  return { block: { kind: 'paragraph', text: text.join(' ') }, next }
}

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g

/** Links keep only addresses that are safe to follow. */
export function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let from = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push(inlineOf(match))
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function inlineOf([, code, strong, emphasis, label, href]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code }
  if (strong !== undefined) return { kind: 'strong', text: strong }
  if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis }
  if (/^https?:\/\//.test(href ?? '')) return { kind: 'link', text: label ?? '', href: href ?? '' }
  return { kind: 'text', text: label ?? '' }
}
