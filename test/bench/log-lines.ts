/** `npm run bench -- --log-lines 1000000`: how fast the lines of Lambda's logs are parsed, and turned into points. */
import { LineParser } from '../../scripts/guance_aws_lambda_logs/lines/line-parser.ts'
import type { Line, LogEvent } from '../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { createLogMetrics } from '../../scripts/guance_aws_lambda_logs/metrics/log-metrics.ts'

const FROM = Date.parse('2026-08-01T12:00:00Z')
const FUNCTIONS = 200

type Make = (index: number, time: number) => string

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
const requestId = (index: number) => `${hex(index, 8)}-7c3e-4b5a-9d21-${hex(index * 7919, 12)}`
const iso = (time: number) => new Date(time).toISOString()
const seconds = (time: number) => Math.floor(time / 1000)

/** One in so many lines is of each kind: about what a busy function prints. */
const KINDS: readonly (readonly [share: number, make: Make])[] = [
  [15, (i) => `START RequestId: ${requestId(i)} Version: $LATEST\n`],
  [15, (i) => `END RequestId: ${requestId(i)}\n`],
  [
    12,
    (i) =>
      `REPORT RequestId: ${requestId(i)}\tDuration: ${(i % 9000) / 10} ms\tBilled Duration: ${Math.ceil((i % 9000) / 10)} ms\tMemory Size: 512 MB\tMax Memory Used: ${100 + (i % 300)} MB\t${i % 50 === 0 ? 'Init Duration: 211.20 ms\t' : ''}\n`,
  ],
  [
    3,
    (i, time) =>
      `{"time":"${iso(time)}","type":"platform.report","record":{"requestId":"${requestId(i)}","metrics":{"durationMs":${(i % 9000) / 10},"billedDurationMs":${Math.ceil((i % 9000) / 10)},"memorySizeMB":512,"maxMemoryUsedMB":${100 + (i % 300)}},"status":"success"}}`,
  ],
  [8, (i, time) => `MONITORING|${seconds(time)}|${i % 17}|count|orders.placed|#env:prod,shop:${i % 20}\n`],
  [
    4,
    (i, time) =>
      `${iso(time)}\t${requestId(i)}\tINFO\tMONITORING|${time}|${(i % 999) / 7}|histogram|orders.time|#env:prod\n`,
  ],
  [2, (i, time) => `{"e":${seconds(time)},"m":"orders.value","t":["env:prod"],"v":${i % 400}}`],
  [
    1,
    (i, time) =>
      `{"_aws":{"Timestamp":${time},"CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[["service"]],"Metrics":[{"Name":"latency","Unit":"Milliseconds"}]}]},"service":"cart","latency":${i % 300}}`,
  ],
  [
    30,
    (i, time) =>
      `${iso(time)}\t${requestId(i)}\tINFO\tHandled order ${i} of customer ${i % 977} in ${i % 80} ms, 3 items in the basket\n`,
  ],
  [
    9,
    (i, time) =>
      `{"timestamp":"${iso(time)}","level":"INFO","requestId":"${requestId(i)}","message":"Handled order ${i}","items":${i % 9},"customer":{"id":${i % 977},"tier":"gold"}}`,
  ],
  [
    1,
    (i, time) => `[ERROR]\t${iso(time)}\t${requestId(i)}\tCannot reach the stock service, attempt ${i % 3}\n`,
  ],
]

export interface LogLinesFigures {
  readonly lines: number
  readonly parseLinesPerSecond: number
  readonly aggregateLinesPerSecond: number
  readonly points: number
  readonly pointsMs: number
  readonly pendingStateMs: number
  readonly pendingStateBytes: number
  readonly kinds: Readonly<Record<Line['kind'] | 'plain', number>>
}

export function measureLogLines(count: number, rounds = 3): LogLinesFigures {
  const events = makeEvents(count)
  let parsed = parseAll(events)
  for (let round = 1; round < rounds; round++) {
    const next = parseAll(events)
    if (next.ms < parsed.ms) parsed = next
  }
  const metrics = createLogMetrics({ from: FROM })
  const started = performance.now()
  for (const event of events) metrics.add(event)
  const added = performance.now()
  const points = metrics.points()
  const pointed = performance.now()
  const pendingState = JSON.stringify(metrics.pendingState(FROM + 240_000))
  return {
    lines: count,
    parseLinesPerSecond: Math.round((count / parsed.ms) * 1000),
    aggregateLinesPerSecond: Math.round((count / (added - started)) * 1000),
    points: points.length,
    pointsMs: Math.round(pointed - added),
    pendingStateMs: Math.round(performance.now() - pointed),
    pendingStateBytes: pendingState.length,
    kinds: parsed.kinds,
  }
}

function parseAll(events: readonly LogEvent[]) {
  const parser = new LineParser()
  const kinds = { metric: 0, report: 0, init: 0, restore: 0, incident: 0, refused: 0, plain: 0 }
  const started = performance.now()
  for (const event of events) {
    const lines = parser.parse(event.message, event.timestamp)
    if (lines.length === 0) kinds.plain += 1
    else for (const line of lines) kinds[line.kind] += 1
  }
  return { ms: performance.now() - started, kinds }
}

/** Five minutes of events, of many functions. Messages are flat texts, as an HTTP answer gives them. */
function makeEvents(count: number): LogEvent[] {
  const functions = Array.from({ length: FUNCTIONS }, (_, index) => ({
    name: `shop-${index}`,
    architecture: index % 2 === 0 ? 'arm64' : 'x86_64',
    region: 'us-east-1',
    tags: { account_name: 'prod' },
  }))
  const makers = KINDS.flatMap(([share, make]) => Array.from({ length: share }, () => make))
  return Array.from({ length: count }, (_, index) => {
    const timestamp = FROM + Math.floor((index / count) * 300_000)
    const make = makers[(index * 37) % makers.length] as Make
    const facts = functions[index % FUNCTIONS] as (typeof functions)[number]
    return {
      id: String(index).padStart(56, '0'),
      timestamp,
      ingestionTime: timestamp + 900,
      message: Buffer.from(make(index, timestamp)).toString(),
      logStream: `2026/08/01/[$LATEST]${hex(index % 1000, 32)}`,
      logGroup: `/aws/lambda/${facts.name}`,
      function: facts,
    }
  })
}

export function printLogLines(figures: LogLinesFigures): string {
  const { kinds } = figures
  const rows = [
    ['parsed', `${figures.parseLinesPerSecond.toLocaleString('en')} lines/s`],
    ['parsed and aggregated', `${figures.aggregateLinesPerSecond.toLocaleString('en')} lines/s`],
    ['points', `${figures.points} in ${figures.pointsMs} ms`],
    [
      'pendingState',
      `${(figures.pendingStateBytes / 2 ** 10).toFixed(0)} KiB in ${figures.pendingStateMs} ms`,
    ],
    ...Object.entries(kinds).map(([kind, count]) => [kind, count.toLocaleString('en')]),
  ]
  const text = rows.map(([name = '', value]) => `  ${name.padEnd(40)}${value}`).join('\n')
  return `${figures.lines.toLocaleString('en')} lines of Lambda logs, one core\n${text}\n`
}
