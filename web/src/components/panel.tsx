import { Box, Group, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Without inner space, for tables that reach the edges. */
  readonly flush?: boolean
  readonly mih?: number
}

/** A titled card; a region for those who navigate by landmarks. */
export function Panel({ title, actions, children, flush = false, mih }: PanelProps) {
  const id = useId()
  return (
    <Box
      component="section"
      className="card"
      aria-labelledby={title && id}
      mih={mih}
      miw={0}
      style={{ overflow: 'hidden' }}
    >
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" px="md" pt="sm" pb={flush ? 'xs' : 0} gap="xs">
          {title !== undefined && (
            <Title order={2} id={id} size="h3">
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
