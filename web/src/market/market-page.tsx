import { Alert, Group, Select, SegmentedControl, SimpleGrid, Skeleton, Stack, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconBuildingStore, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { ScriptSet, ScriptSets } from '../api/types.gen.ts'
import { Page } from '../components/page.tsx'
import { Empty, Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'
import { SetCard } from './set-card.tsx'

/** Everything on offer or installed. */
export function MarketPage() {
  const { t } = useTranslation()
  const query = useRead('listScriptSets', { query: {} })
  return (
    <Page title={t('nav.market')} subtitle={t('market.lead')}>
      <Loaded query={query} skeleton={<CardsSkeleton />}>
        {(sets) => <Market sets={sets} />}
      </Loaded>
    </Page>
  )
}

function Market({ sets }: { readonly sets: ScriptSets }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const [params, setParams] = useSearchParams()
  const search = params.get('search') ?? ''
  const category = params.get('category')
  const state = params.get('state') ?? 'all'
  const change = (name: string, value: string | null) => {
    setParams((before) => withParam(before, name, value), { replace: true })
  }
  const text = (set: ScriptSet) => `${set.id} ${localized({ ...set.title })} ${localized({ ...set.description })} ${set.category}`
  const found = sets.items.filter(
    (set) =>
      text(set).toLowerCase().includes(search.toLowerCase()) &&
      (category === null || set.category === category) &&
      (state === 'all' || (state === 'installed' ? set.state !== 'available' : set.state === state)),
  )
  return (
    <Stack gap="md">
      <Group gap="xs">
        <TextInput
          w={{ base: '100%', xs: 280 }}
          leftSection={<IconSearch size={16} />}
          placeholder={t('market.search')}
          aria-label={t('market.search')}
          value={search}
          onChange={(event) => change('search', event.currentTarget.value)}
        />
        <Select
          w={{ base: '100%', xs: 160 }}
          aria-label={t('market.category')}
          placeholder={t('market.category')}
          data={[...new Set(sets.items.map((set) => set.category))]}
          value={category}
          clearable
          onChange={(value) => change('category', value)}
        />
        <SegmentedControl
          size="xs"
          value={state}
          onChange={(value) => change('state', value === 'all' ? null : value)}
          data={(['all', 'installed', 'update', 'available'] as const).map((value) => ({ value, label: t(`market.state.${value}`) }))}
        />
      </Group>
      <BrokenOffers sets={sets} />
      {found.length === 0 && (
        <section className="card">
          <Empty icon={<IconBuildingStore size={30} />} title={t('market.nothing')} description={t('market.nothingWhy')} />
        </section>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {found.map((set) => (
          <SetCard key={set.id} set={set} />
        ))}
      </SimpleGrid>
    </Stack>
  )
}

function withParam(before: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const after = new URLSearchParams(before)
  if (value === null || value === '') after.delete(name)
  else after.set(name, value)
  return after
}

function BrokenOffers({ sets }: { readonly sets: ScriptSets }) {
  return sets.broken.map(({ source, id, message }) => (
    <Alert key={source + id} color="yellow" variant="outline" icon={<IconAlertTriangle size={18} />} title={id}>
      {message}
    </Alert>
  ))
}

function CardsSkeleton() {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" pt={52}>
      {['one', 'two', 'three'].map((key) => (
        <Skeleton key={key} h={196} />
      ))}
    </SimpleGrid>
  )
}
