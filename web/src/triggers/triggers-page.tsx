import { Button } from '@mantine/core'
import { IconBuildingStore, IconCalendarTime } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import { Page } from '../components/page.tsx'
import { Empty, Loaded } from '../components/states.tsx'
import { TriggerTable } from './trigger-table.tsx'

/** Automatic trigger configuration. */
export function TriggersPage() {
  const { t } = useTranslation()
  const query = useRead('listTriggers', {}, { everyMs: 15_000 })
  return (
    <Page title={t('nav.triggers')} subtitle={t('triggers.lead')}>
      <section className="card">
        <Loaded query={query}>
          {({ items }) => (items.length === 0 ? <NoTriggers /> : <TriggerTable triggers={items} />)}
        </Loaded>
      </section>
    </Page>
  )
}

export function NoTriggers() {
  const { t } = useTranslation()
  return (
    <Empty
      icon={<IconCalendarTime size={30} />}
      title={t('triggers.empty')}
      description={t('triggers.emptyWhy')}
    >
      <Button component={Link} to="/market" leftSection={<IconBuildingStore size={16} />}>
        {t('triggers.toMarket')}
      </Button>
    </Empty>
  )
}
