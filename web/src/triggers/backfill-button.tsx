import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconHistory } from '@tabler/icons-react'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../api/api-context.ts'
import type { Trigger } from '../api/types.gen.ts'
import { ErrorText } from '../components/states.tsx'
import { useMay } from '../session/use-session.ts'
import { DATE_TIME, DateTimeField } from '../time/date-time-field.tsx'

/** Reads a stretch of the past again. */
export function BackfillButton({ trigger }: { readonly trigger: Trigger }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const may = useMay('operator')
  return (
    <>
      <Button
        variant="default"
        disabled={!may || trigger.running !== null}
        leftSection={<IconHistory size={16} />}
        onClick={open}
      >
        {t('backfill.button')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('backfill.title')}>
        <BackfillForm name={trigger.name} />
      </Modal>
    </>
  )
}

function BackfillForm({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [from, setFrom] = useState<string | null>(() => minute(dayjs().subtract(3, 'hour')))
  const [to, setTo] = useState<string | null>(() => minute(dayjs()))
  const execute = useChange((api, window: { from: string; to: string }) =>
    api.call('executeTrigger', { params: { name }, body: { window } }),
  )
  const problem = windowProblem(from, to)
  const submit = () => {
    if (from === null || to === null) return
    const window = { from: dayjs(from).toISOString(), to: dayjs(to).toISOString() }
    execute.mutate(window, { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) })
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{t('backfill.lead')}</Text>
      {execute.error !== null && (
        <Alert color="var(--status-failure)">
          <ErrorText error={execute.error} />
        </Alert>
      )}
      <Group grow align="flex-start">
        <DateTimeField label={t('backfill.from')} value={from} onChange={setFrom} maxDate={new Date()} />
        <DateTimeField
          label={t('backfill.to')}
          value={to}
          onChange={setTo}
          maxDate={new Date()}
          error={problem && t(`backfill.${problem}`)}
        />
      </Group>
      <Text size="xs" c="dimmed">
        {t('backfill.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
      </Text>
      <Button onClick={submit} loading={execute.isPending} disabled={problem !== undefined}>
        {t('backfill.start')}
      </Button>
    </Stack>
  )
}

/** The beginning of the minute, as the fields take it. */
function minute(time: Dayjs): string {
  return time.startOf('minute').format(DATE_TIME)
}

/** Why the server would refuse the window; the fields take no times to come. */
function windowProblem(from: string | null, to: string | null) {
  if (from === null || to === null) return 'incomplete'
  return from >= to ? 'order' : undefined
}
