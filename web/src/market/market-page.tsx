import { Alert, Group, SegmentedControl, Select, SimpleGrid, Skeleton, Stack, TextInput } from '@mantine/core'
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
  const [filter, change] = useMarketFilter()
  const text = (set: ScriptSet) =>
    `${set.id} ${localized({ ...set.title })} ${localized({ ...set.description })} ${set.category}`
  const found = sets.items.filter((set) => isWanted(set, text(set), filter))
  return (
    <Stack gap="md">
      <FilterBar
        filter={filter}
        onChange={change}
        categories={[...new Set(sets.items.map((set) => set.category))]}
      />
      <LeftOut sets={sets} />
      {found.length === 0 && (
        <section className="card">
          <Empty
            icon={<IconBuildingStore size={30} />}
            title={t('market.nothing')}
            description={t('market.nothingWhy')}
          />
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

interface MarketFilter {
  readonly search: string
  readonly category: string | null
  readonly state: string
}

function isWanted(set: ScriptSet, text: string, { search, category, state }: MarketFilter): boolean {
  if (!text.toLowerCase().includes(search.toLowerCase())) return false
  if (category !== null && set.category !== category) return false
  return state === 'all' || (state === 'installed' ? set.state !== 'available' : set.state === state)
}

function useMarketFilter() {
  const [params, setParams] = useSearchParams()
  const filter: MarketFilter = {
    search: params.get('search') ?? '',
    category: params.get('category'),
    state: params.get('state') ?? 'all',
  }
  const change = (name: keyof MarketFilter, value: string | null) =>
    setParams((before) => withParam(before, name, value), { replace: true })
  return [filter, change] as const
}

interface FilterBarProps {
  readonly filter: MarketFilter
  readonly categories: string[]
  readonly onChange: (name: keyof MarketFilter, value: string | null) => void
}

const STATES = ['all', 'installed', 'update', 'available'] as const

function FilterBar({ filter, categories, onChange }: FilterBarProps) {
  const { t } = useTranslation()
  return (
    <Group gap="xs">
      <TextInput
        w={{ base: '100%', xs: 280 }}
        leftSection={<IconSearch size={16} />}
        placeholder={t('market.search')}
        aria-label={t('market.search')}
        value={filter.search}
        onChange={(event) => onChange('search', event.currentTarget.value)}
      />
      <Select
        w={{ base: '100%', xs: 160 }}
        aria-label={t('market.category')}
        placeholder={t('market.category')}
        data={categories}
        value={filter.category}
        clearable
        onChange={(value) => onChange('category', value)}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('files.status')}
        value={filter.state}
        onChange={(value) => onChange('state', value === 'all' ? null : value)}
        data={STATES.map((value) => ({ value, label: t(`market.state.${value}`) }))}
      />
    </Group>
  )
}

function withParam(before: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const after = new URLSearchParams(before)
  if (value === null || value === '') after.delete(name)
  else after.set(name, value)
  return after
}

/** What is left out of the market, and why: single sets, and sources as a whole. */
function LeftOut({ sets: { broken, unreadable } }: { readonly sets: ScriptSets }) {
  const problems = [
    ...broken.map(({ source, id, message }) => ({ key: source + id, title: id, message })),
    ...unreadable.map(({ source, message }) => ({ key: source, title: source, message })),
  ]
  return problems.map(({ key, title, message }) => (
    <Alert key={key} color="var(--status-warning)" icon={<IconAlertTriangle size={18} />} title={title}>
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
