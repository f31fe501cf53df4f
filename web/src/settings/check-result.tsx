import { Group, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'

/** What a receiver said. */
export function CheckResult({ ok, text }: { readonly ok: boolean; readonly text: string }) {
  const Icon = ok ? IconCircleCheck : IconCircleX
  return (
    <Group
      gap={6}
      wrap="nowrap"
      c={ok ? 'var(--status-success)' : 'var(--status-failure)'}
      role="status"
      maw={480}
    >
      <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    </Group>
  )
}
