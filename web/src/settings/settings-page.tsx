import { Tabs } from '@mantine/core'
import type { FC } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Page } from '../components/page.tsx'
import { useMay } from '../session/use-session.ts'
import { AccountTab } from './account-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { KeysTab } from './keys-tab.tsx'
import { RetentionTab } from './retention-tab.tsx'
import { SinksTab } from './sinks-tab.tsx'
import { UsersTab } from './users-tab.tsx'

const TABS = [
  ['sinks', SinksTab, false],
  ['retention', RetentionTab, false],
  ['users', UsersTab, true],
  ['keys', KeysTab, true],
  ['audit', AuditTab, true],
  ['account', AccountTab, false],
] as const satisfies readonly (readonly [string, FC, boolean])[]

export function SettingsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const isAdmin = useMay('admin')
  const { tab: wanted } = useParams()
  const tabs = TABS.filter(([, , forAdmin]) => isAdmin || !forAdmin)
  const tab = tabs.find(([name]) => name === wanted)?.[0] ?? 'sinks'
  return (
    <Page title={t('nav.settings')}>
      <Tabs
        value={tab}
        onChange={(next) => void navigate(`/settings/${next}`, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" style={{ flexWrap: 'wrap' }}>
          {tabs.map(([name]) => (
            <Tabs.Tab key={name} value={name}>
              {t(`settings.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(([name, Content]) => (
          <Tabs.Panel key={name} value={name}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
