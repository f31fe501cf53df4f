import { Group, MultiSelect, NumberInput, Select, SimpleGrid, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AGGREGATIONS } from '#func/model/queries.ts'
import type { Fields } from '../api/types.gen.ts'
import { TagFilters } from '../filters/tag-filters.tsx'
import { conditions, type MetricsView } from './metrics-view.ts'

interface MetricsControlsProps {
  readonly measurements: readonly string[]
  readonly measurement: string
  readonly fields: Fields['items']
  readonly tags: readonly string[]
  readonly view: MetricsView
  readonly onChange: (change: Partial<MetricsView>) => void
}

/** What to look at: measurement, fields, aggregation, grouping, filters. */
export function MetricsControls(props: MetricsControlsProps) {
  const { t } = useTranslation()
  const { measurement, tags, view, onChange } = props
  return (
    <section
      className="card"
      aria-label={t('metrics.question')}
      style={{ padding: 'var(--mantine-spacing-md)' }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
          <WhatControls {...props} />
          <SeriesControls {...props} />
        </SimpleGrid>
        <Group>
          <TagFilters
            keys={tags}
            tags={view.where}
            scope={{ measurement, category: 'metric', where: conditions(view.where) }}
            values="listSeriesTagValues"
            onChange={(where) => onChange({ where })}
          />
        </Group>
      </Stack>
    </section>
  )
}

/** Nothing of one measurement's view makes sense for another. */
const AFRESH: Partial<MetricsView> = { fields: [], groupBy: [], where: {}, having: null, lacking: null }

function WhatControls({ measurements, measurement, fields, view, onChange }: MetricsControlsProps) {
  const { t } = useTranslation()
  return (
    <>
      <Select
        label={t('metrics.measurement')}
        data={[...measurements]}
        value={measurement}
        allowDeselect={false}
        onChange={(next) => next !== null && onChange({ ...AFRESH, measurement: next })}
      />
      <FieldSelect fields={fields} chosen={view.fields} onChange={(next) => onChange({ fields: next })} />
      <Select
        label={t('metrics.aggregation')}
        data={AGGREGATIONS.map((value) => ({ value, label: t(`aggregation.${value}`) }))}
        value={view.aggregation}
        allowDeselect={false}
        onChange={(next) => onChange({ aggregation: AGGREGATIONS.find((one) => one === next) ?? 'default' })}
      />
    </>
  )
}

function SeriesControls({ tags, view, onChange }: MetricsControlsProps) {
  const { t } = useTranslation()
  const { groupBy, having, lacking, top } = view
  return (
    <>
      <TagSelect
        label={t('metrics.groupBy')}
        tags={tags}
        chosen={groupBy}
        onChange={(next) => onChange({ groupBy: next })}
      />
      <TagSelect
        label={t('metrics.having')}
        tags={tags}
        chosen={having ?? []}
        onChange={(next) => onChange({ having: next })}
      />
      <TagSelect
        label={t('metrics.lacking')}
        tags={tags}
        chosen={lacking ?? []}
        onChange={(next) => onChange({ lacking: next })}
      />
      <NumberInput
        label={t('metrics.top')}
        min={1}
        max={100}
        allowDecimal={false}
        clampBehavior="strict"
        value={top}
        onChange={(next) => typeof next === 'number' && onChange({ top: next })}
      />
    </>
  )
}

interface FieldSelectProps {
  readonly fields: Fields['items']
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}

function FieldSelect({ fields, chosen, onChange }: FieldSelectProps) {
  const { t } = useTranslation()
  return (
    <MultiSelect
      label={t('metrics.fields')}
      data={[...new Set([...fields.map(({ field }) => field), ...chosen])]}
      value={[...chosen]}
      searchable
      maxValues={10}
      limit={200}
      maxDropdownHeight={320}
      onChange={(next) => next.length > 0 && onChange(next)}
    />
  )
}

interface TagSelectProps {
  readonly label: string
  readonly tags: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}

function TagSelect({ label, tags, chosen, onChange }: TagSelectProps) {
  return (
    <MultiSelect
      label={label}
      data={[...new Set([...tags, ...chosen])]}
      value={[...chosen]}
      searchable
      onChange={onChange}
    />
  )
}
