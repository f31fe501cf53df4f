import { SimpleGrid, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Names {
  readonly name: string
  readonly title: string
}

interface NameFieldsProps {
  readonly value: Names
  readonly onChange: (value: Names) => void
  /** The name of what is deployed again cannot be changed. */
  readonly fixed: boolean
  readonly tried: boolean
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export function isName(name: string): boolean {
  return NAME.test(name)
}

export function NameFields({ value, onChange, fixed, tried }: NameFieldsProps) {
  const { t } = useTranslation()
  const wrong = (tried || value.name !== '') && !isName(value.name)
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <TextInput
        label={t('deploy.name')}
        description={t('deploy.nameHelp')}
        placeholder="prod"
        required
        disabled={fixed}
        maxLength={40}
        value={value.name}
        error={wrong && t('deploy.nameRule')}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <TextInput
        label={t('triggers.title')}
        description={t('deploy.titleHelp')}
        maxLength={200}
        value={value.title}
        onChange={(event) => onChange({ ...value, title: event.currentTarget.value })}
      />
    </SimpleGrid>
  )
}
