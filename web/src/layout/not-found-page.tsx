import { Button } from '@mantine/core'
import { IconMapQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Page } from '../components/page.tsx'
import { Empty } from '../components/states.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('notFound.title')}>
      <section className="card">
        <Empty icon={<IconMapQuestion size={32} />} title={t('notFound.lead')}>
          <Button component={Link} to="/" variant="default">
            {t('nav.overview')}
          </Button>
        </Empty>
      </section>
    </Page>
  )
}
