import { ActionIcon, Button, Menu, Modal, PasswordInput, Stack, Table, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDotsVertical, IconUserPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRead } from '../api/api-context.ts'
import type { Role, User } from '../api/types.gen.ts'
import { Panel } from '../components/panel.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { ErrorState, Loaded } from '../components/states.tsx'
import { useReportError } from '../components/use-report-error.tsx'
import { useSession } from '../session/use-session.ts'
import { RoleSelect } from './role-select.tsx'
import { useConfirm } from './use-confirm.tsx'

export function UsersTab() {
  const { t } = useTranslation()
  const query = useRead('listUsers', {})
  const [opened, { open, close }] = useDisclosure(false)
  const columns = [t('session.name'), t('users.role'), t('users.lastSignIn'), t('triggers.created'), '']
  return (
    <Panel
      title={t('settings.tabs.users')}
      flush
      actions={
        <Button size="xs" leftSection={<IconUserPlus size={14} />} onClick={open}>
          {t('users.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ items }) => (
          <ScrollTable label={t('settings.tabs.users')} columns={columns}>
            {items.map((user) => (
              <UserRow key={user.name} user={user} />
            ))}
          </ScrollTable>
        )}
      </Loaded>
      <Modal opened={opened} onClose={close} title={t('users.add')}>
        <NewUser onDone={close} />
      </Modal>
    </Panel>
  )
}

type UserChange = { readonly role?: Role; readonly disabled?: boolean }

function UserRow({ user }: { readonly user: User }) {
  const { t } = useTranslation()
  const reportError = useReportError()
  const confirm = useConfirm()
  const myself = useSession().data?.user?.name === user.name
  const params = { name: user.name }
  const change = useChange(async (api, body: UserChange) => {
    const { etag } = await api.callTagged('getUser', { params })
    return api.call('changeUser', { params, body }, { etag })
  })
  const remove = useChange((api) => api.call('removeUser', { params }))
  return (
    <Table.Tr>
      <Table.Td fw={600}>
        {user.name} {user.disabled && `(${t('status.disabled')})`}
      </Table.Td>
      <Table.Td>
        <RoleSelect
          label={t('users.roleOf', { name: user.name })}
          value={user.role}
          disabled={myself}
          onChange={(role) => change.mutate({ role }, { onError: reportError })}
        />
      </Table.Td>
      <Table.Td>
        <RelativeTime at={user.lastSignInAt} />
      </Table.Td>
      <Table.Td>
        <RelativeTime at={user.createdAt} />
      </Table.Td>
      <Table.Td ta="right" pr="md">
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" disabled={myself} aria-label={t('common.moreActions')}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => change.mutate({ disabled: !user.disabled }, { onError: reportError })}>
              {t(user.disabled ? 'users.enable' : 'users.disable')}
            </Menu.Item>
            <Menu.Item
              c="var(--status-failure)"
              onClick={() =>
                confirm(t('users.removeOf', { name: user.name }), t('common.remove'), () =>
                  remove.mutate(undefined, { onError: reportError }),
                )
              }
            >
              {t('common.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  )
}

function NewUser({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [password, setPassword] = useState('')
  const create = useChange((api) => api.call('createUser', { body: { name, role, password } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(undefined, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('session.name')}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleSelect visibleLabel label={t('users.role')} value={role} onChange={setRole} />
        <PasswordInput
          label={t('session.password')}
          description={t('session.passwordRule', { length: 10 })}
          required
          autoComplete="new-password"
          value={password}
          visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {create.error !== null && <ErrorState error={create.error} />}
        <Button type="submit" loading={create.isPending}>
          {t('users.add')}
        </Button>
      </Stack>
    </form>
  )
}
