import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type Column, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoredObject } from '../api/types.gen.ts'
import type { ObjectView } from './object-filter.ts'
import { cellText, ObjectRow } from './object-row.tsx'
import classes from './object-table.module.css'

interface ObjectTableProps {
  readonly objects: readonly StoredObject[]
  readonly total: number
  readonly columns: readonly string[]
  readonly sort: ObjectView['sort']
  readonly onSort: (sort: ObjectView['sort']) => void
  readonly onOpen: (id: string) => void
  /** The last loaded row comes into sight. */
  readonly onEnd: () => void
}

const ROW_HEIGHT = 34
const AHEAD_ROWS = 20
const features = tableFeatures({})
const helper = createColumnHelper<typeof features, StoredObject>()

/** Only the rows in sight are in the page, however many there are. */
export function ObjectTable(props: ObjectTableProps) {
  const { t } = useTranslation()
  const frame = useRef<HTMLElement>(null)
  const { columns } = props
  return (
    <section
      ref={frame}
      className={classes.frame}
      aria-label={t('objects.list')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="objects"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, which a table element cannot do */}
      <div
        role="table"
        aria-rowcount={props.total + 1}
        aria-label={t('nav.objects')}
        style={{ minWidth: columns.length * 130 + 100 }}
      >
        <Rows {...props} frame={frame} />
      </div>
    </section>
  )
}

function Rows({
  objects,
  columns,
  sort,
  frame,
  onSort,
  onOpen,
  onEnd,
}: ObjectTableProps & { readonly frame: RefObject<HTMLElement | null> }) {
  const table = useObjectTable(objects, columns)
  const rows = table.getRowModel().rows
  const { shown, height } = useShownRows(rows.length, frame, onEnd)
  const grid = { gridTemplateColumns: columns.map(columnWidth).join(' ') }
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are */}
      <div role="row" className={classes.head} style={grid}>
        {table.getAllColumns().map((column) => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" style={{ height, position: 'relative' }}>
        {shown.map(({ index, start }) => {
          const object = rows[index]?.original
          if (object === undefined) return null
          const style = { ...grid, transform: `translateY(${start}px)` }
          return <ObjectRow key={object.id} {...{ object, columns, style, onOpen }} rowIndex={index + 2} />
        })}
      </div>
    </>
  )
}

function useObjectTable(objects: readonly StoredObject[], names: readonly string[]) {
  const columns = useMemo(
    () => names.map((name) => helper.accessor((object): unknown => cellText(object, name), { id: name })),
    [names],
  )
  const data = useMemo(() => [...objects], [objects])
  return useTable({ features, columns, data })
}

function useShownRows(count: number, frame: RefObject<HTMLElement | null>, onEnd: () => void) {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const shown = virtualizer.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= count - AHEAD_ROWS) onEnd()
  }, [last, count, onEnd])
  return { shown, height: virtualizer.getTotalSize() }
}

function columnWidth(name: string): string {
  return name === 'name' ? 'minmax(220px, 2fr)' : 'minmax(120px, 1fr)'
}

interface HeadCellProps {
  readonly column: Column<typeof features, StoredObject>
  readonly sort: ObjectView['sort']
  readonly onSort: (sort: ObjectView['sort']) => void
}

function HeadCell({ column, sort, onSort }: HeadCellProps) {
  const active = sort.id === column.id
  const Icon = sort.descending ? IconArrowDown : IconArrowUp
  const direction = sort.descending ? 'descending' : 'ascending'
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: its button is
    <div role="columnheader" aria-sort={active ? direction : 'none'}>
      <UnstyledButton
        className={classes.sort}
        onClick={() => onSort({ id: column.id, descending: active && !sort.descending })}
      >
        {column.id}
        {active && <Icon size={12} aria-hidden />}
      </UnstyledButton>
    </div>
  )
}
