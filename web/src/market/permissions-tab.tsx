import { Badge, Box, Code, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import type { ScriptSetDetails } from '../api/types.gen.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'

/** IAM actions, what each is for, and the policy to copy. */
export function PermissionsTab({ details }: { readonly details: ScriptSetDetails }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const policy = useRead('getPolicy', { params: { set: details.id }, query: {} })
  const columns = [
    t('permissions.action'),
    t('permissions.feature'),
    t('permissions.lost'),
    t('permissions.kind'),
  ]
  return (
    <>
      <ScrollTable label={t('market.tabs.permissions')} columns={columns} minWidth={860}>
        {details.permissions.map(({ action, feature, lost, optional }) => (
          <Table.Tr key={action + feature.en}>
            <Table.Td>
              <Code>{action}</Code>
            </Table.Td>
            <Table.Td>{localized({ ...feature })}</Table.Td>
            <Table.Td>{localized({ ...lost })}</Table.Td>
            <Table.Td>
              {optional && (
                <Badge variant="outline" miw="max-content" c="dimmed" bd="1px solid var(--line)" tt="none">
                  {t('permissions.optional')}
                </Badge>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      <Box p="md">
        <Text size="sm" fw={600} mb="xs">
          {t('permissions.policy')}
        </Text>
        <Loaded query={policy}>
          {(value) => (
            <CodeBlock
              label={t('permissions.policy')}
              text={JSON.stringify(value, null, 2)}
              maxHeight={640}
            />
          )}
        </Loaded>
      </Box>
    </>
  )
}
