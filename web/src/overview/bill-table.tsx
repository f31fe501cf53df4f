import { Anchor, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Overview } from '../api/types.gen.ts'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'

/** What AWS will bill for collecting, at list prices. */
export function BillTable({ bill }: { readonly bill: Overview['bill'] }) {
  const { t } = useTranslation()
  const { whole, dollars } = useFormat()
  const columns = [
    t('tasks.trigger'),
    t('overview.tasks24h'),
    t('overview.metrics24h'),
    t('overview.billDay'),
    t('overview.billShare'),
  ]
  return (
    <ScrollTable label={t('overview.bill')} columns={columns} minWidth={520}>
      {bill.byTrigger.map((row) => (
        <Table.Tr key={row.trigger}>
          <Table.Td>
            <Anchor component={Link} to={`/triggers/${row.trigger}`} size="sm">
              {row.trigger}
            </Anchor>
          </Table.Td>
          <Table.Td>{whole(row.tasks24h)}</Table.Td>
          <Table.Td>{whole(row.billedMetrics24h)}</Table.Td>
          <Table.Td>{dollars(row.dollars24h)}</Table.Td>
          <Table.Td>
            {bill.dollars24h === 0 ? '–' : `${whole((100 * row.dollars24h) / bill.dollars24h)} %`}
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}
