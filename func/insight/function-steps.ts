/** What the point store knows of functions, step by step, and figures of stretches of it. */
import type { FunctionFigures, TroubleKind } from '../model/function-health.ts'
import type { Column, MetricsGroup, MetricsQuery, TagCondition } from '../model/queries.ts'

export const MEASUREMENT = 'aws_lambda'
export const IDENTITY = ['account_name', 'RegionId', 'FunctionName'] as const

/** Of the unqualified function: versions, aliases and mappings have metrics of their own beside. */
const OF_FUNCTIONS: readonly TagCondition[] = [
  { tag: 'FunctionName', operator: 'exists' },
  ...['Resource', 'ExecutedVersion', 'EventSourceMappingUUID'].map(
    (tag) => ({ tag, operator: 'exists', negate: true }) as const,
  ),
]

const FIELDS = {
  invocations: 'Invocations_Sum',
  errors: 'Errors_Sum',
  throttles: 'Throttles_Sum',
  durationMs: 'Duration_Sum',
  durations: 'Duration_SampleCount',
  maximumMs: 'Duration_Maximum',
  iteratorAgeMs: 'IteratorAge_Maximum',
} as const

type Name = keyof typeof FIELDS

const NAMES = Object.keys(FIELDS) as Name[]
const COLUMNS: readonly Column[] = NAMES.map((name) => ({ name, field: FIELDS[name] }))

/** More functions than an account has. */
const MAX_FUNCTIONS = 20_000

export function stepsQuery(window: { readonly from: number; readonly to: number; readonly step: number }) {
  return {
    ...{ measurement: MEASUREMENT, columns: COLUMNS, where: OF_FUNCTIONS, groupBy: IDENTITY, ...window },
    top: { count: MAX_FUNCTIONS, by: 'invocations' },
  } satisfies MetricsQuery
}

/** The values of one function in the steps of a window. */
export class FunctionSteps {
  readonly #values: MetricsGroup['values']

  constructor({ values }: MetricsGroup) {
    this.#values = values
  }

  /** Of the steps from ≤ index < to. */
  figures(from: number, to: number): FunctionFigures {
    const sum = (name: Name) => this.#merge(name, from, to, (a, b) => a + b)
    const maximum = (name: Name) => this.#merge(name, from, to, Math.max)
    const [invocations, errors, throttles] = [sum('invocations'), sum('errors'), sum('throttles')]
    return {
      ...{ invocations, errors, throttles },
      errorRate: share(errors, invocations),
      throttleRate: share(throttles, (invocations ?? 0) + (throttles ?? 0)),
      averageMs: share(sum('durationMs'), sum('durations')),
      maximumMs: maximum('maximumMs'),
      iteratorAgeMs: maximum('iteratorAgeMs'),
    }
  }

  /** Failed and throttled requests by step. */
  get curve(): (number | null)[] {
    return this.#row('errors').map((errors, step) => {
      const throttles = this.#row('throttles')[step] ?? null
      return errors === null && throttles === null ? null : (errors ?? 0) + (throttles ?? 0)
    })
  }

  #row(name: Name): readonly (number | null)[] {
    return this.#values[NAMES.indexOf(name)] ?? []
  }

  #merge(name: Name, from: number, to: number, merge: (a: number, b: number) => number): number | null {
    return this.#row(name)
      .slice(from, to)
      .reduce((all, value) => (all === null || value === null ? (all ?? value) : merge(all, value)), null)
  }
}

/** What a kind of trouble is judged by. */
export function troubleValue(
  kind: TroubleKind,
  figures: FunctionFigures,
  timeoutMs: number | null,
): number | null {
  if (kind === 'errors') return figures.errorRate
  if (kind === 'throttles') return figures.throttleRate
  if (kind === 'lag') return figures.iteratorAgeMs
  if (kind === 'slower') return figures.averageMs
  return figures.maximumMs === null || timeoutMs === null ? null : figures.maximumMs / timeoutMs
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole
}
