import { Table, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './scroll-table.module.css'
import text from './table-head.module.css'

interface ScrollTableProps {
  readonly label: string
  /** An empty one is that of buttons. */
  readonly columns: readonly ReactNode[]
  readonly minWidth?: number
  readonly children: ReactNode
}

/** A table that scrolls by itself where the window is narrow, so that the page does not. */
export function ScrollTable({ label, columns, minWidth = 640, children }: ScrollTableProps) {
  const { t } = useTranslation()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <Table
        highlightOnHover
        miw={minWidth}
        classNames={{ th: `${text.head} ${classes.head}`, td: classes.cell }}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <Table.Th key={index}>
                {column === '' ? <VisuallyHidden>{t('common.actions')}</VisuallyHidden> : column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  )
}
