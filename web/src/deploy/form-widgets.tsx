import { Input, PasswordInput, SegmentedControl, Select, TagsInput, Text } from '@mantine/core'
import type { WidgetProps } from '@rjsf/utils'
import { useTranslation } from 'react-i18next'
import { AWS_REGIONS } from './aws-regions.ts'

/** What the form gives its widgets besides the schema. */
export interface DeployFormContext {
  /** Names of secrets that are stored already. */
  readonly stored: ReadonlySet<string>
  /** Regions of the account, once Test has asked for them. */
  readonly accountRegions: readonly string[]
}

function contextOf(props: WidgetProps): DeployFormContext {
  return props.registry.formContext as DeployFormContext
}

function errorOf({ rawErrors, hideError }: WidgetProps): string | undefined {
  return hideError || rawErrors === undefined || rawErrors.length === 0 ? undefined : rawErrors.join('; ')
}

/** What every field shows of itself. */
function fieldProps(props: WidgetProps) {
  const { id, label, schema, required } = props
  return { id, label, description: schema.description, required, error: errorOf(props) }
}

/** A secret is never shown again; one that is stored is kept when nothing is typed. */
export function SecretWidget(props: WidgetProps) {
  const { t } = useTranslation()
  const stored = contextOf(props).stored.has(props.name)
  return (
    <PasswordInput
      {...fieldProps(props)}
      required={props.required && !stored}
      autoComplete="off"
      data-1p-ignore
      placeholder={stored ? t('deploy.storedSecret') : ''}
      value={typeof props.value === 'string' ? props.value : ''}
      visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
      onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
    />
  )
}

/** A list of texts; typing a comma or Enter adds one, a pasted list is split. */
export function ListWidget(props: WidgetProps) {
  const { t } = useTranslation()
  return (
    <TagsInput
      {...fieldProps(props)}
      placeholder={isEmptyList(props.value) ? t('deploy.listHint') : ''}
      splitChars={[',', ' ']}
      acceptValueOnBlur
      value={listOf(props.value)}
      onChange={props.onChange}
    />
  )
}

const PLACES = new Map(AWS_REGIONS)

export function RegionsWidget(props: WidgetProps) {
  const { t } = useTranslation()
  const { accountRegions } = contextOf(props)
  const all = accountRegions.length > 0 ? accountRegions : AWS_REGIONS.map(([id]) => id)
  return (
    <TagsInput
      {...fieldProps(props)}
      placeholder={isEmptyList(props.value) ? t('deploy.regionsHint') : ''}
      data={['ALL', ...all]}
      splitChars={[',', ' ']}
      acceptValueOnBlur
      maxDropdownHeight={280}
      value={listOf(props.value)}
      renderOption={({ option }) => (
        <>
          <span>{option.value}</span>
          <Text component="span" size="xs" c="dimmed">
            {option.value === 'ALL' ? t('deploy.allRegions') : PLACES.get(option.value)}
          </Text>
        </>
      )}
      onChange={props.onChange}
    />
  )
}

/** One of a few values. */
export function OptionWidget(props: WidgetProps) {
  return (
    <Select
      {...fieldProps(props)}
      clearable={!props.required}
      data={(props.schema.enum ?? []).map(String)}
      value={typeof props.value === 'string' ? props.value : null}
      onChange={(value) => props.onChange(value ?? undefined)}
    />
  )
}

/** Yes, no, or what the script set does when nothing is said. */
export function ChoiceWidget(props: WidgetProps) {
  const { t } = useTranslation()
  const value = props.value === undefined ? 'default' : String(props.value)
  const byDefault = props.schema.default
  const label = (one: 'default' | 'true' | 'false') =>
    one === 'default' && typeof byDefault === 'boolean'
      ? t('deploy.choice.defaultOf', { choice: t(`deploy.choice.${byDefault}`) })
      : t(`deploy.choice.${one}`)
  return (
    <Input.Wrapper label={props.label} description={props.schema.description} labelElement="div">
      <SegmentedControl
        mt={4}
        size="xs"
        aria-label={props.label}
        value={value}
        data={(['default', 'true', 'false'] as const).map((one) => ({
          value: one,
          label: label(one),
        }))}
        onChange={(next) => props.onChange(next === 'default' ? undefined : next === 'true')}
      />
    </Input.Wrapper>
  )
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function isEmptyList(value: unknown): boolean {
  return listOf(value).length === 0
}
