import { Button, Group, Select, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRead } from '../api/api-context.ts'
import type { Sink } from '../api/types.gen.ts'
import { ErrorState } from '../components/states.tsx'
import { checkParameters } from '../deploy/check-parameters.ts'
import { ParametersForm } from '../deploy/parameters-form.tsx'
import { filledIn, type Parameters, type ParametersSchema } from '../deploy/parameters-schema.ts'
import { useFormErrors } from '../deploy/use-form-errors.ts'
import { CheckResult } from './sinks-tab.tsx'

interface SinkFormProps {
  readonly sink: Sink | undefined
  readonly onDone: () => void
}

/** A new sink, or other options of one; Test asks the receiver and saves nothing. */
export function SinkForm({ sink, onDone }: SinkFormProps) {
  const { t } = useTranslation()
  const types = useRead('listSinkTypes', {}).data?.items ?? []
  const [name, setName] = useState(sink?.name ?? '')
  const [type, setType] = useState(sink?.type ?? null)
  const [options, setOptions] = useState<Parameters>(sink?.options ?? {})
  const [required, setRequired] = useState(sink?.required ?? true)
  const [tried, setTried] = useState(false)
  const schema = types.find((one) => one.type === type)?.schema as ParametersSchema | undefined
  const stored = useMemo(() => new Set(sink?.secrets ?? []), [sink])
  const context = useMemo(() => ({ stored, accountRegions: [] }), [stored])
  const problems = useMemo(() => (schema === undefined ? NONE : checkParameters(schema, options, stored)), [schema, options, stored])
  const body = { type: type ?? '', options: filledIn(options), required }
  const test = useChange((api) => api.call('testSink', { body: { name, sink: body } }))
  const save = useChange(async (api) => {
    if (sink === undefined) return api.call('createSink', { body: { name, sink: body } })
    const params = { name: sink.name }
    const { etag } = await api.callTagged('getSink', { params })
    return api.call('changeSink', { params, body }, { etag })
  })
  const errors = useFormErrors(tried ? problems : NONE, save.error ?? test.error)
  const whenValid = (action: () => void) => {
    setTried(true)
    if (name !== '' && schema !== undefined && problems.length === 0) action()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    whenValid(() => save.mutate(undefined, { onSuccess: onDone }))
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label={t('sinks.name')} description={t('sinks.nameRule')} required disabled={sink !== undefined} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label={t('sinks.type')}
          required
          disabled={sink !== undefined}
          data={types.map((one) => ({ value: one.type, label: one.title }))}
          value={type}
          onChange={(next) => {
            setType(next)
            setOptions({})
          }}
        />
        {schema !== undefined && <ParametersForm key={type} schema={schema} value={options} context={context} errors={errors} onChange={setOptions} />}
        <Switch label={t('sinks.required')} description={t('sinks.requiredWhy')} checked={required} onChange={(event) => setRequired(event.currentTarget.checked)} />
        {(save.error ?? test.error) !== null && <ErrorState error={save.error ?? test.error ?? new Error()} />}
        {test.data !== undefined && <CheckResult ok={test.data.ok} text={test.data.message} />}
        <Group gap="xs">
          <Button variant="default" disabled={type === null} loading={test.isPending} onClick={() => whenValid(() => test.mutate())}>
            {t('sinks.checkNow')}
          </Button>
          <Button type="submit" disabled={type === null} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const NONE: ReturnType<typeof checkParameters> = []
