import { Alert, Button, Modal, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRead } from '../api/api-context.ts'
import type { AccessKey, Role } from '../api/types.gen.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { Panel } from '../components/panel.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Empty, ErrorState, Loaded } from '../components/states.tsx'
import { useReportError } from '../components/use-report-error.tsx'
import { RoleSelect } from './role-select.tsx'
import { useConfirm } from './use-confirm.tsx'

/** Keys of programs. */
export function KeysTab() {
  const { t } = useTranslation()
  const query = useRead('listAccessKeys', {})
  const [opened, { open, close }] = useDisclosure(false)
  const columns = [
    t('keys.name'),
    t('users.role'),
    t('keys.by'),
    t('triggers.created'),
    t('keys.lastUsed'),
    t('keys.expires'),
    '',
  ]
  return (
    <Panel
      title={t('settings.tabs.keys')}
      flush
      actions={
        <Button size="xs" leftSection={<IconKey size={14} />} onClick={open}>
          {t('keys.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<IconKey size={28} />} title={t('keys.empty')} description={t('keys.emptyWhy')} />
          ) : (
            <ScrollTable label={t('settings.tabs.keys')} columns={columns} minWidth={760}>
              {items.map((key) => (
                <KeyRow key={key.id} accessKey={key} />
              ))}
            </ScrollTable>
          )
        }
      </Loaded>
      <Modal opened={opened} onClose={close} title={t('keys.add')}>
        <NewKey onDone={close} />
      </Modal>
    </Panel>
  )
}

function KeyRow({ accessKey }: { readonly accessKey: AccessKey }) {
  const { t } = useTranslation()
  const reportError = useReportError()
  const confirm = useConfirm()
  const remove = useChange((api) => api.call('removeAccessKey', { params: { id: accessKey.id } }))
  const ask = () =>
    confirm(t('keys.revokeOf', { name: accessKey.name }), t('keys.revoke'), () =>
      remove.mutate(undefined, { onError: reportError }),
    )
  return (
    <Table.Tr>
      <Table.Td fw={600}>{accessKey.name}</Table.Td>
      <Table.Td>{t(`role.${accessKey.role}`)}</Table.Td>
      <Table.Td>{accessKey.createdBy}</Table.Td>
      <Table.Td>
        <RelativeTime at={accessKey.createdAt} />
      </Table.Td>
      <Table.Td>
        <RelativeTime at={accessKey.lastUsedAt} />
      </Table.Td>
      <Table.Td>
        <RelativeTime at={accessKey.expiresAt} />
      </Table.Td>
      <Table.Td>
        <Button variant="default" size="xs" onClick={ask}>
          {t('keys.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

function NewKey({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const create = useChange((api) => api.call('createAccessKey', { body: { name, role } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  if (create.data !== undefined) {
    return (
      <Stack gap="sm">
        <Alert color="var(--status-warning)">{t('keys.once')}</Alert>
        <CodeBlock label={t('keys.token')} text={create.data.token} />
        <Text size="sm" c="dimmed">
          {t('keys.use')}
        </Text>
        <Button onClick={onDone}>{t('common.close')}</Button>
      </Stack>
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('keys.name')}
          description={t('keys.nameHelp')}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleSelect visibleLabel label={t('users.role')} value={role} onChange={setRole} />
        {create.error !== null && <ErrorState error={create.error} />}
        <Button type="submit" loading={create.isPending}>
          {t('keys.add')}
        </Button>
      </Stack>
    </form>
  )
}
