import type { Outcome } from './mutate-file.ts'

/** One line for a mutant that no test notices; undefined for the others. */
export function survivorLine(file: string, { mutant, end }: Outcome): string | undefined {
  if (end === 'killed' || end === 'timeout') return undefined
  const { line, column, kind, original, replacement } = mutant
  return `${file}:${line}:${column} ${end} (${kind}): ${short(original)} -> ${short(replacement)}`
}

function short(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ')
  return line.length > 100 ? `${line.slice(0, 97)}...` : line
}

export interface Score {
  readonly file: string
  readonly mutants: number
  /** Those that did not end included. */
  readonly killed: number
  readonly survived: number
  readonly percent: number
}

export function scoreOf(file: string, outcomes: readonly Outcome[]): Score {
  const killed = outcomes.filter(({ end }) => end === 'killed' || end === 'timeout').length
  const percent = outcomes.length === 0 ? 100 : (100 * killed) / outcomes.length
  return { file, mutants: outcomes.length, killed, survived: outcomes.length - killed, percent }
}

export function scoreTable(scores: readonly Score[]): string {
  const rows = [
    ['file', 'mutants', 'killed', 'survived', 'score'],
    ...scores.map(({ file, mutants, killed, survived, percent }) => [
      ...[file, `${mutants}`, `${killed}`, `${survived}`, `${percent.toFixed(1)} %`],
    ]),
  ]
  const width = Math.max(...scores.map(({ file }) => file.length), 4)
  return rows
    .map(([file = '', ...cells]) => file.padEnd(width) + cells.map((cell) => cell.padStart(10)).join(''))
    .join('\n')
}
