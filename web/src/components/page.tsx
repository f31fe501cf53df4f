import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'

export interface Crumb {
  readonly label: string
  readonly to: string
}

interface PageProps {
  readonly title: string
  readonly subtitle?: ReactNode
  readonly crumbs?: readonly Crumb[]
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** Frame of every page: where it is, its name, what can be done with it. */
export function Page({ title, subtitle, crumbs = [], actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · funcbox`
  }, [title])
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm" mih={36}>
        <Box miw={0} flex="1 1 240px">
          <Crumbs crumbs={crumbs} />
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {subtitle !== undefined && (
            <Text component="div" size="sm" c="dimmed" mt={2}>
              {subtitle}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  if (crumbs.length === 0) return null
  return (
    <Group gap={4} component="nav" aria-label="breadcrumb" mb={2}>
      {crumbs.map(({ label, to }) => (
        <Group key={to} gap={4}>
          <Anchor component={Link} to={to} size="sm">
            {label}
          </Anchor>
          <IconChevronRight size={12} aria-hidden color="var(--text-muted)" />
        </Group>
      ))}
    </Group>
  )
}
