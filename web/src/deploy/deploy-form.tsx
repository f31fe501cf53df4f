import { Button, Group, Stack } from '@mantine/core'
import { IconEye, IconPlugConnected, IconRocket } from '@tabler/icons-react'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../api/api-context.ts'
import type { DeployRequest, DeployResult, Trigger } from '../api/types.gen.ts'
import { notify } from '../components/notify.ts'
import { Panel } from '../components/panel.tsx'
import { ErrorState } from '../components/states.tsx'
import { useMay } from '../session/use-session.ts'
import { CronField } from '../triggers/cron-field.tsx'
import { AccessCheckView } from './access-check.tsx'
import { checkParameters } from './check-parameters.ts'
import classes from './deploy-form.module.css'
import { ConflictNote, PreviewPanel } from './deploy-preview.tsx'
import { isName, NameFields } from './name-fields.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { filledIn, type Parameters, type ParametersSchema } from './parameters-schema.ts'
import { useFormErrors } from './use-form-errors.ts'
import { useLocalizedSchema } from './use-localized-schema.ts'

interface DeployFormProps {
  readonly set: string
  readonly schema: ParametersSchema
  readonly trigger: Trigger | undefined
  readonly stored: ReadonlySet<string>
  readonly schedule: { readonly cron: string; readonly timezone?: string }
}

export function DeployForm(props: DeployFormProps) {
  const { t } = useTranslation()
  const schema = useLocalizedSchema(props.schema)
  const form = useDeployForm({ ...props, schema })
  const { names, parameters, cron, deploy, request } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    form.whenNamed(() => deploy.mutate(request(), { onSuccess: form.finish }))
  }
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack gap="md">
        <Panel title={t('deploy.parameters')}>
          <Stack gap="md">
            <NameFields
              value={names}
              onChange={form.setNames}
              fixed={props.trigger !== undefined}
              tried={form.tried}
            />
            <ParametersForm
              schema={schema}
              value={parameters}
              context={form.context}
              errors={form.errors}
              onChange={form.setParameters}
            />
          </Stack>
        </Panel>
        <Panel title={t('triggers.schedule')}>
          <CronField value={cron} onChange={form.setCron} name={names.name} />
        </Panel>
        <FormResults {...form} onForce={() => deploy.mutate(request(true), { onSuccess: form.finish })} />
        <FormButtons form={form} />
      </Stack>
    </form>
  )
}

/** What was filled in, what is wrong with it, and the three things to do with it. */
function useDeployForm({ set, schema, trigger, stored, schedule }: DeployFormProps) {
  const actions = useDeploy(set)
  const finish = useFinish()
  const [names, setNames] = useState({ name: trigger?.name ?? '', title: trigger?.title ?? '' })
  const [parameters, setParameters] = useState<Parameters>(() => (trigger?.parameters ?? {}) as Parameters)
  const [cron, setCron] = useState({
    cron: trigger?.cron ?? schedule.cron,
    timezone: trigger?.timezone ?? schedule.timezone ?? 'UTC',
  })
  const [tried, setTried] = useState(false)
  const problems = useMemo(() => checkParameters(schema, parameters, stored), [schema, parameters, stored])
  const errors = useFormErrors(tried ? problems : NONE, actions.deploy.error ?? actions.test.error)
  const regions = actions.test.data?.regions
  const context = useMemo(() => ({ stored, accountRegions: enabledRegions(regions) }), [stored, regions])
  // what was asked before an edit says nothing about what stands there now
  const tested = JSON.stringify(actions.test.variables?.parameters) === JSON.stringify(filledIn(parameters))
  const whenValid = (action: () => void) => {
    setTried(true)
    if (problems.length === 0) action()
  }
  const request = (force = false): DeployRequest => ({
    ...cron,
    name: names.name,
    parameters: filledIn(parameters),
    ...(names.title !== '' && { title: names.title }),
    ...(force && { force }),
  })
  return {
    ...{ names, setNames, parameters, setParameters, cron, setCron, tried, errors, context, request, finish },
    ...actions,
    tested,
    whenValid,
    whenNamed: (action: () => void) => whenValid(() => isName(names.name) && action()),
  }
}

function FormButtons({ form }: { readonly form: ReturnType<typeof useDeployForm> }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const { test, preview, deploy, request, whenValid, whenNamed } = form
  return (
    <Group gap="xs" className={`card ${classes.buttons}`} p="sm">
      <Button
        variant="default"
        disabled={!may}
        loading={test.isPending}
        leftSection={<IconPlugConnected size={16} />}
        onClick={() => whenValid(() => test.mutate(request()))}
      >
        {t('deploy.test')}
      </Button>
      <Button
        variant="default"
        disabled={!may}
        loading={preview.isPending}
        leftSection={<IconEye size={16} />}
        onClick={() => whenNamed(() => preview.mutate(request()))}
      >
        {t('deploy.preview')}
      </Button>
      <Button type="submit" disabled={!may} loading={deploy.isPending} leftSection={<IconRocket size={16} />}>
        {t('deploy.button')}
      </Button>
    </Group>
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
    if (outcome === 'conflict') return
    notify(t, { color: 'teal', message: t(`deploy.done.${outcome}`, { name }) })
    void navigate(`/triggers/${name}`)
  }
}

type FormResultsProps = Pick<ReturnType<typeof useDeployForm>, 'test' | 'tested' | 'preview' | 'deploy'> & {
  readonly onForce: () => void
}

function FormResults({ test, tested, preview, deploy, onForce }: FormResultsProps) {
  const { t } = useTranslation()
  const error = deploy.error ?? preview.error ?? test.error
  return (
    <>
      {tested && test.data !== undefined && (
        <Panel title={t('check.title')}>
          <AccessCheckView check={test.data} />
        </Panel>
      )}
      {preview.data !== undefined && <PreviewPanel preview={preview.data} />}
      {deploy.data?.outcome === 'conflict' && <ConflictNote result={deploy.data} onForce={onForce} />}
      {error !== null && (
        <section className="card">
          <ErrorState error={error} />
        </section>
      )}
    </>
  )
}

/** The three things that can be done with a filled-in form. */
function useDeploy(set: string) {
  const params = { set }
  const test = useChange((api, { name, parameters }: DeployRequest) =>
    api.call('testDeploy', { params, body: { parameters, ...(name !== '' && { name }) } }),
  )
  const preview = useChange((api, body: DeployRequest) => api.call('previewDeploy', { params, body }))
  const deploy = useChange((api, body: DeployRequest) => api.call('deployScriptSet', { params, body }))
  return { test, preview, deploy }
}
