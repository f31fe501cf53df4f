import { NavLink, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { NAV_GROUPS } from './nav-items.ts'

export function MainNav({ onNavigate }: { readonly onNavigate: () => void }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  return (
    <Stack gap={14} component="nav" aria-label={t('nav.label')}>
      {NAV_GROUPS.map(({ key, items }) => (
        <div key={key}>
          {key !== 'watch' && key !== 'manage' && (
            <Text size="xs" c="dimmed" fw={600} px={10} pb={4}>
              {t(`nav.${key}`)}
            </Text>
          )}
          {items.map((item) => (
            <NavLink
              key={item.key}
              component={Link}
              to={item.to}
              onClick={onNavigate}
              label={t(`nav.${item.key}`)}
              active={isActive(pathname, item.to)}
              aria-current={isActive(pathname, item.to) ? 'page' : undefined}
              leftSection={<item.icon size={18} stroke={1.6} aria-hidden />}
              styles={{ root: { borderRadius: 6, padding: '6px 10px' } }}
            />
          ))}
        </div>
      ))}
    </Stack>
  )
}

function isActive(pathname: string, to: string): boolean {
  return to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
}
