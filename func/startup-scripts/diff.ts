/** A unified diff of two short texts, by their longest common subsequence of lines. */

type Edit = ' ' | '-' | '+'

interface Line {
  readonly edit: Edit
  readonly text: string
}

const CONTEXT = 3

export interface DiffLabels {
  readonly before: string
  readonly after: string
}

/** Empty when the texts are equal. */
export function unifiedDiff(before: string, after: string, labels: DiffLabels): string {
  if (before === after) return ''
  const lines = compareLines(splitLines(before), splitLines(after))
  const hunks = hunkRanges(lines).map(([start, end]) => printHunk(lines, start, end))
  return [`--- ${labels.before}`, `+++ ${labels.after}`, ...hunks, ''].join('\n')
}

function splitLines(text: string): string[] {
  const lines = text.split('\n')
  // A last line without its newline is marked, as diff does.
  if (lines.at(-1) === '') return lines.slice(0, -1)
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`]
}

function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  const common = commonLengths(before, after)
  const lines: Line[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const old = before[i]
    const fresh = after[j]
    if (old !== undefined && old === fresh) {
      lines.push({ edit: ' ', text: old })
      i++
      j++
    } else if (old !== undefined && (fresh === undefined || at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push({ edit: '-', text: old })
      i++
    } else {
      lines.push({ edit: '+', text: fresh ?? '' })
      j++
    }
  }
  return lines
}

/** Entry [i][j]: length of the longest common subsequence of the lines from i and from j on. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = table[i] ?? []
      row[j] =
        before[i] === after[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1))
    }
  }
  return table
}

function at(table: readonly number[][], i: number, j: number): number {
  return table[i]?.[j] ?? 0
}

/** Stretches of changed lines with their context, merged where they touch. */
function hunkRanges(lines: readonly Line[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const [index, { edit }] of lines.entries()) {
    if (edit === ' ') continue
    const start = Math.max(0, index - CONTEXT)
    const end = Math.min(lines.length, index + CONTEXT + 1)
    const last = ranges.at(-1)
    if (last && start <= last[1]) last[1] = end
    else ranges.push([start, end])
  }
  return ranges
}

function printHunk(lines: readonly Line[], start: number, end: number): string {
  const head = `@@ -${span(lines, start, end, '+')} +${span(lines, start, end, '-')} @@`
  const body = lines.slice(start, end).map(({ edit, text }) => edit + text)
  return [head, ...body].join('\n')
}

/** First line and number of lines in the text that lacks the given kind of edit. */
function span(lines: readonly Line[], start: number, end: number, not: Edit): string {
  const count = (part: readonly Line[]): number => part.filter(({ edit }) => edit !== not).length
  const size = count(lines.slice(start, end))
  const first = count(lines.slice(0, start)) + (size === 0 ? 0 : 1)
  return size === 1 ? `${first}` : `${first},${size}`
}
