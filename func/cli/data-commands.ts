/** `funcbox objects` and `funcbox metrics`: what the local store holds. */
import type { Command } from 'commander'
import { withHome } from '../host/with-home.ts'
import type { SeriesData, StoredObject } from '../points/types.ts'
import { formatDurationMs, MINUTE_MS } from '../time.ts'
import type { CliContext } from './context.ts'
import { number, sparkline, table } from './format.ts'
import { collect, parsePairs, parseWhole, requireTime } from './values.ts'

/** Sparklines have at most this many characters. */
const SPARK_COLUMNS = 30

interface ObjectsOptions {
  readonly measurement?: string
  readonly tag?: string[]
  readonly since?: string
  readonly limit: string
  readonly columns: string
  readonly json?: boolean
}

interface MetricsOptions {
  readonly measurement: string
  readonly field?: string[]
  readonly tag?: string[]
  readonly since: string
  readonly until?: string
  readonly limit: string
  readonly json?: boolean
}

export function addDataCommands(program: Command, context: CliContext): void {
  program
    .command('objects')
    .description('newest objects in the local store, e.g. one for each Lambda function')
    .option('--measurement <name>', 'only this class, e.g. aws_lambda')
    .option('--tag <name=glob>', 'only objects with this tag, * allowed; repeatable', collect)
    .option('--since <time>', 'only objects seen since: 1h, 3d or an ISO time (UTC without an offset)')
    .option('--limit <n>', 'at most this many', '1000')
    .option(
      '--columns <tags>',
      'tags and fields to show, comma separated',
      'name,RegionId,Runtime,MemorySize,account_name',
    )
    .option('--json', 'print the objects as JSON')
    .action((options: ObjectsOptions) => showObjects(options, context))
  program
    .command('metrics')
    .description('points in the local store, a row for each series and field')
    .option('--measurement <name>', 'measurement', 'aws_lambda')
    .option('--field <glob>', 'only these fields, e.g. Invocations_Sum or Duration_*; repeatable', collect)
    .option('--tag <name=glob>', 'only series with this tag, * allowed; repeatable', collect)
    .option('--since <time>', 'from: 1h, 3d or an ISO time (UTC without an offset)', '1h')
    .option('--until <time>', 'to: an ISO time (UTC without an offset) or a duration back from now')
    .option('--limit <n>', 'at most this many rows; with --json, at most this many points')
    .option('--json', 'print the series with their points as JSON')
    .action((options: MetricsOptions) => showMetrics(options, context))
}

async function showObjects(options: ObjectsOptions, context: CliContext): Promise<void> {
  const { terminal, clock } = context
  const objects = await withHome(context, ({ points }) =>
    points.objects({
      ...(options.measurement === undefined ? {} : { measurement: options.measurement }),
      ...(options.since === undefined
        ? {}
        : { since: requireTime(options.since, '--since', clock(), 'before') }),
      tags: parsePairs(options.tag ?? [], '--tag'),
      limit: parseWhole(options.limit, '--limit', 1, 1_000_000),
    }),
  )
  if (options.json === true) return terminal.write(toJson(objects))
  if (objects.length === 0) return terminal.write('no objects match; see funcbox tasks list for runs')
  const columns = options.columns.split(',')
  const rows = objects.map((object) => [
    ...columns.map((column) => cell(object, column)),
    seen(object, clock()),
  ])
  for (const line of table([...columns, 'seen'], rows)) terminal.write(line)
}

function cell(object: StoredObject, column: string): string {
  return String(object.tags[column] ?? object.fields[column] ?? '-')
}

function seen(object: StoredObject, now: Date): string {
  return `${formatDurationMs(Math.max(0, now.getTime() - object.lastSeen))} ago`
}

async function showMetrics(options: MetricsOptions, context: CliContext): Promise<void> {
  const { terminal, clock } = context
  const until =
    options.until === undefined ? clock() : requireTime(options.until, '--until', clock(), 'before')
  const limit = parseWhole(
    options.limit ?? (options.json === true ? '1000000' : '50'),
    '--limit',
    1,
    10_000_000,
  )
  const series = await withHome(context, ({ points }) =>
    points.series({
      measurement: options.measurement,
      fields: options.field ?? [],
      tags: parsePairs(options.tag ?? [], '--tag'),
      since: requireTime(options.since, '--since', clock(), 'before'),
      until,
      limit: options.json === true ? limit : 1_000_000,
    }),
  )
  if (options.json === true) return terminal.write(toJson(series))
  const rows = series.flatMap(seriesRows).sort(byFieldAndSize).map(cells)
  if (rows.length === 0)
    return terminal.write(
      'no points match; see funcbox tasks list for runs, and --since, --measurement, --field',
    )
  const header = ['series', 'field', 'points', 'last', 'min', 'max', 'course']
  for (const line of table(header, rows.slice(0, limit))) terminal.write(line)
  if (rows.length > limit)
    terminal.write(`and ${rows.length - limit} more rows: narrow with --field and --tag, or raise --limit`)
}

interface Row {
  readonly series: string
  readonly field: string
  readonly course: readonly (number | undefined)[]
  readonly known: readonly number[]
  readonly high: number
}

function seriesRows(series: SeriesData): Row[] {
  const fields = [...new Set(series.points.flatMap((point) => Object.keys(point.fields)))]
  return fields.map((field) => fieldRow(series, field))
}

function fieldRow(series: SeriesData, field: string): Row {
  const course = onGrid(series, field)
  const known = course.filter((value) => value !== undefined)
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return { series: seriesName(series), field, course, known, high }
}

/** The functions with the most errors, the longest durations … first: that is what one looks for. */
function byFieldAndSize(a: Row, b: Row): number {
  return a.field.localeCompare(b.field) || b.high - a.high || a.series.localeCompare(b.series)
}

function cells({ series, field, course, known, high }: Row): string[] {
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const numbers = [known.at(-1) ?? 0, low, high].map(number)
  return [series, field, String(known.length), ...numbers, sparkline(course.slice(-SPARK_COLUMNS))]
}

/** Tags that distinguish the series of one measurement; the others are in --json. */
function seriesName({ tags }: SeriesData): string {
  const { FunctionName, QueueName, RegionId, account_name, Resource, EventSourceMappingUUID } = tags
  const names = [FunctionName ?? QueueName, Resource, EventSourceMappingUUID].filter(
    (name) => name !== undefined,
  )
  return [names.join(' ') || '(account)', RegionId, account_name]
    .filter((part) => part !== undefined)
    .join(' · ')
}

/** One value a minute (or coarser step), so that gaps are seen as gaps. */
function onGrid(series: SeriesData, field: string): (number | undefined)[] {
  const { points } = series
  const first = points[0]?.timestamp ?? 0
  const last = points.at(-1)?.timestamp ?? 0
  const step = Math.max(MINUTE_MS, ...(points.length > 1 ? [smallestStep(series)] : []))
  const values = new Map(points.map((point) => [point.timestamp, point.fields[field]]))
  const steps = Math.min(10_000, Math.round((last - first) / step) + 1)
  return Array.from({ length: steps }, (_, index) => {
    const value = values.get(first + index * step)
    return typeof value === 'number' ? value : undefined
  })
}

function smallestStep({ points }: SeriesData): number {
  const steps = points.slice(1).map((point, index) => point.timestamp - (points[index]?.timestamp ?? 0))
  return steps.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item), 2)
}
