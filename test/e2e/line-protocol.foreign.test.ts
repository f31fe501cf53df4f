import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import type { FieldValue, Point } from '#func/script.ts'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { createSink } from '#func/sinks/config.ts'
import { createLimiter } from '#func/sinks/limits/limits.ts'
import { RECEIVER_LIMITS } from '#func/sinks/limits/receiver-limits.ts'
import { deployAccount, REGIONS } from '../support/aws/simulated-account.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'
import { toPlainPoint } from '../support/plain-point.ts'
import { findProgram, lacking, pythonWith } from '../support/requirement.ts'
import { type ParsedPoint, parseWithPython } from '../support/sinks/foreign-parser.ts'
import { startInfluxdb } from '../support/sinks/influxdb-server.ts'
import { sinkDependencies } from '../support/sinks/sinks.ts'

const POINTS = 5000
const signal = new AbortController().signal

const HOSTILE = [
  'comma,comma',
  'two  spaces ',
  ' leading',
  '"quoted"',
  "it's",
  'back\\slash',
  'back\\,slash\\ =\\"',
  'ends in \\',
  'a=b=c',
  'line\nbreak\r\n',
  'tab\tand\u0007bell',
  '运维 团队，中文',
  '🚀,🚀=👩‍👩‍👧',
  '#comment',
  '{"json": [1, "\\u0041"]}',
  'i',
  '\u2028\u0085\u00a0',
]

/** The collected points, with what users may have in names, tags and descriptions. */
const HOSTILE_STARTUP = `
import { run as collect } from '../scripts/guance_aws_lambda/main.ts'
const HOSTILE = ${JSON.stringify(HOSTILE)}
const hostile = (text) => HOSTILE[text.length % HOSTILE.length]
function rename(point) {
  const tags = { ...point.tags, ['tag_' + hostile(point.tags.FunctionName ?? '')]: hostile(point.tags.RegionId) }
  for (const name of ['FunctionName', 'name']) if (name in tags) tags[name] += hostile(tags[name])
  if (!('class' in tags)) return { ...point, tags }
  const description = HOSTILE.join('')
  const message = JSON.stringify({ ...JSON.parse(point.fields.message), Description: description })
  return { ...point, tags, fields: { ...point.fields, message, Description: description, ['f' + hostile(message)]: 1n } }
}
export function run(config, context) {
  const write = (category, points) => context.points.write(category, points.map(rename))
  return collect(config, { ...context, points: { write } })
}
`

interface StoredPoint {
  readonly tags: Record<string, string>
  readonly fields: Record<string, FieldValue>
  readonly timestamp: number
}

/** The file sink's output, read by a parser by others. */
describe('line protocol of the file sink', function () {
  this.timeout(300_000)
  const home = temporaryFolder()
  let simulator: Simulator

  before(async function () {
    if (findProgram('python3') === undefined) lacking(this, 'python3, for line-protocol-parser')
    await pythonWith(['line-protocol-parser==2.0.1']).catch((error: Error) =>
      lacking(this, `line-protocol-parser in a Python virtual environment (${error.message.split('\n')[0]})`),
    )
    simulator = await startSimulator({ functions: 30, seed: 11, now: () => new Date() })
  })

  after(async () => {
    await simulator?.close()
    removeFolder(home)
  })

  it('should hold every point of a whole run, hostile names included, in lines that all are read', async () => {
    const path = join(home, 'lines.lp')
    await collectHostile(path)
    const { points, rejected } = await parseWithPython(path)
    expect(rejected).to.deep.equal([])
    const written = points.map(withoutBigints).map(textOfParsed).sort()
    const stored = (await storedPoints()).map(textOfPoint).sort()
    expect(written.length).to.be.greaterThan(700)
    expect(differences(written, stored)).to.deep.equal([])
    const names = new Set(points.map(({ tags }) => tags.FunctionName ?? ''))
    const seen = HOSTILE.filter((text) => [...names].some((name) => name.endsWith(fitted(text))))
    expect(seen.length).to.be.greaterThan(9)
  })

  async function collectHostile(path: string): Promise<void> {
    await mustRun(['install', 'guance_aws_lambda'], { home })
    const parameters = [`account_name=${HOSTILE.slice(0, 8).join('')}`, 'lookback=15m']
    await deployAccount(home, { endpoint: simulator.url, parameters })
    const startup = join(home, 'startup', 'prod.ts')
    const generated = readFileSync(startup, 'utf8')
    writeFileSync(startup, generated.replace(/^export \{ run \}.*$/m, HOSTILE_STARTUP))
    await mustRun(['sinks', 'add', 'lines', '--type', 'file', '--set', `path=${path}`], { home })
    await mustRun(['run', 'prod'], { home })
  }

  async function storedPoints(): Promise<Point[]> {
    const objects = JSON.parse((await mustRun(['objects', '--json'], { home })).stdout) as StoredPoint[]
    const metrics = JSON.parse((await mustRun(['metrics', '--json'], { home })).stdout) as {
      readonly tags: Record<string, string>
      readonly points: readonly Omit<StoredPoint, 'tags'>[]
    }[]
    expect(objects).to.have.length(30 * REGIONS.length)
    const values = metrics.flatMap(({ tags, points }) => points.map((point) => ({ ...point, tags })))
    return [...objects, ...values].map(({ tags, fields, timestamp }) => {
      return { measurement: 'aws_lambda', tags, fields, timestamp }
    })
  }

  it(`should give ${POINTS} generated points back as they were`, async () => {
    const points = fc.sample(POINT, POINTS)
    const path = join(home, 'generated.lp')
    await writeToFile(path, points)
    const wanted = createLimiter({ ...RECEIVER_LIMITS.none, trimBackslash: true })('metric', points).points
    const { points: parsed, rejected } = await parseWithPython(path)
    expect(rejected).to.deep.equal([])
    expect(differences(parsed.map(textOfParsed), wanted.map(toPlainPoint).map(textOfPoint))).to.deep.equal([])
    expect(parsed.length).to.be.greaterThan(POINTS * 0.8)
  })

  // line-protocol-parser 2.0.1 deviates twice: it refuses NUL in strings and doubles below 2.2e-308; InfluxDB takes both
  it('should be taken by InfluxDB where the parser deviates from it', async function () {
    const program = findProgram('influxd')
    if (program === undefined) return lacking(this, 'influxd')
    const path = join(home, 'deviating.lp')
    const tags = { tag: HOSTILE.join('') }
    const fields = { nul: 'a\0b', tiny: 5e-324, text: '\u0001\u007f' }
    await writeToFile(path, [{ measurement: 'm', tags, fields, timestamp: 1_700_000_000_123 }])
    expect((await parseWithPython(path)).rejected).to.have.length(1)
    const server = await startInfluxdb(program)
    try {
      await fetch(`${server.url}/query?q=CREATE+DATABASE+d`, { method: 'POST' })
      const write = await fetch(`${server.url}/write?db=d`, { method: 'POST', body: readFileSync(path) })
      expect(write.status, await write.text()).to.equal(204)
      const answer = await fetch(`${server.url}/query?db=d&epoch=ms&q=SELECT+*+FROM+m`)
      const { results } = (await answer.json()) as {
        results: { series: { columns: string[]; values: unknown[][] }[] }[]
      }
      const { columns, values } = results[0]!.series[0]!
      const stored = Object.fromEntries(columns.map((column, index) => [column, values[0]![index]]))
      expect(stored).to.deep.equal({ ...fields, tag: fitted(tags.tag), time: 1_700_000_000_123 })
    } finally {
      await server.close()
    }
  })
})

