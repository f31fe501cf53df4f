import { MultiSelect, NumberInput, Select, SimpleGrid, Stack, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Fields } from '../api/types.gen.ts'
import { TagFilters } from '../filters/tag-filters.tsx'
import { AGGREGATIONS, conditions, type MetricsView } from './metrics-view.ts'

interface MetricsControlsProps {
  readonly measurements: readonly string[]
  readonly measurement: string
  readonly fields: Fields['items']
  readonly tags: readonly string[]
  readonly view: MetricsView
  readonly onChange: (change: Partial<MetricsView>) => void
}

/** What to look at: measurement, fields, aggregation, grouping, filters. */
export function MetricsControls({ measurements, measurement, fields, tags, view, onChange }: MetricsControlsProps) {
  const { t } = useTranslation()
  return (
    <section className="card" aria-label={t('metrics.question')} style={{ padding: 'var(--mantine-spacing-md)' }}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
          <Select
            label={t('metrics.measurement')}
            data={[...measurements]}
            value={measurement}
            allowDeselect={false}
            onChange={(next) => next !== null && onChange({ measurement: next, fields: [], groupBy: [], where: {}, having: null, lacking: null })}
          />
          <FieldSelect fields={fields} chosen={view.fields} onChange={(next) => onChange({ fields: next })} />
          <Select
            label={t('metrics.aggregation')}
            data={AGGREGATIONS.map((value) => ({ value, label: t(`aggregation.${value}`) }))}
            value={view.aggregation}
            allowDeselect={false}
            onChange={(next) => onChange({ aggregation: AGGREGATIONS.find((one) => one === next) ?? 'default' })}
          />
          <TagSelect label={t('metrics.groupBy')} tags={tags} chosen={view.groupBy} onChange={(groupBy) => onChange({ groupBy })} />
          <TagSelect label={t('metrics.having')} tags={tags} chosen={view.having ?? []} onChange={(having) => onChange({ having })} />
          <TagSelect label={t('metrics.lacking')} tags={tags} chosen={view.lacking ?? []} onChange={(lacking) => onChange({ lacking })} />
          <NumberInput label={t('metrics.top')} min={1} max={100} allowDecimal={false} clampBehavior="strict" value={view.top} onChange={(top) => typeof top === 'number' && onChange({ top })} />
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
  return <MultiSelect label={label} data={[...new Set([...tags, ...chosen])]} value={[...chosen]} searchable clearable onChange={onChange} />
}
