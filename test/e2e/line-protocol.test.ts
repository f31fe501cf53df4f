import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Point } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { createSink } from '#func/sinks/config.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'
import { findProgram, lacking, pythonWith } from '../support/requirement.ts'
import { sinkDependencies } from '../support/sinks.ts'

/** A parser in C, written by others. */
const PARSER = ['line-protocol-parser==2.0.1']
const HOSTILE = 'a,b c=d "e" \\f 多语言 😀'

interface Parsed {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string | number | boolean>>
  /** Nanoseconds, beyond what a double holds exactly. */
  readonly time: number
}

describe('line protocol as others read it', function () {
  this.timeout(120_000)
  const home = temporaryFolder()
  let python: string
  let simulator: Simulator | undefined

  before(async function () {
    if (findProgram('python3') === undefined) lacking(this, 'python3, for a line-protocol parser of others')
    python = await pythonWith(PARSER).catch((error: Error) =>
      lacking(this, `a Python virtual environment (${error.message.split('\n')[0]})`),
    )
  })

  after(async () => {
    await simulator?.close()
    removeFolder(home)
  })

  it('should have no rejected line in the file of a whole run, and the same points as the local store', async () => {
    const path = join(home, 'lines.lp')
    await collectInto(path)

    const { points, rejected } = await parse(path)

    const objects = (await printed(['objects', '--json'])) as Parsed[]
    const series = (await printed(['metrics', '--json', '--since', '2h'])) as {
      tags: object
      points: object[]
    }[]
    expect(rejected).to.deep.equal([])
    expect(points).to.have.length(objects.length + series.reduce((sum, one) => sum + one.points.length, 0))
    expect(new Set(points.map(({ tags }) => tags.account_name))).to.deep.equal(new Set([HOSTILE]))
    for (const object of objects) {
      const line = points.find(({ tags }) => tags.FunctionArn === object.tags.FunctionArn && 'Role' in tags)
      expect(line?.tags).to.deep.equal(object.tags)
      // a line break in a text field is written as the two characters \n, so that each point is one line
      expect(JSON.parse(String(line?.fields.message))).to.deep.equal(
        JSON.parse(String(object.fields.message)),
      )
    }
  })

  it('should read back whatever names, tags and texts there are', async () => {
    const path = join(home, 'hostile.lp')
    const wanted = fc.sample(hostilePoint(), 3000)
    const { deps } = sinkDependencies()
    const sink = createSink(
      { name: 'lines', type: 'file', options: { path }, secrets: {}, required: true },
      deps,
    )
    await sink.write('metric', wanted, AbortSignal.timeout(60_000))
    await sink.close()

    const { points, rejected } = await parse(path)

    expect(rejected).to.deep.equal([])
    expect(points.map(({ tags, fields }) => ({ tags, fields }))).to.deep.equal(
      wanted.map(({ tags, fields }) => ({ tags, fields })),
    )
  })

  async function collectInto(path: string): Promise<void> {
    simulator = await startSimulator({ functions: 30, seed: 11, now: () => new Date() })
    const set = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${simulator.url}`, 'regions=us-east-1']
    const parameters = [...set, `account_name=${HOSTILE}`].flatMap((pair) => ['--set', pair])
    await mustRun(['install', 'guance_aws_lambda'], { home })
    await mustRun(['sinks', 'add', 'lines', '--type', 'file', '--set', `path=${path}`], { home })
    await mustRun(['deploy', 'guance_aws_lambda', '--name', 'prod', ...parameters], {
      home,
      input: `${SECRET_ACCESS_KEY}\n`,
    })
    await mustRun(['run', 'prod'], { home })
  }

  async function printed(args: readonly string[]): Promise<unknown> {
    return JSON.parse((await mustRun(args, { home })).stdout)
  }

  async function parse(path: string): Promise<{ points: Parsed[]; rejected: unknown[] }> {
    const script = join(import.meta.dirname, 'parse-lines.py')
    const { stdout } = await promisify(execFile)(python, [script, path], { maxBuffer: 1e9 })
    return JSON.parse(stdout)
  }
})

/** Names and tag values as the file sink leaves them alone: no line breaks, no backslash at their end. */
function hostilePoint(): fc.Arbitrary<Point> {
  const characters = fc.constantFrom(...'ab,= "\\😀多语éß\'|/#%&;', '\u00a0')
  const name = fc.string({ unit: characters, minLength: 1, maxLength: 12 }).map(plainName)
  const value = fc.string({ unit: characters, minLength: 1, maxLength: 20 }).map(plainTag)
  const text = fc.string({ unit: fc.oneof(characters, fc.constantFrom('{', '}', '\t')), maxLength: 40 })
  // that parser takes what C's strtod calls a range error, subnormal numbers, for no number at all
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => value === 0 || Math.abs(value) > 2.3e-308)
  return fc.record({
    measurement: fc.constant('aws_lambda'),
    tags: fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }).map(prefixed('t')),
    fields: fc
      .dictionary(name, fc.oneof(text, number, fc.boolean()), { minKeys: 1, maxKeys: 4 })
      .map(prefixed('f')),
    timestamp: fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
  }) as fc.Arbitrary<Point>
}

/** Backslashes in keys are what receivers disagree about; funcbox drops those that they would misread. */
function plainName(text: string): string {
  return text.replaceAll('\\', '') || 'x'
}

function plainTag(text: string): string {
  return text.replace(/\\+(?=[,= ]|$)/g, '') || 'x'
}

function prefixed<T>(prefix: string) {
  return (entries: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [`${prefix}${key}`, value]))
}
