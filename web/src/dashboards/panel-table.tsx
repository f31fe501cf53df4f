import { ScrollArea, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MetricsResult } from '../api/types.gen.ts'
import { formatUnit } from '../charts/units.ts'
import text from '../components/table-head.module.css'
import { useFormat } from '../format/use-format.ts'
import { type DashboardFile, type DashboardPanel, visibleQueries } from './dashboard-file.ts'
import classes from './panel-table.module.css'
import { thresholdTone } from './threshold-tone.ts'

interface PanelTableProps {
  readonly file: DashboardFile
  readonly panel: DashboardPanel
  readonly results: readonly MetricsResult[]
}

/** The top groups, one row each. */
export function PanelTable({ file, panel, results }: PanelTableProps) {
  const { t } = useTranslation()
  const { language, localized } = useFormat()
  const queries = visibleQueries(panel)
  const tags = panel.groupBy ?? []
  const titles = new Map(file.variables.map(({ tag, title }) => [tag, localized({ ...title })]))
  const groups = results.flatMap(({ groups: rows, columns }) => rows.map((row) => ({ ...row, columns })))
  return (
    <ScrollArea
      h={240}
      type="auto"
      offsetScrollbars="present"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': localized({ ...panel.title }) }}
    >
      <Table
        fz="sm"
        stickyHeader
        verticalSpacing={4}
        horizontalSpacing={8}
        classNames={{ th: text.head, td: classes.cell }}
      >
        <Table.Thead>
          <Table.Tr>
            {tags.map((tag) => (
              <Table.Th key={tag}>{titles.get(tag) ?? tag}</Table.Th>
            ))}
            {queries.map(({ name, title }) => (
              <Table.Th key={name} ta="right">
                {localized({ ...title })}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <Table.Tr key={tags.map((tag) => group.tags[tag]).join(' ')}>
              {tags.map((tag) => (
                <Table.Td key={tag}>{group.tags[tag] ?? '–'}</Table.Td>
              ))}
              {queries.map((query, place) => {
                const value = group.totals[group.columns.findIndex(({ name }) => name === query.name)] ?? null
                const tone = place === 0 ? thresholdTone(value, panel.thresholds) : undefined
                return (
                  <Table.Td key={query.name} ta="right" c={tone} fw={tone === undefined ? undefined : 600}>
                    {value === null
                      ? '–'
                      : formatUnit(value, query.unit ?? panel.unit, language, panel.decimals)}
                  </Table.Td>
                )
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {groups.length === 0 && (
        <Text size="sm" c="dimmed" ta="center" pt="xl">
          {t('chart.empty')}
        </Text>
      )}
    </ScrollArea>
  )
}
