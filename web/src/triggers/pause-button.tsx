import { Button, Menu } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Trigger } from '../api/types.gen.ts'
import { useMay } from '../session/use-session.ts'
import { HOUR_MS } from '../time/lengths.ts'
import { useTriggerChange } from './use-trigger-change.ts'

const HOURS = [1, 4, 24] as const

/** Holds scheduled runs back for a while; running by hand stays possible. */
export function PauseButton({ trigger }: { readonly trigger: Trigger }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const change = useTriggerChange(trigger.name)
  const pause = (hours: number) =>
    change.mutate({ pausedUntil: new Date(Date.now() + hours * HOUR_MS).toISOString() })
  if (trigger.state === 'disabled') return null
  if (trigger.state === 'paused') {
    return (
      <Button
        variant="default"
        disabled={!may}
        loading={change.isPending}
        leftSection={<IconPlayerPlay size={16} />}
        onClick={() => change.mutate({ pausedUntil: null })}
      >
        {t('triggers.resume')}
      </Button>
    )
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          disabled={!may}
          loading={change.isPending}
          leftSection={<IconPlayerPause size={16} />}
        >
          {t('triggers.pause')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {HOURS.map((hours) => (
          <Menu.Item key={hours} onClick={() => pause(hours)}>
            {t('triggers.pauseFor', { hours })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
