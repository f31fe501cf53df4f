import { Button, Menu } from '@mantine/core'
import { IconLogout, IconPassword, IconUserCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../api/api-context.ts'
import { useSession } from '../session/use-session.ts'
import { AppearanceItems } from './theme-menu.tsx'

export function UserMenu() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const session = useSession().data
  const signOut = useChange((api) => api.call('signOut', {}))
  const name = session?.user?.name ?? ''
  return (
    <Menu position="bottom-end" width={220} closeOnItemClick={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          px={6}
          aria-label={t('nav.userMenu', { name })}
          leftSection={<IconUserCircle size={18} />}
        >
          <span className="truncate" style={{ maxWidth: 90 }}>
            {name}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {session?.user && (
          <Menu.Label>{t('nav.signedInAs', { name, role: t(`role.${session.user.role}`) })}</Menu.Label>
        )}
        <Menu.Item
          closeMenuOnClick
          leftSection={<IconPassword size={16} />}
          onClick={() => void navigate('/settings/account')}
        >
          {t('settings.tabs.account')}
        </Menu.Item>
        <AppearanceItems />
        <Menu.Divider />
        <Menu.Item closeMenuOnClick leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t('session.signOut')}
        </Menu.Item>
        {session?.version && <Menu.Label>{t('nav.version', { version: session.version })}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}
