import { Stack, Title } from '@mantine/core'
import { type CSSProperties, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { TagCondition } from '../api/types.gen.ts'
import { LoadedPage } from '../components/loaded-page.tsx'
import { Page } from '../components/page.tsx'
import { useFormat } from '../format/use-format.ts'
import type { TimeWindow } from '../time/time-range.ts'
import { TimeRangePicker } from '../time/time-range-picker.tsx'
import { useTimeRange } from '../time/use-time-range.ts'
import { useWindow } from '../time/use-window.ts'
import {
  type DashboardFile,
  type DashboardFilters,
  type DashboardPanel,
  filterConditions,
} from './dashboard-file.ts'
import classes from './dashboard-page.module.css'
import { DashboardVariables } from './dashboard-variables.tsx'
import { PanelView } from './panel-view.tsx'

/** One dashboard, drawn from its file: nothing of it is known here. */
export function DashboardPage() {
  const { t } = useTranslation()
  const { set = '', id = '' } = useParams()
  const query = useRead('getDashboard', { params: { set, id } })
  return (
    <LoadedPage
      query={query}
      title={t('nav.dashboards')}
      crumbs={[{ label: t('nav.dashboards'), to: '/dashboards' }]}
      rows={16}
    >
      {({ dashboard }) => <DashboardView file={dashboard as unknown as DashboardFile} />}
    </LoadedPage>
  )
}

function DashboardView({ file }: { readonly file: DashboardFile }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const [range, setRange] = useTimeRange()
  const window = useWindow(range)
  const [filters, setFilters] = useFilters(file)
  const where = useMemo(() => filterConditions(file, filters), [file, filters])
  const sections = [...(file.sections ?? []), undefined]
  return (
    <Page
      title={localized({ ...file.title })}
      subtitle={localized(file.description === undefined ? undefined : { ...file.description })}
      crumbs={[{ label: t('nav.dashboards'), to: '/dashboards' }]}
      actions={<TimeRangePicker range={range} onChange={setRange} />}
    >
      <DashboardVariables file={file} filters={filters} where={where} onChange={setFilters} />
      {sections.map((section) => (
        <Section
          key={section?.id ?? 'none'}
          title={section === undefined ? undefined : localized({ ...section.title })}
          file={file}
          panels={file.panels.filter((panel) => panel.section === section?.id)}
          where={where}
          window={window}
          onZoom={(from, to) => setRange({ from, to })}
        />
      ))}
    </Page>
  )
}

interface SectionProps {
  readonly title: string | undefined
  readonly file: DashboardFile
  readonly panels: readonly DashboardPanel[]
  readonly where: readonly TagCondition[]
  readonly window: TimeWindow
  readonly onZoom: (from: number, to: number) => void
}

function Section({ title, file, panels, where, window, onZoom }: SectionProps) {
  if (panels.length === 0) return null
  return (
    <Stack gap="sm">
      {title !== undefined && (
        <Title order={2} mt="xs">
          {title}
        </Title>
      )}
      <div className={classes.grid}>
        {panels.map((panel) => (
          <div
            key={panel.id}
            className={classes.cell}
            style={{ '--width': panel.width ?? 6 } as CSSProperties}
          >
            <PanelView file={file} panel={panel} where={where} window={window} onZoom={onZoom} />
          </div>
        ))}
      </div>
    </Stack>
  )
}

const VARIABLE = 'var.'
const TAG = 'tag.'

function useFilters(file: DashboardFile): readonly [DashboardFilters, (filters: DashboardFilters) => void] {
  const [params, setParams] = useSearchParams()
  const filters = useMemo<DashboardFilters>(
    () => ({
      variables: Object.fromEntries(file.variables.map(({ name }) => [name, params.getAll(VARIABLE + name)])),
      tags: Object.fromEntries(
        [...new Set(params.keys())]
          .filter((key) => key.startsWith(TAG))
          .map((key) => [key.slice(TAG.length), params.getAll(key)]),
      ),
    }),
    [file, params],
  )
  const change = ({ variables, tags }: DashboardFilters) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(
          [...before].filter(([key]) => !key.startsWith(VARIABLE) && !key.startsWith(TAG)),
        )
        for (const [name, values] of Object.entries(variables))
          for (const value of values) after.append(VARIABLE + name, value)
        for (const [tag, values] of Object.entries(tags))
          for (const value of values) after.append(TAG + tag, value)
        return after
      },
      { replace: true },
    )
  return [filters, change]
}
