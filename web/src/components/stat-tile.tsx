import { Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface StatTileProps {
  readonly label: string
  readonly value: ReactNode
  readonly hint?: ReactNode
}

/** One figure at a glance. */
export function StatTile({ label, value, hint }: StatTileProps) {
  return (
    <Box className="card" px="md" py="sm" miw={0}>
      <Text size="xs" c="dimmed" fw={500}>
        {label}
      </Text>
      <Text component="div" fz={22} fw={600} lh={1.35} className="tabular truncate">
        {value}
      </Text>
      <Text component="div" size="xs" c="dimmed" mih={18} className="truncate">
        {hint}
      </Text>
    </Box>
  )
}
