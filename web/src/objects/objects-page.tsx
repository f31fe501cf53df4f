import { Group, Select, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import { IconBox, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import { Page } from '../components/page.tsx'
import { Empty, ErrorState, RowsSkeleton } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'
import { ColumnMenu } from './column-menu.tsx'
import { ObjectDrawer } from './object-drawer.tsx'
import { conditionsOf, type ObjectView, readView, writeView } from './object-filter.ts'
import { ObjectTable } from './object-table.tsx'
import { TagFilters } from '../filters/tag-filters.tsx'
import { FIELD_COLUMNS, useObjects } from './use-objects.ts'

const DEFAULT_COLUMNS = ['name', 'account_name', 'RegionId', 'Runtime', 'MemorySize', 'Timeout', 'lastSeen']

/** Infrastructure / Custom: every collected object. */
export function ObjectsPage() {
  const { t } = useTranslation()
  const { whole } = useFormat()
  const [view, change] = useView()
  const [columns, setColumns] = useLocalStorage({ key: 'funcbox-object-columns', defaultValue: DEFAULT_COLUMNS, getInitialValueInEffect: false })
  const tagKeys = useRead('listObjectTags', { body: view.measurement === null ? {} : { measurement: view.measurement } }).data?.items ?? []
  const query = useObjects(view)
  const filtered = view.search !== '' || Object.keys(view.tags).length > 0
  return (
    <Page title={t('nav.objects')} subtitle={query.total === undefined ? t('common.loading') : t('objects.count', { count: query.total, number: whole(query.total) })}>
      <Group gap="xs">
        <MeasurementSelect view={view} onChange={change} />
        <SearchInput key={view.measurement} value={view.search} onChange={(search) => change({ search })} />
        <TagFilters
          keys={tagKeys.map(({ tag }) => tag)}
          tags={view.tags}
          scope={{ ...(view.measurement !== null && { measurement: view.measurement }), where: conditionsOf(view.tags) }}
          values="listObjectTagValues"
          onChange={(tags) => change({ tags })}
        />
        <Group ml="auto">
          <ColumnMenu all={[...tagKeys.map(({ tag }) => tag), ...FIELD_COLUMNS, 'firstSeen', 'lastSeen']} chosen={columns} onChange={setColumns} onReset={() => setColumns(DEFAULT_COLUMNS)} />
        </Group>
      </Group>
      <section className="card" style={{ overflow: 'hidden' }}>
        {query.objects === undefined && (query.error === null ? <RowsSkeleton rows={12} /> : <ErrorState error={query.error} retry={() => void query.refetch()} />)}
        {query.objects?.length === 0 && (
          <Empty icon={<IconBox size={30} />} title={t('objects.empty')} description={filtered ? t('objects.emptyFilter') : t('objects.emptyWhy')} />
        )}
        {query.objects !== undefined && query.objects.length > 0 && (
          <ObjectTable
            objects={query.objects}
            total={query.total ?? 0}
            columns={columns}
            sort={view.sort}
            onSort={(sort) => change({ sort })}
            onOpen={(open) => change({ open })}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
            }}
          />
        )}
      </section>
      <Text size="xs" c="dimmed">
        {t('objects.hint')}
      </Text>
      <ObjectDrawer id={view.open} onClose={() => change({ open: null })} />
    </Page>
  )
}

function useView(): readonly [ObjectView, (change: Partial<ObjectView>) => void] {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params), [params])
  return [view, (change) => setParams((before) => writeView({ ...readView(before), ...change }), { replace: change.open === undefined })]
}

interface SelectProps {
  readonly view: ObjectView
  readonly onChange: (change: Partial<ObjectView>) => void
}

function MeasurementSelect({ view, onChange }: SelectProps) {
  const { t } = useTranslation()
  const items = useRead('listMeasurements', {}).data?.items ?? []
  const names = items.filter(({ category }) => category === 'custom_object').map(({ measurement }) => measurement)
  return (
    <Select
      aria-label={t('objects.class')}
      placeholder={t('objects.allClasses')}
      data={[...new Set(names)]}
      value={view.measurement}
      clearable
      w={{ base: '100%', xs: 180 }}
      onChange={(measurement) => onChange({ measurement, tags: {} })}
    />
  )
}

function SearchInput({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(value)
  const later = useDebouncedCallback(onChange, 250)
  return (
    <TextInput
      w={{ base: '100%', xs: 240 }}
      leftSection={<IconSearch size={16} />}
      placeholder={t('objects.search')}
      aria-label={t('objects.search')}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value)
      }}
    />
  )
}
