import { Box, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './json-tree.module.css'

interface JsonTreeProps {
  readonly value: unknown
  readonly name?: string
  /** Levels that are open at first. @default {1} */
  readonly open?: number
}

/** A JSON value as a tree that opens level by level. */
export function JsonTree({ value, name, open = 1 }: JsonTreeProps) {
  if (value === null || typeof value !== 'object') return <Leaf name={name} value={value} />
  return <Branch name={name} value={value} open={open} />
}

function Branch({
  value,
  name,
  open,
}: {
  readonly value: object
  readonly name: string | undefined
  readonly open: number
}) {
  const [opened, setOpened] = useState(open > 0)
  const entries = Object.entries(value)
  const brackets = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`
  if (entries.length === 0) return <Leaf name={name} value={value} />
  return (
    <div>
      <UnstyledButton className={classes.row} onClick={() => setOpened(!opened)} aria-expanded={opened}>
        {opened ? <IconChevronDown size={12} aria-hidden /> : <IconChevronRight size={12} aria-hidden />}
        {name !== undefined && <span className={classes.name}>{name}</span>}
        <span className={classes.muted}>{brackets}</span>
      </UnstyledButton>
      {opened && (
        <Box pl={16}>
          {entries.map(([key, child]) => (
            <JsonTree key={key} name={key} value={child} open={open - 1} />
          ))}
        </Box>
      )}
    </div>
  )
}

function Leaf({ name, value }: { readonly name: string | undefined; readonly value: unknown }) {
  return (
    <div className={classes.row} style={{ paddingLeft: 16 }}>
      {name !== undefined && <span className={classes.name}>{name}</span>}
      <span className={typeof value === 'string' ? classes.text : classes.literal}>
        {JSON.stringify(value)}
      </span>
    </div>
  )
}
