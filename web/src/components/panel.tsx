import { Box, Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface PanelProps {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Without inner space, for tables that reach the edges. */
  readonly flush?: boolean
  readonly mih?: number
}

/** A titled card. Its heading is what people jump by: it is no landmark of its own. */
export function Panel({ title, actions, children, flush = false, mih }: PanelProps) {
  return (
    <Box component="section" className="card" mih={mih} miw={0} style={{ overflow: 'hidden' }}>
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" px="md" pt="sm" pb={flush ? 'xs' : 0} gap="xs">
          {title !== undefined && (
            <Title order={2} size="h3">
              {title}
            </Title>
          )}
          {actions}
        </Group>
      )}
      <Box p={flush ? 0 : 'md'} pt={flush ? 0 : 'sm'}>
        {children}
      </Box>
    </Box>
  )
}
