import { Alert, Badge, Box, Code, Group, Stack, Table, Text } from '@mantine/core'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconHelpCircle,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AccessCheck, PermissionCheck } from '../api/types.gen.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'

/** What Test found: whose keys these are, which rights they have, and the policy for those that are missing. */
export function AccessCheckView({ check }: { readonly check: AccessCheck }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" role="status">
      <CheckSummary check={check} />
      {check.problems.map(({ path, message }) => (
        <Text key={path + message} size="sm" c="var(--status-failure)">
          <Code>{path}</Code> {message}
        </Text>
      ))}
      {check.permissions.length > 0 && <PermissionTable permissions={check.permissions} />}
      {check.policy !== null && (
        <Box>
          <Text size="sm" fw={600} mb={6}>
            {t('check.attach')}
          </Text>
          <CodeBlock label={t('permissions.policy')} text={JSON.stringify(check.policy, null, 2)} />
        </Box>
      )}
    </Stack>
  )
}

function CheckSummary({ check }: { readonly check: AccessCheck }) {
  const { t } = useTranslation()
  const { identity, credentialsError, missingActions, ok } = check
  const title = ok
    ? t('check.ok')
    : credentialsError !== null
      ? credentialsError.message
      : t('check.missing', { count: missingActions.length })
  return (
    <Alert
      color={`var(--status-${ok ? 'success' : 'failure'})`}
      icon={ok ? <IconCircleCheck size={18} /> : <IconAlertCircle size={18} />}
      title={check.problems.length > 0 ? t('check.parameters') : title}
    >
      {credentialsError !== null && (
        <Text size="sm">
          {credentialsError.todo} <Code>{credentialsError.code}</Code>
        </Text>
      )}
      {identity !== null && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('check.identity', { account: identity.account })} <Code>{identity.arn}</Code>
        </Text>
      )}
    </Alert>
  )
}

const LOOKS = {
  allowed: [IconCircleCheck, 'success'],
  denied: [IconCircleX, 'failure'],
  failed: [IconAlertCircle, 'warning'],
  unused: [IconCircleMinus, 'idle'],
  unchecked: [IconHelpCircle, 'idle'],
} as const

function PermissionTable({ permissions }: { readonly permissions: readonly PermissionCheck[] }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const columns = [
    t('tasks.status'),
    t('permissions.action'),
    t('permissions.feature'),
    t('permissions.lost'),
  ]
  return (
    <ScrollTable label={t('market.tabs.permissions')} columns={columns} minWidth={640}>
      {permissions.map((permission) => (
        <Table.Tr key={permission.action + permission.feature.en}>
          <Table.Td>
            <PermissionStatus permission={permission} />
          </Table.Td>
          <Table.Td>
            <Code>{permission.action}</Code>
            {permission.optional && (
              <Badge
                ml={6}
                miw="max-content"
                size="xs"
                variant="outline"
                c="dimmed"
                bd="1px solid var(--line)"
                tt="none"
              >
                {t('permissions.optional')}
              </Badge>
            )}
          </Table.Td>
          <Table.Td>{localized({ ...permission.feature })}</Table.Td>
          <Table.Td>
            {localized({ ...permission.lost })}
            <AwsAnswer permission={permission} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}

/** Why it is denied or could not be asked for; that a right is not needed is shown by its status. */
function AwsAnswer({ permission: { status, message } }: { readonly permission: PermissionCheck }) {
  if (message === null || status === 'unused') return null
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {message}
    </Text>
  )
}

function PermissionStatus({ permission }: { readonly permission: PermissionCheck }) {
  const { t } = useTranslation()
  const [Icon, tone] = LOOKS[permission.status]
  return (
    <Group gap={6} wrap="nowrap" c={`var(--status-${tone})`} style={{ whiteSpace: 'nowrap' }}>
      <Icon size={15} aria-hidden />
      {t(`check.is.${permission.status}`)}
    </Group>
  )
}
