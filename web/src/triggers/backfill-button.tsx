import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import '@mantine/dates/styles.css'
import { useDisclosure } from '@mantine/hooks'
import { IconHistory } from '@tabler/icons-react'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../api/api-context.ts'
import type { Trigger } from '../api/types.gen.ts'
import { ErrorText } from '../components/states.tsx'
import { useMay } from '../session/use-session.ts'

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
  const [from, setFrom] = useState<string | null>(() =>
    dayjs().subtract(3, 'hour').format('YYYY-MM-DD HH:mm:00'),
  )
  const [to, setTo] = useState<string | null>(() => dayjs().format('YYYY-MM-DD HH:mm:00'))
  const execute = useChange((api, window: { from: string; to: string }) =>
    api.call('executeTrigger', { params: { name }, body: { window } }),
  )
  const submit = () => {
    if (from === null || to === null) return
    const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    execute.mutate(window, { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) })
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{t('backfill.lead')}</Text>
      {execute.error !== null && (
        <Alert color="red" variant="outline">
          <ErrorText error={execute.error} />
        </Alert>
      )}
      <Group grow>
        <DateTimePicker label={t('backfill.from')} value={from} onChange={setFrom} maxDate={new Date()} />
        <DateTimePicker label={t('backfill.to')} value={to} onChange={setTo} maxDate={new Date()} />
      </Group>
      <Button
        onClick={submit}
        loading={execute.isPending}
        disabled={from === null || to === null || from >= to}
      >
        {t('backfill.start')}
      </Button>
    </Stack>
  )
}
