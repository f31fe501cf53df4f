import { Anchor, Group, SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { Overview } from '../api/types.gen.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Loaded } from '../components/states.tsx'
import { TroubleList } from '../functions/trouble-list.tsx'
import { TriggerTable } from '../triggers/trigger-table.tsx'
import { AlertList } from './alert-list.tsx'
import { BillTable } from './bill-table.tsx'
import { FirstSteps } from './first-steps.tsx'
import { FreshnessTable } from './freshness-table.tsx'
import { HealthTiles } from './health-tiles.tsx'

/** Functions in trouble that are listed. */
const TROUBLED = 10

/** Health at a glance: what fails comes first. */
export function OverviewPage() {
  const { t } = useTranslation()
  const query = useRead('getOverview', {}, { everyMs: 10_000 })
  return (
    <Page title={t('nav.overview')}>
      <Loaded query={query} skeleton={<OverviewSkeleton />}>
        {(overview) =>
          overview.status === 'empty' ? (
            <FirstSteps overview={overview} />
          ) : (
            <OverviewView overview={overview} />
          )
        }
      </Loaded>
    </Page>
  )
}

function OverviewView({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation()
  const functions = useRead('listFunctions', { query: { limit: TROUBLED } }, { everyMs: 30_000 })
  return (
    <>
      <HealthTiles overview={overview} troubled={functions.data?.troubled ?? 0} />
      <Panel title={t('overview.troubled')} flush actions={<MoreLink to="/functions" />}>
        <Loaded query={functions} skeleton={<Skeleton h={180} />}>
          {(health) => <TroubleList health={health} />}
        </Loaded>
      </Panel>
      <Panel title={t('overview.triggers')} flush actions={<MoreLink to="/triggers" />}>
        <TriggerTable triggers={overview.triggers} />
      </Panel>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Panel title={t('overview.freshness')} flush>
          <FreshnessTable rows={overview.freshness} />
        </Panel>
        <Panel
          title={t('overview.alerts')}
          flush
          actions={<MoreLink to="/tasks?status=failure&status=timeout&status=lost" />}
        >
          <AlertList failures={overview.failures} />
        </Panel>
      </SimpleGrid>
      <Panel title={t('overview.bill')} flush>
        <BillTable bill={overview.bill} />
      </Panel>
    </>
  )
}

function MoreLink({ to }: { readonly to: string }) {
  const { t } = useTranslation()
  return (
    <Group>
      <Anchor component={Link} to={to} size="sm">
        {t('common.all')}
      </Anchor>
    </Group>
  )
}

/** As high as what comes. */
function OverviewSkeleton() {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
        {['health', 'functions', 'points', 'stalest', 'bill'].map((key) => (
          <Skeleton key={key} h={92} />
        ))}
      </SimpleGrid>
      <Skeleton h={180} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Skeleton h={220} />
        <Skeleton h={220} />
      </SimpleGrid>
    </Stack>
  )
}
