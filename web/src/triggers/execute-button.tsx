import { Button } from '@mantine/core'
import { IconActivity, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useChange } from '../api/api-context.ts'
import type { Trigger } from '../api/types.gen.ts'
import { useReportError } from '../components/use-report-error.tsx'
import { useMay } from '../session/use-session.ts'

interface ExecuteButtonProps {
  readonly trigger: Trigger
  readonly compact?: boolean
}

/** Runs a trigger now and leads to its live log; where it runs already, leads there. */
export function ExecuteButton({ trigger, compact = false }: ExecuteButtonProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const reportError = useReportError()
  const may = useMay('operator')
  const execute = useChange((api) => api.call('executeTrigger', { params: { name: trigger.name }, body: {} }))
  const size = compact ? 'xs' : 'sm'
  if (trigger.running !== null) {
    return (
      <Button
        component={Link}
        to={`/tasks/${trigger.running}`}
        size={size}
        variant="light"
        leftSection={<IconActivity size={16} />}
      >
        {t('triggers.watch')}
      </Button>
    )
  }
  return (
    <Button
      size={size}
      variant={compact ? 'default' : 'filled'}
      disabled={!may}
      loading={execute.isPending}
      leftSection={<IconPlayerPlay size={16} />}
      onClick={() =>
        execute.mutate(undefined, {
          onSuccess: ({ id }) => void navigate(`/tasks/${id}`),
          onError: reportError,
        })
      }
    >
      {t('triggers.execute')}
    </Button>
  )
}
