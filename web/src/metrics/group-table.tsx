import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MetricsResult } from '../api/types.gen.ts'
import { groupName } from '../charts/lines.ts'
import { formatUnit } from '../charts/units.ts'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'

/** Totals of each group over the whole window. */
export function GroupTable({ result, unit }: { readonly result: MetricsResult; readonly unit: string }) {
  const { t } = useTranslation()
  const { language, whole } = useFormat()
  const columns = [t('metrics.group'), ...result.columns.map(({ name }) => name), t('metrics.series')]
  return (
    <ScrollTable label={t('metrics.totals')} columns={columns} minWidth={320 + result.columns.length * 140}>
      {result.groups.map(({ tags, totals, series }) => (
        <Table.Tr key={groupName(tags)}>
          <Table.Td>{groupName(tags) || t('metrics.all')}</Table.Td>
          {totals.map((total, index) => (
            <Table.Td key={result.columns[index]?.name} title={total === null ? undefined : String(total)}>
              {total === null ? '–' : formatUnit(total, unit, language)}
            </Table.Td>
          ))}
          <Table.Td>{whole(series)}</Table.Td>
        </Table.Tr>
      ))}
      {result.others !== undefined && (
        <Table.Tr c="dimmed">
          <Table.Td>{t('metrics.rest', { groups: result.others.groups })}</Table.Td>
          {result.others.totals.map((total, index) => (
            <Table.Td key={result.columns[index]?.name}>
              {total === null ? '–' : formatUnit(total, unit, language)}
            </Table.Td>
          ))}
          <Table.Td>{whole(result.others.series)}</Table.Td>
        </Table.Tr>
      )}
    </ScrollTable>
  )
}
