/** What a metrics query means: checked, with defaults, expressions read, the window widened to whole steps. */

import { FuncError } from '../../../errors.ts'
import {
  AGGREGATIONS,
  type Aggregation,
  type Column,
  type FieldRule,
  type MetricsColumn,
  type MetricsQuery,
} from '../../../model/queries.ts'
import { DAY_MS, MINUTE_MS } from '../../../time.ts'
import { fieldAggregation } from '../../field-aggregation.ts'
import type { ResolvedAggregation } from '../aggregate/accumulators.ts'
import { type ColumnValue, type Expression, parseExpression } from './expression.ts'

const USUAL = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE_MS)

const MOST_COLUMNS = 20
const MOST_GROUP_TAGS = 10
const MOST_STEPS = 2_000
/** The API allows fewer: what is read for a page of all functions needs each. */
const MOST_GROUPS = 20_000
const DEFAULT_STEPS = 300
const DEFAULT_GROUPS = 20

/** A field and what is done to it: read once, however many columns need it. */
export interface Source {
  readonly field: string
  readonly aggregation: ResolvedAggregation
  readonly weight?: string
}

export interface Window {
  readonly from: number
  readonly to: number
  readonly step: number
  readonly steps: number
}

export interface MetricsPlan {
  readonly window: Window
  readonly sources: readonly Source[]
  readonly columns: readonly MetricsColumn[]
  readonly values: readonly ColumnValue[]
  readonly groupBy: readonly string[]
  readonly top: { readonly count: number; readonly column: number; readonly order: 'highest' | 'lowest' }
}

/** @throws {FuncError} FUNC_ERR_STORE_QUERY_INVALID */
export function planMetrics(query: MetricsQuery): MetricsPlan {
  const { columns, groupBy = [], fieldRules = [] } = query
  requireRange('columns', columns.length, 1, MOST_COLUMNS)
  requireRange('groupBy', groupBy.length, 0, MOST_GROUP_TAGS)
  const planned = planColumns(columns, fieldRules)
  return { ...planned, window: planWindow(query), groupBy, top: planTop(query, planned.columns) }
}

function planWindow(query: MetricsQuery): Window {
  const { from, to, points = DEFAULT_STEPS } = query
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from >= to) {
    throw invalid(`the window ${from} to ${to}`, 'whole milliseconds since the epoch, from before to')
  }
  requireRange('points', points, 1, MOST_STEPS)
  const step = query.step ?? chooseStep(from, to, points)
  if (!Number.isSafeInteger(step) || step < 1_000 || step % 1_000 !== 0) {
    throw invalid(`step ${step}`, 'whole seconds in milliseconds')
  }
  const steps = stepsOf(from, to, step)
  if (steps > MOST_STEPS)
    throw invalid(`step ${step}`, `at most ${MOST_STEPS} steps in the window, not ${steps}`)
  const start = Math.floor(from / step) * step
  return { from: start, to: start + steps * step, step, steps }
}

function planTop({ top = {} }: MetricsQuery, columns: readonly MetricsColumn[]): MetricsPlan['top'] {
  const { count = DEFAULT_GROUPS, by, order = 'highest' } = top
  requireRange('top.count', count, 1, MOST_GROUPS)
  const column = by === undefined ? 0 : columns.findIndex(({ name }) => name === by)
  if (column === -1) throw invalid(`top.by '${by}'`, `one of ${columns.map(({ name }) => name).join(', ')}`)
  return { count, column, order }
}

