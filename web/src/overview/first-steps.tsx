import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { Overview } from '../api/types.gen.ts'
import { Panel } from '../components/panel.tsx'

/** Nothing is deployed yet: the way to the first data. */
export function FirstSteps({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation()
  const sets = useRead('listScriptSets', { query: {} }).data?.items ?? []
  const installed = sets.some(({ state, deployable }) => deployable && state !== 'available')
  const done = [installed, overview.triggers.length > 0, overview.counts.points > 0]
  const steps = ['install', 'deploy', 'execute'] as const
  const next = installed
    ? (sets.find(({ state, deployable }) => deployable && state !== 'available')?.id ?? '')
    : ''
  return (
    <Panel title={t('firstSteps.title')}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('firstSteps.lead')}
        </Text>
        {steps.map((step, index) => (
          <Step
            key={step}
            number={index + 1}
            done={done[index] ?? false}
            title={t(`firstSteps.${step}`)}
            text={t(`firstSteps.${step}Why`)}
          />
        ))}
        <Group>
          <Button component={Link} to={installed ? `/market/${next}/deploy` : '/market'}>
            {installed ? t('market.deploy') : t('triggers.toMarket')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

interface StepProps {
  readonly number: number
  readonly done: boolean
  readonly title: string
  readonly text: string
}

function Step({ number, done, title, text }: StepProps) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon radius="xl" size={26} variant={done ? 'filled' : 'default'}>
        {done ? <IconCheck size={15} /> : <Text fz={13}>{number}</Text>}
      </ThemeIcon>
      <div>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
    </Group>
  )
}
