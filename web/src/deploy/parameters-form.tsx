import { Accordion, SimpleGrid, Stack } from '@mantine/core'
import { withTheme } from '@rjsf/core'
import { generateTheme } from '@rjsf/mantine'
import type { ErrorSchema, ObjectFieldTemplateProps, RJSFSchema, UiSchema } from '@rjsf/utils'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { checkParameters, type ParameterProblem } from './check-parameters.ts'
import { createFormValidator } from './form-validator.ts'
import { ChoiceWidget, type DeployFormContext, ListWidget, RegionsWidget, SecretWidget } from './form-widgets.tsx'
import { localizedSchema, type ParameterSchema, type Parameters, type ParametersSchema } from './parameters-schema.ts'

const Form = withTheme<Parameters, RJSFSchema, DeployFormContext>(generateTheme())
const WIDGETS = { secret: SecretWidget, list: ListWidget, regions: RegionsWidget, choice: ChoiceWidget }

interface ParametersFormProps {
  readonly schema: ParametersSchema
  readonly value: Parameters
  readonly context: DeployFormContext
  readonly showErrors: boolean
  readonly extraErrors: ErrorSchema<Parameters>
  readonly onChange: (value: Parameters) => void
}

/** The form that the manifest's schema describes. */
export function ParametersForm({ schema, value, context, showErrors, extraErrors, onChange }: ParametersFormProps) {
  const { t, i18n } = useTranslation()
  const shown = useMemo(() => localizedSchema(schema, i18n.language), [schema, i18n.language])
  const validator = useMemo(() => {
    const tell = ({ key, values }: ParameterProblem) => t(`problem.${key}`, values)
    return createFormValidator((parameters) => checkParameters(shown, parameters, context.stored), tell)
  }, [shown, context.stored, t])
  return (
    <Form
      tagName="div"
      schema={renderedSchema(shown)}
      uiSchema={uiSchemaOf(shown)}
      widgets={WIDGETS}
      templates={{ ObjectFieldTemplate: GroupedFields }}
      validator={validator}
      formData={value}
      formContext={context}
      idPrefix="parameter"
      liveValidate={showErrors ? 'onChange' : false}
      extraErrors={extraErrors}
      showErrorList={false}
      noHtml5Validate
      onChange={({ formData }) => onChange(formData ?? {})}
    >
      <span />
    </Form>
  )
}

/** Rules between fields are for the check only; a list whose items have rules is still one input. */
function renderedSchema({ properties, required = [] }: ParametersSchema): RJSFSchema {
  return { type: 'object', properties: properties as RJSFSchema['properties'], required: [...required] } as RJSFSchema
}

function uiSchemaOf(schema: ParametersSchema): UiSchema<Parameters, RJSFSchema, DeployFormContext> {
  const entries = Object.entries(schema.properties).map(([name, property]) => [name, { 'ui:widget': widgetOf(name, property) }])
  return Object.fromEntries(entries.filter(([, ui]) => (ui as { 'ui:widget': unknown })['ui:widget'] !== undefined))
}

function widgetOf(name: string, { writeOnly, type }: ParameterSchema): string | undefined {
  if (writeOnly === true) return 'secret'
  if (type === 'boolean') return 'choice'
  if (type === 'array') return name === 'regions' ? 'regions' : 'list'
  return undefined
}

/** What everybody fills in first; the rest behind one line. */
function GroupedFields({ properties, schema }: ObjectFieldTemplateProps<Parameters, RJSFSchema, DeployFormContext>) {
  const { t } = useTranslation()
  const first = properties.filter(({ name }) => isFirst(name, schema as unknown as ParametersSchema))
  const rest = properties.filter((property) => !first.includes(property))
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm">
        {first.map(({ name, content }) => (
          <div key={name}>{content}</div>
        ))}
      </SimpleGrid>
      {rest.length > 0 && (
        <Accordion variant="contained">
          <Accordion.Item value="advanced">
            <Accordion.Control>{t('deploy.advanced', { count: rest.length })}</Accordion.Control>
            <Accordion.Panel>
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="md">
                {rest.map(({ name, content }) => (
                  <div key={name}>{content}</div>
                ))}
              </SimpleGrid>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </Stack>
  )
}

function isFirst(name: string, { required = [], properties }: ParametersSchema): boolean {
  return required.includes(name) || properties[name]?.prompt === true || name === 'account_name'
}