function planColumns(columns: readonly Column[], rules: readonly FieldRule[]) {
  const sources: Source[] = []
  const infos: MetricsColumn[] = []
  const values: ColumnValue[] = []
  const known = new Map<string, ColumnValue>()
  const fieldOf = new Map(columns.map(({ name, field }) => [name ?? field, field] as const))

  function addSource(source: Source): ColumnValue {
    const same = sources.findIndex(
      ({ field, aggregation }) => field === source.field && aggregation === source.aggregation,
    )
    const place = same === -1 ? sources.push(source) - 1 : same
    return (all, at) => all[place]?.[at] ?? Number.NaN
  }

  function addExpression({ names, bind }: Expression): ColumnValue {
    const operands = new Map(names.map((name) => [name, known.get(name) ?? addSource(toSource(name, rules))]))
    const isCount = (name: string) => fieldAggregation(fieldOf.get(name) ?? name, rules).absent === 0
    const all = [...operands.values()]
    const value = bind((name) => {
      const operand = operands.get(name) ?? (() => Number.NaN)
      return isCount(name) ? orZero(operand) : operand
    })
    return names.some(isCount) ? whereAny(all, value) : value
  }

  for (const column of fieldsFirst(columns)) known.set(column.name, planColumn(column))
  for (const column of columns.map(named)) {
    infos.push(toInfo(column, rules))
    values.push(known.get(column.name) ?? (() => Number.NaN))
  }
  requireDifferent(infos.map(({ name }) => name))
  return { sources, columns: infos, values }

  function planColumn({ field, expression, aggregation }: NamedColumn): ColumnValue {
    if (field !== undefined) return addSource(toSource(field, rules, aggregation))
    return addExpression(parseExpression(expression ?? ''))
  }
}

/** A point that lacks a count has none of what it counts. */
function orZero(operand: ColumnValue): ColumnValue {
  return (all, at) => operand(all, at) || 0
}

/** Where no operand has a value, there was nothing. */
function whereAny(operands: readonly ColumnValue[], value: ColumnValue): ColumnValue {
  const isMissing = (operand: ColumnValue, ...[all, at]: Parameters<ColumnValue>) =>
    Number.isNaN(operand(all, at))
  return (all, at) => (operands.every((operand) => isMissing(operand, all, at)) ? Number.NaN : value(all, at))
}

interface NamedColumn extends Column {
  readonly name: string
}

/** Expressions may name any field column, and expressions before them. */
function fieldsFirst(columns: readonly Column[]): NamedColumn[] {
  const all = columns.map(named)
  return [
    ...all.filter(({ field }) => field !== undefined),
    ...all.filter(({ field }) => field === undefined),
  ]
}

function named(column: Column): NamedColumn {
  const { field, expression, aggregation = 'default' } = column
  if ((field === undefined) === (expression === undefined)) {
    throw invalid(`the column '${column.name ?? field ?? ''}'`, 'either a field or an expression')
  }
  if (!AGGREGATIONS.includes(aggregation)) {
    throw invalid(`aggregation '${aggregation}'`, `one of ${AGGREGATIONS.join(', ')}`)
  }
  return { ...column, name: column.name ?? field ?? expression ?? '' }
}

function toInfo(
  { name, field, expression, aggregation }: NamedColumn,
  rules: readonly FieldRule[],
): MetricsColumn {
  return field === undefined
    ? { name, expression: expression ?? '' }
    : { name, ...toSource(field, rules, aggregation) }
}

function toSource(field: string, rules: readonly FieldRule[], asked: Aggregation = 'default'): Source {
  const { aggregation, weight } = fieldAggregation(field, rules)
  const resolved = asked === 'default' ? aggregation : asked
  return { field, aggregation: resolved, ...(resolved === 'avg' && weight !== undefined ? { weight } : {}) }
}

function requireDifferent(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw invalid(`two columns named '${twice}'`, 'different names')
}

function requireRange(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw invalid(`${what} ${value}`, `${least} to ${most}`)
}

function invalid(what: string, wanted: string): FuncError {
  return new FuncError('FUNC_ERR_STORE_QUERY_INVALID', `Cannot query metrics with ${what}: wanted ${wanted}`)
}

/** The smallest usual step, at least a minute, that cuts the window into at most so many. */
function chooseStep(from: number, to: number, points: number): number {
  const usual = USUAL.find((step) => stepsOf(from, to, step) <= points)
  return usual ?? Math.ceil((to - from) / Math.max(1, points - 1) / DAY_MS) * DAY_MS
}

/** Steps that the window has once it is widened to whole ones. */
function stepsOf(from: number, to: number, step: number): number {
  return Math.ceil(to / step) - Math.floor(from / step)
}
