import type { Mutant as StrykerMutant } from '@stryker-mutator/api/core'
import { Instrumenter } from '@stryker-mutator/instrumenter'

/** One small change of a file that its tests are to notice. */
export interface Mutant {
  readonly id: string
  /** Counted from 1. */
  readonly line: number
  readonly column: number
  /** Name of the kind of change, as Stryker calls it. */
  readonly kind: string
  readonly original: string
  readonly replacement: string
}

export interface Lines {
  readonly from: number
  readonly to: number
}

export interface Instrumented {
  /** The file with all of its mutants in it, each behind a switch. */
  readonly content: string
  readonly mutants: readonly Mutant[]
}

const quiet = () => {}
const LOGGER = {
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
  ...{ trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet },
}

/** @param lines Mutates only what lies within them. */
export async function instrument(name: string, content: string, lines?: Lines): Promise<Instrumented> {
  const mutate = lines === undefined || [
    { start: { line: lines.from - 1, column: 0 }, end: { line: lines.to, column: 0 } },
  ]
  const { files, mutants } = await new Instrumenter(LOGGER).instrument([{ name, content, mutate }], {
    ...{ plugins: null, ignorers: [], excludedMutations: [] },
  })
  const rows = content.split('\n')
  return { content: files[0]?.content ?? content, mutants: mutants.map((mutant) => toMutant(mutant, rows)) }
}

function toMutant(
  { id, location, mutatorName, replacement }: StrykerMutant,
  rows: readonly string[],
): Mutant {
  const { start, end } = location
  const own = rows.slice(start.line, end.line + 1)
  own[own.length - 1] = own.at(-1)?.slice(0, end.column) ?? ''
  own[0] = own[0]?.slice(start.column) ?? ''
  return {
    ...{ id, line: start.line + 1, column: start.column + 1, kind: mutatorName },
    ...{ original: own.join('\n'), replacement },
  }
}
