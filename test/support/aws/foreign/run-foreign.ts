/** SDKs and models that we did not write, each a program that reads calls and prints what it got. */
import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, type Simulator } from '#func/simulator/simulator.ts'
import { findProgram } from '../../requirement.ts'
import type { ForeignCall } from './calls.ts'

const FOLDER = import.meta.dirname

export interface ForeignAnswer {
  readonly service: string
  readonly operation: string
  readonly pages: readonly Readonly<Record<string, unknown>>[]
  readonly failed?: string
}

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
}

/** A program of Python that lies beside this file, where it leaves nothing. */
export function pythonProgram(python: string, script: string): Program {
  return { command: python, args: ['-B', join(FOLDER, script)] }
}

/** The program of Go, when its modules can be had; otherwise why not. */
export async function goProgram(): Promise<Program | string> {
  const go = findProgram('go')
  if (go === undefined) return 'a Go toolchain'
  const cwd = join(FOLDER, 'go-sdk')
  return promisify(execFile)(go, ['mod', 'download'], { cwd }).then(
    () => ({ command: go, args: ['run', '.'], cwd }),
    (error: Error) => `the modules of the AWS SDK for Go (${error.message.split('\n')[1]})`,
  )
}

/** @returns what the program printed. @throws what it says when it fails */
export async function runForeign<T>(
  { command, args, cwd = FOLDER }: Program,
  simulator: Simulator,
  job: { readonly calls: readonly ForeignCall[] },
): Promise<T> {
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  const [printed, complained] = [child.stdout, child.stderr].map((stream) => textOf(stream))
  const access = { url: simulator.url, key: ACCESS_KEY_ID, secret: SECRET_ACCESS_KEY }
  child.stdin.end(JSON.stringify({ ...access, now: simulator.now().toISOString(), ...job }))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${await complained}`)
  return JSON.parse((await printed) ?? '') as T
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}

/** New in every answer, or how the client pages. */
const OWN = /^(queryId|credentials|resultMetadata|nextSequenceToken|requestId|.*token|nextMarker)$/i
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** All pages as one, without what clients spell each in their own way: letters of names, times, what is empty. */
export function asOne(pages: ForeignAnswer['pages']): unknown {
  return plain(pages.reduce(joined, {}))
}

function joined(
  all: Readonly<Record<string, unknown>>,
  page: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = new Set([...Object.keys(all), ...Object.keys(page)])
  return Object.fromEntries([...names].map((name) => [name, together(all[name], page[name])]))
}

function together(first: unknown, second: unknown): unknown {
  if (!Array.isArray(second)) return second ?? first
  const items: unknown[] = Array.isArray(first) ? [...first] : []
  for (const item of second) {
    const at = items.findIndex((each) => idOf(each) !== undefined && idOf(each) === idOf(item))
    if (at < 0) items.push(item)
    else items[at] = joined(Object(items[at]), Object(item))
  }
  return items
}

/** Metrics come in parts of one id. */
function idOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'Id' in item ? item.Id : undefined
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'string') return TIME.test(value) ? Date.parse(value) : value
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .filter(([name]) => !OWN.test(name))
    .map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), plain(member)] as const)
  return Object.fromEntries(members.filter(([, member]) => !isEmpty(member)).toSorted())
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === null || value === undefined || value === '' || value === 0 || value === false
}
