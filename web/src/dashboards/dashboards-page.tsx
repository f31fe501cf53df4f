import { Anchor, Box, SimpleGrid, Text } from '@mantine/core'
import { IconLayoutDashboard } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import { Page } from '../components/page.tsx'
import { Empty, Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'

/** Dashboards that came with installed script sets. */
export function DashboardsPage() {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const query = useRead('listDashboards', {})
  return (
    <Page title={t('nav.dashboards')} subtitle={t('dashboards.lead')}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <section className="card">
              <Empty
                icon={<IconLayoutDashboard size={30} />}
                title={t('dashboards.empty')}
                description={t('dashboards.emptyWhy')}
              />
            </section>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              {items.map(({ scriptSet, id, title, description, panels }) => (
                <Box key={`${scriptSet}/${id}`} component="article" className="card" p="md">
                  <Anchor component={Link} to={`/dashboards/${scriptSet}/${id}`} fw={600}>
                    {localized({ ...title })}
                  </Anchor>
                  <Text size="sm" my={4}>
                    {description === null ? '' : localized({ ...description })}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {t('dashboards.panels', { count: panels })} · {scriptSet}
                  </Text>
                </Box>
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Page>
  )
}
