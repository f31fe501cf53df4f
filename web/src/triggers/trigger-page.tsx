import { Anchor, Group, SimpleGrid } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useRead, useReadTagged } from '../api/api-context.ts'
import type { Tagged } from '../api/client.ts'
import type { Trigger } from '../api/types.gen.ts'
import { Facts } from '../components/facts.tsx'
import { LoadedPage } from '../components/loaded-page.tsx'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { Empty, Loaded } from '../components/states.tsx'
import { StatusLabel } from '../components/status.tsx'
import { TaskTable } from '../tasks/task-table.tsx'
import { TaskTimeline } from '../tasks/task-timeline.tsx'
import { BackfillButton } from './backfill-button.tsx'
import { ExecuteButton } from './execute-button.tsx'
import { PauseButton } from './pause-button.tsx'
import { ScheduleForm } from './schedule-form.tsx'
import { triggerStatus } from './trigger-status.tsx'
import { EnabledSwitch } from './trigger-table.tsx'

/** One trigger: its schedule, its runs, and running it now. */
export function TriggerPage() {
  const { t } = useTranslation()
  const { name = '' } = useParams()
  const query = useReadTagged('getTrigger', { params: { name } })
  return (
    <LoadedPage query={query} title={name} crumbs={[{ label: t('nav.triggers'), to: '/triggers' }]} rows={10}>
      {(tagged) => <TriggerView key={name} tagged={tagged} />}
    </LoadedPage>
  )
}

function TriggerView({ tagged }: { readonly tagged: Tagged<Trigger> }) {
  const { t } = useTranslation()
  const trigger = tagged.value
  return (
    <Page
      title={trigger.title}
      subtitle={
        <Group gap="sm">
          <StatusLabel status={triggerStatus(trigger)} />
          <span className="mono">{trigger.name}</span>
        </Group>
      }
      crumbs={[{ label: t('nav.triggers'), to: '/triggers' }]}
      actions={
        <>
          <PauseButton trigger={trigger} />
          <BackfillButton trigger={trigger} />
          <ExecuteButton trigger={trigger} />
        </>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <ScheduleForm key={trigger.updatedAt} trigger={trigger} etag={tagged.etag} />
        <AboutPanel trigger={trigger} />
      </SimpleGrid>
      <RunsPanel name={trigger.name} />
    </Page>
  )
}

function AboutPanel({ trigger }: { readonly trigger: Trigger }) {
  const { t } = useTranslation()
  const link = (to: string, label: string) => (
    <Anchor component={Link} to={to} size="sm">
      {label}
    </Anchor>
  )
  return (
    <Panel title={t('triggers.about')}>
      <Facts
        rows={[
          [t('triggers.enabled'), <EnabledSwitch key="enabled" trigger={trigger} />],
          [
            t('triggers.pausedUntil'),
            trigger.state === 'paused' ? <RelativeTime key="paused" at={trigger.pausedUntil} /> : undefined,
          ],
          [t('tasks.set'), link(`/market/${trigger.scriptSet}`, trigger.scriptSet)],
          [t('triggers.madeWith'), trigger.generatedVersion],
          [t('triggers.startup'), link(`/startup/${trigger.name}`, `${trigger.name}.ts`)],
          [
            t('triggers.redeploy'),
            link(`/market/${trigger.scriptSet}/deploy?name=${trigger.name}`, t('triggers.changeParameters')),
          ],
          [t('triggers.created'), <RelativeTime key="created" at={trigger.createdAt} />],
          [t('triggers.updated'), <RelativeTime key="updated" at={trigger.updatedAt} />],
        ]}
      />
    </Panel>
  )
}

function RunsPanel({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const query = useRead('listTasks', { query: { trigger: name, limit: 60 } })
  return (
    <>
      {query.data !== undefined && query.data.items.length > 0 && <TaskTimeline tasks={query.data.items} />}
      <Panel
        title={t('triggers.runs')}
        flush
        actions={
          <Anchor component={Link} to={`/tasks?trigger=${name}`} size="sm">
            {t('triggers.allRuns')}
          </Anchor>
        }
      >
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon={<IconListCheck size={30} />}
                title={t('tasks.empty')}
                description={t('tasks.emptyWhy')}
              />
            ) : (
              <TaskTable tasks={items.slice(0, 20)} withTrigger={false} />
            )
          }
        </Loaded>
      </Panel>
    </>
  )
}
