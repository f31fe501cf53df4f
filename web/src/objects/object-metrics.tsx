import { Anchor, Group, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { MetricsQuery, StoredObject } from '../api/types.gen.ts'
import { LazyChart } from '../charts/lazy-chart.tsx'
import { linesOf } from '../charts/lines.ts'
import { formatUnit } from '../charts/units.ts'
import { useFormat } from '../format/use-format.ts'
import { useWindow } from '../time/use-window.ts'

const RANGES = ['3h', '24h', '7d'] as const
/** What is looked at first on a function that misbehaves. */
const FIELDS = [
  ['Invocations_Sum', 'count'],
  ['Errors_Sum', 'count'],
  ['Duration_Maximum', 'milliseconds'],
  ['Throttles_Sum', 'count'],
  ['ConcurrentExecutions_Maximum', 'count'],
] as const

/** The metrics of one function. */
export function ObjectMetrics({ object }: { readonly object: StoredObject }) {
  const { t } = useTranslation()
  const [range, setRange] = useState<(typeof RANGES)[number]>('3h')
  const name = object.tags.FunctionName ?? object.tags.name ?? ''
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          value={range}
          onChange={(next) => setRange(RANGES.find((one) => one === next) ?? '3h')}
          data={[...RANGES]}
          aria-label={t('metrics.range')}
        />
        <Anchor
          component={Link}
          size="sm"
          to={`/metrics?where.FunctionName=${encodeURIComponent(name)}&range=${range}`}
        >
          {t('objects.explore')}
        </Anchor>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {FIELDS.map(([field, unit]) => (
          <FieldChart key={field} object={object} field={field} unit={unit} range={range} />
        ))}
      </SimpleGrid>
    </Stack>
  )
}

interface FieldChartProps {
  readonly object: StoredObject
  readonly field: string
  readonly unit: string
  readonly range: string
}

function FieldChart({ object, field, unit, range }: FieldChartProps) {
  const { language } = useFormat()
  const window = useWindow({ range })
  const body = useMemo<MetricsQuery>(
    () => ({
      measurement: object.measurement,
      columns: [{ field }],
      where: identity(object),
      ...window,
      points: 120,
    }),
    [object, field, window],
  )
  const { data } = useRead('queryMetrics', { body }, { keep: true })
  const total = data?.groups[0]?.totals[0]
  return (
    <div>
      <Group justify="space-between" gap={4}>
        <Text size="xs" fw={600}>
          {field}
        </Text>
        <Text size="xs" c="dimmed" className="tabular">
          {total === undefined || total === null ? '–' : formatUnit(total, unit, language)}
        </Text>
      </Group>
      <LazyChart
        times={data?.times ?? []}
        lines={data === undefined ? [] : linesOf(data)}
        unit={unit}
        height={120}
        loading={data === undefined}
        label={field}
      />
    </div>
  )
}

/** The series of this function alone: without qualifiers they have the same tags as its object. */
function identity({ tags }: StoredObject): MetricsQuery['where'] {
  const wanted = (['FunctionName', 'RegionId', 'account_name'] as const).filter(
    (tag) => tags[tag] !== undefined,
  )
  return [
    ...wanted.map((tag) => ({ tag, operator: 'in' as const, values: [tags[tag] ?? ''] })),
    { tag: 'Resource', operator: 'exists' as const, negate: true },
    { tag: 'ExecutedVersion', operator: 'exists' as const, negate: true },
  ]
}
