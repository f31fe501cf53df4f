import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trigger } from '../api/types.gen.ts'
import { Panel } from '../components/panel.tsx'
import { useMay } from '../session/use-session.ts'
import { DAY_MS, SECOND_MS } from '../time/lengths.ts'
import { CronField } from './cron-field.tsx'
import { useTriggerChange } from './use-trigger-change.ts'

interface ScheduleFormProps {
  readonly trigger: Trigger
  readonly etag: string | undefined
}

export function ScheduleForm({ trigger, etag }: ScheduleFormProps) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const [draft, setDraft] = useState(() => scheduleOf(trigger))
  const change = useTriggerChange(trigger.name, etag)
  const changed = JSON.stringify(draft) !== JSON.stringify(scheduleOf(trigger))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(draft)
  }
  return (
    <Panel title={t('triggers.schedule')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('triggers.title')}
            value={draft.title}
            required
            disabled={!may}
            onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
          />
          <CronField
            value={draft}
            name={trigger.name}
            jitterSeconds={draft.jitterSeconds}
            disabled={!may}
            onChange={(value) => setDraft({ ...draft, ...value })}
          />
          <Group grow>
            <SecondsInput
              label={t('triggers.timeout')}
              min={1}
              max={DAY_MS / SECOND_MS}
              value={draft.timeoutSeconds}
              disabled={!may}
              onChange={(timeoutSeconds) => setDraft({ ...draft, timeoutSeconds })}
            />
            <SecondsInput
              label={t('triggers.jitter')}
              min={0}
              max={3600}
              value={draft.jitterSeconds}
              disabled={!may}
              onChange={(jitterSeconds) => setDraft({ ...draft, jitterSeconds })}
            />
          </Group>
          <Group gap="xs">
            <Button type="submit" disabled={!changed || !may} loading={change.isPending}>
              {t('common.save')}
            </Button>
            {changed && (
              <Button variant="subtle" color="gray" onClick={() => setDraft(scheduleOf(trigger))}>
                {t('common.discard')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

interface SecondsInputProps {
  readonly label: string
  readonly min: number
  readonly max: number
  readonly value: number
  readonly disabled: boolean
  readonly onChange: (value: number) => void
}

function SecondsInput({ onChange, ...rest }: SecondsInputProps) {
  return (
    <NumberInput
      {...rest}
      suffix=" s"
      allowDecimal={false}
      clampBehavior="strict"
      onChange={(value) => typeof value === 'number' && onChange(value)}
    />
  )
}

function scheduleOf({ title, cron, timezone, timeoutSeconds, jitterSeconds }: Trigger) {
  return { title, cron, timezone, timeoutSeconds, jitterSeconds }
}
