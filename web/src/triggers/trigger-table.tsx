import { Anchor, Box, Switch, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Trigger } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useMay } from '../session/use-session.ts'
import { ErrorLine } from '../tasks/task-status.tsx'
import { ExecuteButton } from './execute-button.tsx'
import { LastRun } from './trigger-status.tsx'
import { useTriggerChange } from './use-trigger-change.ts'

export function TriggerTable({ triggers }: { readonly triggers: readonly Trigger[] }) {
  const { t } = useTranslation()
  const columns = [
    t('triggers.name'),
    t('triggers.lastRun'),
    t('triggers.next'),
    t('triggers.cron'),
    t('triggers.enabled'),
    '',
  ]
  return (
    <ScrollTable label={t('nav.triggers')} columns={columns} minWidth={860}>
      {triggers.map((trigger) => (
        <TriggerRow key={trigger.name} trigger={trigger} />
      ))}
    </ScrollTable>
  )
}

function TriggerRow({ trigger }: { readonly trigger: Trigger }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/triggers/${trigger.name}`} size="sm" fw={600}>
          {trigger.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {trigger.title}
        </Text>
      </Table.Td>
      <Table.Td maw={360}>
        <LastRun trigger={trigger} />
        {trigger.lastTask !== null && <ErrorLine task={trigger.lastTask} />}
      </Table.Td>
      <Table.Td>
        <NextRun trigger={trigger} />
      </Table.Td>
      <Table.Td>
        <span className="mono">{trigger.cron}</span>
        <Text size="xs" c="dimmed">
          {trigger.timezone}
        </Text>
      </Table.Td>
      <Table.Td>
        <EnabledSwitch trigger={trigger} />
      </Table.Td>
      <Table.Td>
        <Box ta="right" pr="xs">
          <ExecuteButton trigger={trigger} compact />
        </Box>
      </Table.Td>
    </Table.Tr>
  )
}

function NextRun({ trigger }: { readonly trigger: Trigger }) {
  const { t } = useTranslation()
  if (trigger.state === 'disabled') return <Text size="sm">–</Text>
  return (
    <>
      <RelativeTime at={trigger.next[0]} />
      {trigger.state === 'paused' && (
        <Text size="xs" c="var(--status-warning)">
          {t('triggers.pausedNote')}
        </Text>
      )}
    </>
  )
}

export function EnabledSwitch({ trigger }: { readonly trigger: Trigger }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const change = useTriggerChange(trigger.name)
  const shown = change.isPending ? (change.variables.enabled ?? trigger.enabled) : trigger.enabled
  return (
    <Switch
      checked={shown}
      disabled={!may}
      aria-label={t('triggers.enableOf', { name: trigger.name })}
      onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
    />
  )
}