async function writeToFile(path: string, points: readonly Point[]): Promise<void> {
  const config = { name: 'lines', type: 'file', options: { path }, secrets: {}, required: true }
  const sink = createSink(config, sinkDependencies().deps)
  await sink.write('metric', points, signal)
  await sink.close()
}

const TEXT = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...',  ==""\\\\\n\r\t#ié漢🚀\u2028{:a0/.', "'", 'word', '\\,', '\\ '),
    maxLength: 12,
  }),
  fc.constantFrom(...HOSTILE),
)
const NUMBER = fc.double().filter((value) => value === 0 || !(Math.abs(value) < 2.3e-308))
const VALUE: fc.Arbitrary<FieldValue> = fc.oneof(
  NUMBER,
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  TEXT,
  fc.boolean(),
)
const POINT: fc.Arbitrary<Point> = fc.record({
  measurement: TEXT,
  tags: fc.dictionary(TEXT, TEXT, { maxKeys: 5 }),
  fields: fc.dictionary(TEXT, VALUE, { minKeys: 1, maxKeys: 5 }),
  timestamp: fc.integer({ min: -9_223_372_036_853, max: 9_223_372_036_853 }),
})

/** What the limits leave of a tag value. */
function fitted(text: string): string {
  return text.replace(/[\0-\x1f\x7f]/g, ' ').replace(/\\+$/, '')
}

/** What the protocol can carry of a point: these losses are the encoder's promise, see createLineEncoder. */
function textOfPoint({ measurement, tags, fields, timestamp }: Point): string {
  const trimmed = (name: string) => name.replace(/\\+$/, '')
  const exposed = (name: string) => trimmed(name.replace(/\\+(?=[ ,=])/g, ''))
  const values: Record<string, FieldValue> = {}
  for (const [key, value] of Object.entries(fields)) {
    const isString = typeof value === 'string'
    values[exposed(key)] ??= isString ? value.replaceAll('\n', '\\n').replaceAll('\r', '\\r') : value
  }
  const kept = Object.entries(tags).map(([key, value]) => [trimmed(key), trimmed(value)] as const)
  const filled = kept.filter(([, value]) => value !== '')
  const name = exposed(measurement).replace(/^#/, '\\#')
  return textOf(name, Object.fromEntries(filled), values, BigInt(timestamp) * 1_000_000n)
}

/** The first few, each with what was wanted. */
function differences(found: readonly string[], wanted: readonly string[]): string[] {
  const longest = found.length > wanted.length ? found : wanted
  const pairs = longest.map((_, index) => [found[index], wanted[index]] as const)
  return pairs
    .filter(([a, b]) => a !== b)
    .slice(0, 5)
    .map(([a, b]) => `${a}, wanted ${b}`)
}

/** As --json prints integers. */
function withoutBigints(point: ParsedPoint): ParsedPoint {
  const fields = Object.entries(point.fields).map(([key, value]): [string, FieldValue] => {
    return [key, typeof value === 'bigint' ? Number(value) : value]
  })
  return { ...point, fields: Object.fromEntries(fields) }
}

function textOfParsed({ measurement, tags, fields, time }: ParsedPoint): string {
  return textOf(measurement, tags, fields, time)
}

function textOf(
  measurement: string,
  tags: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, FieldValue>>,
  time: bigint,
): string {
  const values = Object.entries(fields).map(([key, value]): [string, string] => [key, valueText(value)])
  return JSON.stringify([measurement, Object.entries(tags).sort(byKey), values.sort(byKey), String(time)])
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1
}

function valueText(value: FieldValue): string {
  return Object.is(value, -0) ? 'number -0' : `${typeof value} ${value}`
}
