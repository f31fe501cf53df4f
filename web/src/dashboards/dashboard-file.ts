/** A dashboard file, as manifests/schema/dashboard.schema.json describes it, and the questions its panels ask. Pure. */
import type { Aggregation, LocalText, MetricsQuery, TagCondition } from '../api/types.gen.ts'
import type { TimeWindow } from '../time/time-range.ts'

export interface DashboardFile {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  readonly measurement: string
  readonly variables: readonly DashboardVariable[]
  readonly sections?: readonly { readonly id: string; readonly title: LocalText }[]
  readonly panels: readonly DashboardPanel[]
}

export interface DashboardVariable {
  readonly name: string
  readonly title: LocalText
  /** `*` lets people choose tag and value. */
  readonly tag: string
  readonly multiple?: boolean
}

export interface DashboardPanel {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  readonly section?: string
  readonly kind: 'timeseries' | 'stat' | 'table'
  readonly unit: string
  readonly width?: number
  readonly decimals?: number
  readonly stacked?: boolean
  readonly queries: readonly PanelQuery[]
  readonly groupBy?: readonly string[]
  readonly top?: number
  readonly where?: readonly TagCondition[]
  readonly thresholds?: readonly { readonly value: number; readonly level: string }[]
}

export interface PanelQuery {
  readonly name: string
  readonly title: LocalText
  readonly measurement?: string
  readonly field?: string
  readonly expression?: string
  readonly aggregation?: Aggregation
  readonly unit?: string
  readonly hidden?: boolean
}

/** Values chosen above the panels: of variables by name, of free tags by tag. */
export interface DashboardFilters {
  readonly variables: Readonly<Record<string, readonly string[]>>
  readonly tags: Readonly<Record<string, readonly string[]>>
}

export function filterConditions(file: DashboardFile, { variables, tags }: DashboardFilters): TagCondition[] {
  const chosen = file.variables.map(({ name, tag }) => [tag, variables[name] ?? []] as const)
  return [...chosen, ...Object.entries(tags)]
    .filter(([tag, values]) => tag !== '*' && values.length > 0)
    .map(([tag, values]) => ({ tag, operator: 'in', values: [...values] }))
}

/** One question for each measurement that the panel's queries name. */
export function panelQueries(
  file: DashboardFile,
  panel: DashboardPanel,
  where: readonly TagCondition[],
  window: TimeWindow,
): MetricsQuery[] {
  const byMeasurement = Map.groupBy(panel.queries, ({ measurement }) => measurement ?? file.measurement)
  return [...byMeasurement].map(([measurement, queries]) => ({
    measurement,
    columns: queries.map(({ name, field, expression, aggregation }) => ({
      name,
      ...(field !== undefined && { field, ...(aggregation !== undefined && { aggregation }) }),
      ...(expression !== undefined && { expression }),
    })),
    where: [...where, ...(panel.where ?? [])],
    groupBy: [...(panel.groupBy ?? [])],
    ...window,
    points: panel.kind === 'timeseries' ? 240 : 60,
    top: {
      count: panel.top ?? 10,
      by: queries.find(({ hidden }) => hidden !== true)?.name ?? queries[0]?.name ?? '',
    },
  }))
}

export function visibleQueries(panel: DashboardPanel): readonly PanelQuery[] {
  return panel.queries.filter(({ hidden }) => hidden !== true)
}
