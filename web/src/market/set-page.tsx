import { ActionIcon, Anchor, Button, Group, Menu, Tabs } from '@mantine/core'
import { IconDotsVertical, IconExternalLink, IconRocket } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { ScriptSetDetails } from '../api/types.gen.ts'
import { LoadedPage } from '../components/loaded-page.tsx'
import { Page } from '../components/page.tsx'
import { useFormat } from '../format/use-format.ts'
import { Markdown } from '../markdown/markdown.tsx'
import { useMay } from '../session/use-session.ts'
import { FilesTab } from './files-tab.tsx'
import { InstallButton } from './install-button.tsx'
import { MeasurementsTab } from './measurements-tab.tsx'
import { PermissionsTab } from './permissions-tab.tsx'
import { SetState } from './set-state.tsx'
import { useUninstall } from './use-uninstall.tsx'

/** One script set: what it is, needs, writes, and what to do with it. */
export function SetPage() {
  const { t } = useTranslation()
  const { set = '' } = useParams()
  const query = useRead('getScriptSet', { params: { set } })
  const crumbs = [{ label: t('nav.market'), to: '/market' }]
  return (
    <LoadedPage query={query} title={set} crumbs={crumbs} rows={14}>
      {(details) => <SetView details={details} />}
    </LoadedPage>
  )
}

function SetView({ details }: { readonly details: ScriptSetDetails }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  return (
    <Page
      title={localized({ ...details.title })}
      subtitle={
        <Group gap="sm">
          <span className="mono">{details.id}</span>
          <span>{details.installedVersion ?? details.version}</span>
          <SetState set={details} />
        </Group>
      }
      crumbs={[{ label: t('nav.market'), to: '/market' }]}
      actions={<SetActions details={details} />}
    >
      <p style={{ margin: 0, maxWidth: 860 }}>{localized({ ...details.description })}</p>
      {details.startupScripts.length > 0 && (
        <Group gap="xs" fz="sm">
          {t('market.startupScripts')}
          {details.startupScripts.map((name) => (
            <Anchor key={name} component={Link} to={`/triggers/${name}`} size="sm">
              {name}
            </Anchor>
          ))}
        </Group>
      )}
      <SetTabs details={details} />
    </Page>
  )
}

function SetActions({ details }: { readonly details: ScriptSetDetails }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const askUninstall = useUninstall(details)
  const installed = details.state !== 'available'
  return (
    <>
      {details.homepage !== null && (
        <Button
          component="a"
          href={details.homepage}
          target="_blank"
          rel="noreferrer"
          variant="subtle"
          color="gray"
          rightSection={<IconExternalLink size={14} />}
        >
          {t('market.homepage')}
        </Button>
      )}
      <InstallButton set={details} />
      {installed && details.deployable && (
        <Button component={Link} to={`/market/${details.id}/deploy`} leftSection={<IconRocket size={16} />}>
          {t('market.deploy')}
        </Button>
      )}
      {installed && may && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={34} aria-label={t('common.moreActions')}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item c="var(--status-failure)" onClick={askUninstall}>
              {t('market.uninstall')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}

const TABS = ['readme', 'changelog', 'permissions', 'measurements', 'files'] as const

function SetTabs({ details }: { readonly details: ScriptSetDetails }) {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'readme'
  return (
    <section className="card">
      <Tabs
        value={tab}
        onChange={(next) =>
          setParams(next === 'readme' || next === null ? {} : { tab: next }, { replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List px="xs" style={{ flexWrap: 'wrap' }}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`market.tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="readme" p="md">
          <Markdown source={details.readme ?? t('market.noReadme')} />
        </Tabs.Panel>
        <Tabs.Panel value="changelog" p="md">
          <Markdown source={details.changelog ?? t('market.noChangelog')} />
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <PermissionsTab details={details} />
        </Tabs.Panel>
        <Tabs.Panel value="measurements">
          <MeasurementsTab details={details} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <FilesTab set={details.id} installed={details.state !== 'available'} />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}
