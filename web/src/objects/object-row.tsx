import { UnstyledButton } from '@mantine/core'
import type { CSSProperties, MouseEvent, ReactNode } from 'react'
import type { StoredObject } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import classes from './object-table.module.css'
import { FIELD_COLUMNS } from './use-objects.ts'

interface ObjectRowProps {
  readonly object: StoredObject
  readonly columns: readonly string[]
  readonly style: CSSProperties
  /** From 1, the head included. */
  readonly rowIndex: number
  readonly onOpen: (id: string) => void
}

export function ObjectRow({ object, columns, style, rowIndex, onOpen }: ObjectRowProps) {
  const open = () => onOpen(String(object.id))
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, which a table element cannot do
    // biome-ignore lint/a11y/useFocusableInteractive: the button in its first cell does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in its first cell does the same
    <div role="row" aria-rowindex={rowIndex} className={classes.row} style={style} onClick={open}>
      {columns.map((name, place) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        <div key={name} role="cell" className="truncate">
          {place === 0 ? (
            <OpenButton onOpen={open}>
              <CellValue object={object} name={name} />
            </OpenButton>
          ) : (
            <CellValue object={object} name={name} />
          )}
        </div>
      ))}
    </div>
  )
}

function OpenButton({ onOpen, children }: { readonly onOpen: () => void; readonly children: ReactNode }) {
  const open = (event: MouseEvent) => {
    event.stopPropagation()
    onOpen()
  }
  return (
    <UnstyledButton fz="sm" fw={600} className="truncate" maw="100%" onClick={open}>
      {children}
    </UnstyledButton>
  )
}

function CellValue({ object, name }: { readonly object: StoredObject; readonly name: string }) {
  if (name === 'lastSeen' || name === 'firstSeen') return <RelativeTime at={object[name]} />
  return <span title={cellText(object, name)}>{cellText(object, name)}</span>
}

export function cellText(object: StoredObject, name: string): string {
  if (name === 'lastSeen' || name === 'firstSeen') return object[name]
  const isField = (FIELD_COLUMNS as readonly string[]).includes(name)
  const value: unknown = isField ? object.fields[name] : object.tags[name]
  return value === undefined || value === null ? '–' : String(value)
}
