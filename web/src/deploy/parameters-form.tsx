import { Accordion, SimpleGrid, Stack } from '@mantine/core'
import { withTheme } from '@rjsf/core'
import { generateTheme } from '@rjsf/mantine'
import type { ErrorSchema, ObjectFieldTemplateProps, RJSFSchema, UiSchema, ValidatorType } from '@rjsf/utils'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ChoiceWidget,
  type DeployFormContext,
  ListWidget,
  OptionWidget,
  RegionsWidget,
  SecretWidget,
} from './form-widgets.tsx'
import type { ParameterSchema, Parameters, ParametersSchema } from './parameters-schema.ts'

const Form = withTheme<Parameters, RJSFSchema, DeployFormContext>(generateTheme())
const WIDGETS = {
  secret: SecretWidget,
  list: ListWidget,
  regions: RegionsWidget,
  choice: ChoiceWidget,
  option: OptionWidget,
}
/** Each input shows its own error. */
const TEMPLATES = { ObjectFieldTemplate: GroupedFields, FieldErrorTemplate: () => null }
/** Lists begin empty, however many items they want. */
const BEHAVIOR = { arrayMinItems: { populate: 'never' }, emptyObjectFields: 'skipDefaults' } as const
/** What is wrong comes from outside, so that the same check decides what may be sent. */
const NO_VALIDATION: ValidatorType<Parameters, RJSFSchema, DeployFormContext> = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({}),
}

interface ParametersFormProps {
  readonly schema: ParametersSchema
  readonly value: Parameters
  readonly context: DeployFormContext
  readonly errors: ErrorSchema<Parameters>
  readonly onChange: (value: Parameters) => void
}

/** The form that a schema describes, in the language of the schema. */
export function ParametersForm({ schema, value, context, errors, onChange }: ParametersFormProps) {
  return (
    <Form
      tagName="div"
      schema={renderedSchema(schema)}
      uiSchema={uiSchemaOf(schema)}
      widgets={WIDGETS}
      templates={TEMPLATES}
      validator={NO_VALIDATION}
      experimental_defaultFormStateBehavior={BEHAVIOR}
      formData={value}
      formContext={context}
      idPrefix="parameter"
      extraErrors={errors}
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
  return {
    type: 'object',
    properties: properties as RJSFSchema['properties'],
    required: [...required],
  } as RJSFSchema
}

function uiSchemaOf(schema: ParametersSchema): UiSchema<Parameters, RJSFSchema, DeployFormContext> {
  const entries = Object.entries(schema.properties).map(([name, property]) => {
    const widget = widgetOf(name, property)
    return [
      name,
      {
        ...(widget !== undefined && { 'ui:widget': widget }),
        ...(isPlain(property.default) && { 'ui:placeholder': String(property.default) }),
      },
    ]
  })
  return Object.fromEntries(entries)
}

/** A default that can stand in the empty input. */
function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string'
}

function widgetOf(name: string, { writeOnly, type, enum: options }: ParameterSchema): string | undefined {
  if (writeOnly === true) return 'secret'
  if (options !== undefined) return 'option'
  if (type === 'boolean') return 'choice'
  if (type === 'array') return name === 'regions' ? 'regions' : 'list'
  return undefined
}

/** What everybody fills in first; the rest behind one line. */
function GroupedFields({
  properties,
  schema,
  errorSchema = {},
}: ObjectFieldTemplateProps<Parameters, RJSFSchema, DeployFormContext>) {
  const { t } = useTranslation()
  const first = properties.filter(({ name }) => isFirst(name, schema as unknown as ParametersSchema))
  const rest = properties.filter((property) => !first.includes(property))
  const [opened, setOpened] = useState<string | null>(null)
  const isWrong = rest.some(({ name }) => name in errorSchema)
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm">
        {first.map(({ name, content }) => (
          <div key={name}>{content}</div>
        ))}
      </SimpleGrid>
      {rest.length > 0 && (
        <Accordion variant="contained" value={isWrong ? 'advanced' : opened} onChange={setOpened}>
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
