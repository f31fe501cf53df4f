import { Badge, Box, Code, Group, Table, Text, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocalText, ScriptSetDetails } from '../api/types.gen.ts'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'
import type { ManifestView, MeasurementView } from './manifest.ts'

/** What the set writes: metrics, fields and tags with their meaning. */
export function MeasurementsTab({ details }: { readonly details: ScriptSetDetails }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const { measurements = [] }: ManifestView = details.manifest
  return (
    <>
      <Box p="md" pb={0}>
        <TextInput
          w={{ base: '100%', xs: 280 }}
          placeholder={t('measurements.search')}
          aria-label={t('measurements.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Box>
      {measurements.map((measurement) => (
        <MeasurementBlock
          key={measurement.name + measurement.category}
          measurement={measurement}
          search={search.toLowerCase()}
        />
      ))}
    </>
  )
}

interface Row {
  readonly name: string
  readonly unit: string
  readonly kind: string
  readonly description: string
}

function MeasurementBlock({
  measurement,
  search,
}: {
  readonly measurement: MeasurementView
  readonly search: string
}) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const all = useRows(measurement)
  const rows = all.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(search))
  const columns = [
    t('measurements.name'),
    t('measurements.kind'),
    t('measurements.unit'),
    t('measurements.description'),
  ]
  return (
    <Box pt="md">
      <Group px="md" gap="xs">
        <Text fw={600} size="sm" className="mono">
          {measurement.name}
        </Text>
        <Badge variant="outline" c="dimmed" bd="1px solid var(--line)" tt="none">
          {measurement.category}
        </Badge>
        <Text size="sm" c="dimmed">
          {localized({ ...measurement.description })}
        </Text>
      </Group>
      <ScrollTable label={`${measurement.name} (${measurement.category})`} columns={columns} minWidth={940}>
        {rows.map((row) => (
          <Table.Tr key={row.kind + row.name}>
            <Table.Td>
              <Code>{row.name}</Code>
            </Table.Td>
            <Table.Td>{row.kind}</Table.Td>
            <Table.Td>{row.unit}</Table.Td>
            <Table.Td>{row.description}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
    </Box>
  )
}

function useRows(measurement: MeasurementView): readonly Row[] {
  const { t } = useTranslation()
  const { localized } = useFormat()
  return useMemo(() => {
    const { metrics = [], groups = {}, fields = [], tags } = measurement
    const row = (name: string, kind: string, description: LocalText, unit = ''): Row => ({
      ...{ name, kind, unit },
      description: localized({ ...description }),
    })
    const titleOf = (group: string) => localized({ ...(groups[group] ?? { en: group }) })
    return [
      ...metrics.map(({ name, group, description, unit }) => row(name, titleOf(group), description, unit)),
      ...fields.map(({ name, type, description, unit }) =>
        row(name, t(`measurements.type.${type}`), description, unit),
      ),
      ...tags.map(({ name, description }) => row(name, t('measurements.tag'), description)),
    ]
  }, [measurement, localized, t])
}
