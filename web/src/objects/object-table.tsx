import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type Column, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoredObject } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import { FIELD_COLUMNS } from './use-objects.ts'
import type { ObjectView } from './object-filter.ts'
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
const features = tableFeatures({})
const helper = createColumnHelper<typeof features, StoredObject>()

/** Only the rows in sight are in the page, however many there are. */
export function ObjectTable({ objects, total, columns, sort, onSort, onOpen, onEnd }: ObjectTableProps) {
  const { t } = useTranslation()
  const frame = useRef<HTMLElement>(null)
  const definitions = useMemo(() => columns.map((name) => helper.accessor((object): unknown => valueOf(object, name), { id: name })), [columns])
  const data = useMemo(() => [...objects], [objects])
  const table = useTable({ features, columns: definitions, data })
  const rows = table.getRowModel().rows
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => ROW_HEIGHT, overscan: 12 })
  const shown = virtualizer.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - 20) onEnd()
  }, [last, rows.length, onEnd])
  const grid = { gridTemplateColumns: columns.map((name) => (name === 'name' ? 'minmax(220px, 2fr)' : 'minmax(120px, 1fr)')).join(' ') }
  const width = { minWidth: columns.length * 130 + 100 }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={frame} className={classes.frame} aria-label={t('nav.objects')} tabIndex={0} data-testid="objects">
      {/* biome-ignore lint/a11y/useSemanticElements: rows in sight are placed by hand, which a table element cannot do */}
      <div role="table" aria-rowcount={total + 1} aria-label={t('nav.objects')} style={width}>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are */}
        <div role="row" className={classes.head} style={grid}>
          {table.getAllColumns().map((column) => (
            <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {shown.map(({ index, start }) => (
            <Row key={rows[index]?.original.id ?? index} object={rows[index]?.original} columns={columns} style={{ ...grid, transform: `translateY(${start}px)` }} index={index} onOpen={onOpen} />
          ))}
        </div>
      </div>
    </section>
  )
}

interface HeadCellProps {
  readonly column: Column<typeof features, StoredObject>
  readonly sort: ObjectView['sort']
  readonly onSort: (sort: ObjectView['sort']) => void
}

function HeadCell({ column, sort, onSort }: HeadCellProps) {
  const active = sort.id === column.id
  const Icon = sort.descending ? IconArrowDown : IconArrowUp
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: its button is
    <div role="columnheader" aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton className={classes.sort} onClick={() => onSort({ id: column.id, descending: active && !sort.descending })}>
        {column.id}
        {active && <Icon size={12} aria-hidden />}
      </UnstyledButton>
    </div>
  )
}

interface RowProps {
  readonly object: StoredObject | undefined
  readonly columns: readonly string[]
  readonly style: CSSProperties
  readonly index: number
  readonly onOpen: (id: string) => void
}

function Row({ object, columns, style, index, onOpen }: RowProps) {
  if (object === undefined) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: the button in its first cell does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in its first cell does the same
    <div role="row" aria-rowindex={index + 2} className={classes.row} style={style} onClick={() => onOpen(String(object.id))}>
      {columns.map((name, place) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: not interactive
        <div key={name} role="cell" className="truncate">
          {place === 0 ? (
            <UnstyledButton fz="sm" fw={600} className="truncate" maw="100%" onClick={(event) => (event.stopPropagation(), onOpen(String(object.id)))}>
              <Value object={object} name={name} />
            </UnstyledButton>
          ) : (
            <Value object={object} name={name} />
          )}
        </div>
      ))}
    </div>
  )
}

function Value({ object, name }: { readonly object: StoredObject; readonly name: string }) {
  if (name === 'lastSeen' || name === 'firstSeen') return <RelativeTime at={object[name]} />
  return <span title={valueOf(object, name)}>{valueOf(object, name)}</span>
}

function valueOf(object: StoredObject, name: string): string {
  if (name === 'lastSeen' || name === 'firstSeen') return object[name]
  const value: unknown = (FIELD_COLUMNS as readonly string[]).includes(name) ? object.fields[name] : object.tags[name]
  return value === undefined || value === null ? '–' : String(value)
}
