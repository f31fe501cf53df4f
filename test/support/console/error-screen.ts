/** What a person sees of a command that failed. */
import { expect } from 'chai'
import type { CliResult } from '../cli.ts'

export interface ErrorScreen {
  readonly status: 1 | 2 | 3
  readonly code: string
  /** Further texts that have to be there. */
  readonly says?: readonly (string | RegExp)[]
}

const ROWS = 24
const COLUMNS = 120

/** The code, what happened and what to do, on one screen, without a stack. */
export function expectErrorScreen({ status, stdout, stderr }: CliResult, wanted: ErrorScreen): void {
  expect(status, `${stdout}\n${stderr}`).to.equal(wanted.status)
  expect(stderr).to.match(/^error FUNC_ERR_[A-Z_]+: \S/m)
  expect(stderr).to.match(new RegExp(`\\b${wanted.code}\\b`))
  expect(stderr).to.match(/^ {2}what to do: \S/m)
  for (const text of wanted.says ?? []) {
    if (typeof text === 'string') expect(stderr).to.include(text)
    else expect(stderr).to.match(text)
  }
  expect(rowsOf(stderr), stderr).to.be.at.most(ROWS)
  expect(stderr).not.to.match(/\[object |\bundefined\b/)
  expect(stdout + stderr).not.to.match(/^\s+at .+[:(]\d+/m)
}

function rowsOf(text: string): number {
  const lines = text.trimEnd().split('\n')
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / COLUMNS)), 0)
}
