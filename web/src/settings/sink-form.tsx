import { Button, Group, Select, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRead } from '../api/api-context.ts'
import type { Sink, SinkRequest } from '../api/types.gen.ts'
import { ErrorState } from '../components/states.tsx'
import { checkParameters } from '../deploy/check-parameters.ts'
import { ParametersForm } from '../deploy/parameters-form.tsx'
import { filledIn, type Parameters, type ParametersSchema } from '../deploy/parameters-schema.ts'
import { useFormErrors } from '../deploy/use-form-errors.ts'
import { useLocalizedSchema } from '../deploy/use-localized-schema.ts'
import { useFormat } from '../format/use-format.ts'
import { CheckResult } from './check-result.tsx'

interface SinkFormProps {
  readonly sink: Sink | undefined
  /** Names of the other sinks. */
  readonly taken: readonly string[]
  readonly onDone: () => void
}

/** A new sink, or other options of one; Check asks the receiver and saves nothing. */
export function SinkForm({ sink, taken, onDone }: SinkFormProps) {
  const form = useSinkForm(sink, taken)
  const { refused, health } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    form.whenValid(() => form.save(onDone))
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <SinkIdentity form={form} fixed={sink !== undefined} />
        {form.schema !== undefined && (
          <ParametersForm
            key={form.type}
            schema={form.schema}
            value={form.options}
            context={form.context}
            errors={form.errors}
            onChange={form.setOptions}
          />
        )}
        <RequiredSwitch form={form} />
        {refused !== null && <ErrorState error={refused} />}
        {health !== undefined && <CheckResult ok={health.ok} text={health.message} />}
        <SinkButtons form={form} />
      </Stack>
    </form>
  )
}

type Form = ReturnType<typeof useSinkForm>

function useSinkForm(sink: Sink | undefined, taken: readonly string[]) {
  const types = useRead('listSinkTypes', {}).data?.items ?? []
  const [name, setName] = useState(sink?.name ?? '')
  const [type, setType] = useState(sink?.type ?? null)
  const [options, setOptions] = useState<Parameters>(sink?.options ?? {})
  const [required, setRequired] = useState(sink?.required ?? true)
  const [tried, setTried] = useState(false)
  const schema = useLocalizedSchema(
    types.find((one) => one.type === type)?.schema as ParametersSchema | undefined,
  )
  const context = useMemo(() => ({ stored: new Set(sink?.secrets ?? []), accountRegions: [] }), [sink])
  const problems = useMemo(
    () => (schema === undefined ? NONE : checkParameters(schema, options, context.stored)),
    [schema, options, context],
  )
  const body: SinkRequest = { type: type ?? '', options: filledIn(options), required }
  const changes = useSinkChanges(sink, name, body)
  const errors = useFormErrors(tried ? problems : NONE, changes.refused)
  const nameError = tried || name !== '' ? nameProblem(name, taken) : undefined
  const whenValid = (action: () => void) => {
    setTried(true)
    if (nameProblem(name, taken) === undefined && schema !== undefined && problems.length === 0) action()
  }
  return {
    ...{ types, name, setName, nameError, type, setType, options, setOptions, required, setRequired },
    ...{ schema, context, errors, whenValid },
    ...changes,
  }
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/

function nameProblem(name: string, taken: readonly string[]): 'nameWanted' | 'nameTaken' | undefined {
  if (!NAME.test(name)) return 'nameWanted'
  return taken.includes(name) ? 'nameTaken' : undefined
}

/** Health and refusal are of what the form holds; of what it held before they say nothing. */
function useSinkChanges(sink: Sink | undefined, name: string, body: SinkRequest) {
  const draft = { name, sink: body }
  const test = useChange((api, asked: typeof draft) => api.call('testSink', { body: asked }))
  const save = useChange(async (api, asked: typeof draft) => {
    if (sink === undefined) return api.call('createSink', { body: asked })
    const params = { name: sink.name }
    const { etag } = await api.callTagged('getSink', { params })
    return api.call('changeSink', { params, body: asked.sink }, { etag })
  })
  const isOfDraft = (asked: typeof draft | undefined) => JSON.stringify(asked) === JSON.stringify(draft)
  return {
    test: () => test.mutate(draft),
    save: (onSuccess: () => void) => save.mutate(draft, { onSuccess }),
    isTesting: test.isPending,
    isSaving: save.isPending,
    health: isOfDraft(test.variables) ? test.data : undefined,
    refused:
      [save, test].find(({ error, variables }) => error !== null && isOfDraft(variables))?.error ?? null,
  }
}

function SinkIdentity({ form, fixed }: { readonly form: Form; readonly fixed: boolean }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  return (
    <>
      <TextInput
        label={t('sinks.name')}
        description={t('sinks.nameRule')}
        required
        disabled={fixed}
        value={form.name}
        error={form.nameError && t(`sinks.${form.nameError}`)}
        onChange={(event) => form.setName(event.currentTarget.value)}
      />
      <Select
        label={t('sinks.type')}
        required
        disabled={fixed}
        data={form.types.map((one) => ({ value: one.type, label: localized({ ...one.title }) }))}
        value={form.type}
        onChange={(next) => {
          form.setType(next)
          form.setOptions({})
        }}
      />
    </>
  )
}

function RequiredSwitch({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  return (
    <Switch
      label={t('sinks.required')}
      description={t('sinks.requiredWhy')}
      checked={form.required}
      onChange={(event) => form.setRequired(event.currentTarget.checked)}
    />
  )
}

function SinkButtons({ form: { type, test, isTesting, isSaving, whenValid } }: { readonly form: Form }) {
  const { t } = useTranslation()
  return (
    <Group gap="xs">
      <Button variant="default" disabled={type === null} loading={isTesting} onClick={() => whenValid(test)}>
        {t('sinks.checkNow')}
      </Button>
      <Button type="submit" disabled={type === null} loading={isSaving}>
        {t('common.save')}
      </Button>
    </Group>
  )
}

const NONE: ReturnType<typeof checkParameters> = []
