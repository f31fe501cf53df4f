import { Button, Text } from '@mantine/core'
import { IconPackageOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { ScriptSetDetails, Secret } from '../api/types.gen.ts'
import { Page } from '../components/page.tsx'
import { Empty, Loaded, RowsSkeleton } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'
import type { ManifestView } from '../market/manifest.ts'
import { DeployForm } from './deploy-form.tsx'
import type { ParametersSchema } from './parameters-schema.ts'

/** Deploy startup script: new, or with other parameters (`?name=`). */
export function DeployPage() {
  const { t } = useTranslation()
  const { set = '' } = useParams()
  const [params] = useSearchParams()
  const name = params.get('name')
  const query = useRead('getScriptSet', { params: { set } })
  return (
    <Loaded query={query} skeleton={<FormSkeleton />}>
      {(details) =>
        details.state === 'available' ? (
          <NotInstalled details={details} />
        ) : (
          <DeployOf details={details} name={name} title={t('deploy.title')} />
        )
      }
    </Loaded>
  )
}

function DeployOf({
  details,
  name,
  title,
}: {
  readonly details: ScriptSetDetails
  readonly name: string | null
  readonly title: string
}) {
  const { localized } = useFormat()
  const { t } = useTranslation()
  const { parameters, schedule }: ManifestView = details.manifest
  const trigger = useRead('getTrigger', { params: { name: name ?? '' } }, { enabled: name !== null })
  const secrets = useRead('listSecrets', {}, { enabled: name !== null })
  const waiting = name !== null && (trigger.isLoading || secrets.isLoading)
  const crumbs = [
    { label: t('nav.market'), to: '/market' },
    { label: localized({ ...details.title }), to: `/market/${details.id}` },
  ]
  return (
    <Page title={name === null ? title : t('deploy.again', { name })} crumbs={crumbs}>
      {parameters === undefined && <Text>{t('deploy.notDeployable')}</Text>}
      {parameters !== undefined && !waiting && (
        <DeployForm
          key={name}
          set={details.id}
          schema={parameters}
          trigger={trigger.data}
          stored={storedSecrets(parameters, secrets.data?.items ?? [], name)}
          schedule={{ cron: '*/5 * * * *', ...schedule }}
        />
      )}
      {waiting && <RowsSkeleton rows={10} height={36} />}
    </Page>
  )
}

function NotInstalled({ details }: { readonly details: ScriptSetDetails }) {
  const { t } = useTranslation()
  return (
    <Page title={t('deploy.title')}>
      <section className="card">
        <Empty icon={<IconPackageOff size={30} />} title={t('deploy.notInstalled')}>
          <Button component={Link} to={`/market/${details.id}`}>
            {t('market.details')}
          </Button>
        </Empty>
      </section>
    </Page>
  )
}

function FormSkeleton() {
  const { t } = useTranslation()
  return (
    <Page title={t('deploy.title')}>
      <section className="card">
        <RowsSkeleton rows={10} height={36} />
      </section>
    </Page>
  )
}

/** Parameters whose secret the server has: its name is that of the deploy and of the parameter, `PROD_AK_SECRET`. */
function storedSecrets(
  schema: ParametersSchema,
  secrets: readonly Secret[],
  owner: string | null,
): ReadonlySet<string> {
  const names = secrets.filter((secret) => secret.owner === owner).map(({ name }) => name.toLowerCase())
  const stored = Object.keys(schema.properties).filter((parameter) =>
    names.some((name) => name === parameter || name.endsWith(`_${parameter}`)),
  )
  return new Set(stored)
}
