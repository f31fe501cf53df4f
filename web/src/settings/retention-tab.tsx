import { Code, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import type { Setting } from '../api/types.gen.ts'
import { Panel } from '../components/panel.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'

/** Settings in use, retention among them; they are changed in the file or the environment. */
export function RetentionTab() {
  const { t } = useTranslation()
  const query = useRead('getSettings', {})
  const columns = [
    t('settings.key'),
    t('settings.value'),
    t('settings.default'),
    t('settings.variable'),
    t('settings.meaning'),
  ]
  return (
    <Panel title={t('settings.tabs.retention')} flush>
      <Text size="sm" c="dimmed" px="md" pb="xs">
        {t('settings.howToChange')}
      </Text>
      <Loaded query={query}>
        {({ items }) => (
          <ScrollTable label={t('settings.tabs.retention')} columns={columns} minWidth={940}>
            {items.map((setting) => (
              <SettingRow key={setting.section + setting.key} setting={setting} />
            ))}
          </ScrollTable>
        )}
      </Loaded>
    </Panel>
  )
}

function SettingRow({ setting }: { readonly setting: Setting & { readonly default?: unknown } }) {
  const { localized } = useFormat()
  const fallback = setting.default
  const changed = JSON.stringify(setting.value) !== JSON.stringify(fallback)
  return (
    <Table.Tr>
      <Table.Td className="mono">
        {setting.section === '' ? setting.key : `${setting.section}.${setting.key}`}
      </Table.Td>
      <Table.Td fw={changed ? 600 : undefined}>{shown(setting.value)}</Table.Td>
      <Table.Td>{shown(fallback)}</Table.Td>
      <Table.Td>
        <Code>{setting.variable}</Code>
      </Table.Td>
      <Table.Td>{localized({ ...setting.description })}</Table.Td>
    </Table.Tr>
  )
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || '–'
  if (value === null || value === undefined || value === '') return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
