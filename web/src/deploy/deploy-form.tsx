import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconEye, IconPlugConnected, IconRocket } from '@tabler/icons-react'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { DeployResult, Trigger } from '../api/types.gen.ts'
import { Panel } from '../components/panel.tsx'
import { ErrorState } from '../components/states.tsx'
import { useMay } from '../session/use-session.ts'
import { CronField } from '../triggers/cron-field.tsx'
import { AccessCheckView } from './access-check.tsx'
import { checkParameters } from './check-parameters.ts'
import { BesideNote, PreviewPanel } from './deploy-preview.tsx'
import { isName, NameFields } from './name-fields.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { filledIn, type Parameters, type ParametersSchema } from './parameters-schema.ts'
import { useDeploy } from './use-deploy.ts'
import { useFormErrors } from './use-form-errors.ts'

interface DeployFormProps {
  readonly set: string
  readonly schema: ParametersSchema
  readonly trigger: Trigger | undefined
  readonly stored: ReadonlySet<string>
  readonly schedule: { readonly cron: string; readonly timezone?: string }
}

export function DeployForm({ set, schema, trigger, stored, schedule }: DeployFormProps) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const { test, preview, deploy } = useDeploy(set)
  const finish = useFinish()
  const [names, setNames] = useState({ name: trigger?.name ?? '', title: trigger?.title ?? '' })
  const [parameters, setParameters] = useState<Parameters>(() => (trigger?.parameters ?? {}) as Parameters)
  const [cron, setCron] = useState({ cron: trigger?.cron ?? schedule.cron, timezone: trigger?.timezone ?? schedule.timezone ?? 'UTC' })
  const [tried, setTried] = useState(false)
  const problems = useMemo(() => checkParameters(schema, parameters, stored), [schema, parameters, stored])
  const errors = useFormErrors(tried ? problems : NONE, deploy.error ?? test.error)
  const context = useMemo(() => ({ stored, accountRegions: enabledRegions(test.data?.regions) }), [stored, test.data])
  const request = (force = false) => ({
    name: names.name,
    parameters: filledIn(parameters),
    ...cron,
    ...(names.title !== '' && { title: names.title }),
    ...(force && { force }),
  })
  const whenValid = (action: () => void) => {
    setTried(true)
    if (problems.length === 0) action()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    whenValid(() => isName(names.name) && deploy.mutate(request(), { onSuccess: finish }))
  }
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack gap="md">
        <Panel title={t('deploy.parameters')}>
          <Stack gap="md">
            <NameFields value={names} onChange={setNames} fixed={trigger !== undefined} tried={tried} />
            <ParametersForm schema={schema} value={parameters} context={context} errors={errors} onChange={setParameters} />
          </Stack>
        </Panel>
        <Panel title={t('triggers.schedule')}>
          <CronField value={cron} onChange={setCron} name={names.name} />
        </Panel>
        <FormResults test={test} preview={preview} deploy={deploy} onForce={() => deploy.mutate(request(true), { onSuccess: finish })} />
        <Group gap="xs" className="card" p="sm" pos="sticky" bottom={0} style={{ zIndex: 2, boxShadow: '0 -6px 16px rgb(0 0 0 / 8%)' }}>
          <Button variant="default" disabled={!may} loading={test.isPending} leftSection={<IconPlugConnected size={16} />} onClick={() => whenValid(() => test.mutate(request()))}>
            {t('deploy.test')}
          </Button>
          <Button variant="default" disabled={!may} loading={preview.isPending} leftSection={<IconEye size={16} />} onClick={() => whenValid(() => isName(names.name) && preview.mutate(request()))}>
            {t('deploy.preview')}
          </Button>
          <Button type="submit" disabled={!may} loading={deploy.isPending} leftSection={<IconRocket size={16} />}>
            {t('deploy.button')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const NONE: ReturnType<typeof checkParameters> = []

function enabledRegions(regions: readonly { id: string; status: string }[] = []): string[] {
  return regions.filter(({ status }) => status !== 'disabled').map(({ id }) => id)
}

function useFinish(): (result: DeployResult) => void {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return ({ outcome, name }) => {
    if (outcome === 'beside') return
    notifications.show({ color: 'teal', message: t(`deploy.done.${outcome}`, { name }) })
    void navigate(`/triggers/${name}`)
  }
}

type FormResultsProps = ReturnType<typeof useDeploy> & { readonly onForce: () => void }

function FormResults({ test, preview, deploy, onForce }: FormResultsProps) {
  const { t } = useTranslation()
  const error = deploy.error ?? preview.error ?? test.error
  return (
    <>
      {test.data !== undefined && (
        <Panel title={t('check.title')}>
          <AccessCheckView check={test.data} />
        </Panel>
      )}
      {preview.data !== undefined && <PreviewPanel preview={preview.data} />}
      {deploy.data?.outcome === 'beside' && <BesideNote result={deploy.data} onForce={onForce} />}
      {error !== null && (
        <section className="card">
          <ErrorState error={error} />
        </section>
      )}
    </>
  )
}
