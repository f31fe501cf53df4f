/** Line protocol read by a parser that we did not write. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FieldValue } from '#func/script.ts'
import { pythonWith } from '../requirement.ts'

/** @see https://pypi.org/project/line-protocol-parser/ */
const PARSER = 'line-protocol-parser==2.0.1'

export interface ParsedPoint {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, FieldValue>>
  /** In the unit of the file. */
  readonly time: bigint
}

export interface ParsedFile {
  readonly points: readonly ParsedPoint[]
  /** Lines with the parser's reason. */
  readonly rejected: readonly string[]
}

interface Item {
  readonly line?: string
  readonly rejected?: string
  readonly measurement: string
  readonly tags: Record<string, string>
  readonly fields: Record<string, readonly [type: string, text: string]>
  readonly time: string
}

export async function parseWithPython(file: string): Promise<ParsedFile> {
  const python = await pythonWith([PARSER])
  const script = join(import.meta.dirname, 'parse-lines.py')
  const { stdout } = await promisify(execFile)(python, [script, file], { maxBuffer: 1e9 })
  const items = JSON.parse(stdout) as Item[]
  return {
    points: items.filter(({ rejected }) => rejected === undefined).map(toPoint),
    rejected: items.flatMap(({ line, rejected }) => (rejected === undefined ? [] : [`${rejected} ${line}`])),
  }
}

function toPoint({ measurement, tags, fields, time }: Item): ParsedPoint {
  const values = Object.entries(fields).map(([key, [type, text]]) => [key, toValue(type, text)])
  return { measurement, tags, fields: Object.fromEntries(values), time: BigInt(time) }
}

function toValue(type: string, text: string): FieldValue {
  if (type === 'bool') return text === 'True'
  if (type === 'int') return BigInt(text)
  return type === 'float' ? Number(text) : text
}
