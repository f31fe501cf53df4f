import { Group, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../api/types.gen.ts'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'

type Row = Overview['freshness'][number]

/** Beyond this, data is late rather than settling; two runs of the usual schedule and CloudWatch's own delay. */
const LATE_SECONDS = 900

export function FreshnessTable({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation()
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t('overview.noPoints')}
      </Text>
    )
  }
  const columns = [t('overview.account'), t('overview.region'), t('overview.measurement'), t('overview.lag')]
  return (
    <ScrollTable label={t('overview.freshness')} columns={columns} minWidth={400}>
      {rows.map((row) => (
        <Table.Tr key={`${row.trigger} ${row.account} ${row.region} ${row.measurement}`}>
          <Table.Td>{row.account}</Table.Td>
          <Table.Td style={{ whiteSpace: 'nowrap' }}>{row.region}</Table.Td>
          <Table.Td>{row.measurement}</Table.Td>
          <Table.Td>
            <Lag seconds={row.lagSeconds} newest={row.newest} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}

function Lag({ seconds, newest }: { readonly seconds: number; readonly newest: string }) {
  const { t } = useTranslation()
  const { absolute, duration } = useFormat()
  const late = seconds > LATE_SECONDS
  const Icon = late ? IconAlertTriangle : IconCircleCheck
  return (
    <Group
      gap={6}
      wrap="nowrap"
      c={late ? 'var(--status-warning)' : 'var(--status-success)'}
      style={{ whiteSpace: 'nowrap' }}
      title={`${t('overview.newest')}: ${absolute(new Date(newest))}`}
    >
      <Icon size={15} aria-hidden />
      {duration(seconds * 1000)}
    </Group>
  )
}
