import { Group, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockX,
  IconHandStop,
  IconHelpCircle,
  IconLoader2,
  IconPlayerPause,
  IconPlayerSkipForward,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TaskStatus } from '#func/model/task.ts'

/** Statuses of tasks, and of things that are simply fine, warning or off. */
export type Status = TaskStatus | 'partial' | 'paused' | 'disabled' | 'never'

const LOOKS = {
  waiting: [IconCircleDashed, 'idle'],
  running: [IconLoader2, 'running'],
  success: [IconCircleCheck, 'success'],
  failure: [IconCircleX, 'failure'],
  timeout: [IconClockX, 'failure'],
  stopped: [IconHandStop, 'warning'],
  skipped: [IconPlayerSkipForward, 'idle'],
  lost: [IconHelpCircle, 'warning'],
  partial: [IconAlertTriangle, 'warning'],
  paused: [IconPlayerPause, 'warning'],
  disabled: [IconPlayerPause, 'idle'],
  never: [IconCircleDashed, 'idle'],
} as const satisfies Record<Status, readonly [typeof IconLoader2, string]>

export function statusColor(status: Status): string {
  return `var(--status-${LOOKS[status][1]})`
}

/** Status by icon, colour and word. */
export function StatusLabel({ status, size = 'sm' }: { readonly status: Status; readonly size?: string }) {
  const { t } = useTranslation()
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex" style={{ verticalAlign: 'middle' }}>
      <StatusIcon status={status} />
      <Text component="span" size={size} c={statusColor(status)} fw={500} style={{ whiteSpace: 'nowrap' }}>
        {t(`status.${status}`)}
      </Text>
    </Group>
  )
}

export function StatusIcon({ status, size = 16 }: { readonly status: Status; readonly size?: number }) {
  const Icon = LOOKS[status][0]
  return (
    <Icon
      size={size}
      aria-hidden
      color={statusColor(status)}
      className={status === 'running' ? 'spin' : undefined}
      style={{ flexShrink: 0 }}
    />
  )
}
