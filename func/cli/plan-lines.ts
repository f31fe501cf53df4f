/** A plan for people: one screen. Pure. */
import type { Plan, PlannedUse } from '../runner/plan/cost-plan.ts'
import { dollars, number, table, time } from './format.ts'

/** Metric names that are printed; the others are in the JSON. */
const MOST_NAMES = 3

export function planLines(plan: Plan): string[] {
  return [heading(plan), collects(plan), '', ...uses(plan), '', ...levers(plan), '', ...remarks(plan)]
}

function heading({ trigger, scriptSet, version, schedule }: Plan): string {
  const { cron, timezone, runsPerDay } = schedule
  return `${trigger}: ${scriptSet} ${version ?? ''}, ${cron} ${timezone}, ${rounded(runsPerDay)} runs a day`
}

function collects({ functions, metrics, sets }: Plan): string {
  const places = Object.entries(sets).map(([names, count]) => `${number(count)} ${names}`)
  const known = functions === undefined ? '' : `${number(functions)} functions, `
  return `${known}${number(metrics)} active metrics${places.length > 0 ? ` (${places.join(', ')})` : ''}`
}

function uses({ next, usual, day, month }: Plan): string[] {
  const columns = [next, usual, day, month]
  const apis = [...new Set(columns.flatMap(({ apiCalls }) => Object.keys(apiCalls)))].sort()
  const row = (name: string, of: (use: PlannedUse) => string) => [name, ...columns.map(of)]
  const rows = [
    ['', 'next run', 'usual run', 'a day', 'a month'],
    ...apis.map((api) => row(api, ({ apiCalls }) => count(apiCalls[api]))),
    row('queries', ({ queries }) => rounded(queries)),
    row('billed metrics', ({ billedMetrics }) => rounded(billedMetrics)),
    row('list price', ({ estimatedDollars }) => money(estimatedDollars)),
    row('if every query counted', ({ dollarsByQuery }) => money(dollarsByQuery)),
  ]
  const [header = [], ...body] = alignRight(rows)
  return table(header, body)
}

/** All columns but the first. */
function alignRight(rows: readonly (readonly string[])[]): string[][] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map(([name = '', ...cells]) => [
    name,
    ...cells.map((cell, at) => cell.padStart(widths[at + 1] ?? 0)),
  ])
}

function count(calls: number | undefined): string {
  return calls === undefined ? '-' : rounded(calls)
}

/** A run costs fractions of a cent. */
function money(value: number): string {
  if (value === 0) return '$0'
  return value < 1 ? `$${number(value)}` : dollars(value)
}

function levers({ levers: all, names, month, usual }: Plan): string[] {
  const rows = all.map(({ text, savesPerMonth, isInUse, but }) => [
    text,
    isInUse ? `${money(savesPerMonth)} already` : money(savesPerMonth),
    but,
  ])
  const leftOut = names
    .slice(0, MOST_NAMES)
    .map(({ name, dollarsPerMonth }) => [`without ${name}`, money(dollarsPerMonth), 'it is not collected'])
  if (usual.billedMetrics === 0 && month.billedMetrics === 0)
    return ['nothing is billed, as nothing is active']
  return table(['lever', 'saves a month', 'but'], [...rows, ...leftOut])
}

function remarks({ stream, schedule, quota, spent, prices, plannedAt }: Plan): string[] {
  const { nextValues, usualValues, valuesPerSecond } = quota
  const asked = Object.values(spent.apiCalls).reduce((sum, count) => sum + count, 0)
  return [
    ...(stream.breakEvenRunsPerDay === undefined
      ? []
      : [
          `A metric stream would cost ${money(stream.dollarsPerMonth)} a month and its delivery; it is cheaper from ${rounded(stream.breakEvenRunsPerDay)} runs a day on (now ${rounded(schedule.runsPerDay)}).`,
        ]),
    `Data points: ${rounded(usualValues)} in a usual run of the busiest region; by the quota of ${number(valuesPerSecond)} a second that takes ${seconds(usualValues / valuesPerSecond)} or more${nextValues > usualValues ? `, the next run ${seconds(nextValues / valuesPerSecond)}` : ''}.`,
    `List prices of ${prices.region}, ${prices.date}, ${prices.source}`,
    `Rehearsed at ${time(plannedAt)} with ${number(asked)} calls to AWS (${money(spent.estimatedDollars)}); no value was read, nothing written.`,
  ]
}

function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} s` : `${rounded(value)} s`
}

function rounded(value: number): string {
  return number(value >= 10 ? Math.round(value) : Number(value.toFixed(1)))
}
