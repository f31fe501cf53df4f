import { Group, Select, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import { IconBox, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import { Page } from '../components/page.tsx'
import { Empty, ErrorState, RowsSkeleton } from '../components/states.tsx'
import { TagFilters } from '../filters/tag-filters.tsx'
import { useFormat } from '../format/use-format.ts'
import { ColumnMenu } from './column-menu.tsx'
import { ObjectDrawer } from './object-drawer.tsx'
import { conditionsOf, type ObjectView, readView, writeView } from './object-filter.ts'
import { ObjectTable } from './object-table.tsx'
import { FIELD_COLUMNS, useObjects } from './use-objects.ts'

const DEFAULT_COLUMNS = ['name', 'account_name', 'RegionId', 'Runtime', 'MemorySize', 'Timeout', 'lastSeen']

/** Infrastructure / Custom: every collected object. */
export function ObjectsPage() {
  const { t } = useTranslation()
  const { whole } = useFormat()
  const [view, change] = useView()
  const [columns, setColumns] = useLocalStorage({
    key: 'funcbox-object-columns',
    defaultValue: DEFAULT_COLUMNS,
    getInitialValueInEffect: false,
  })
  const query = useObjects(view)
  const { total } = query
  return (
    <Page
      title={t('nav.objects')}
      subtitle={
        total === undefined ? t('common.loading') : t('objects.count', { count: total, number: whole(total) })
      }
    >
      <Toolbar view={view} onChange={change} columns={columns} onColumns={setColumns} />
      <section className="card" style={{ overflow: 'hidden' }}>
        <ObjectList query={query} view={view} columns={columns} onChange={change} />
      </section>
      <Text size="xs" c="dimmed">
        {t('objects.hint')}
      </Text>
      <ObjectDrawer id={view.open} onClose={() => change({ open: null })} />
    </Page>
  )
}

interface ToolbarProps extends ViewProps {
  readonly columns: string[]
  readonly onColumns: (columns: string[]) => void
}

function Toolbar({ view, onChange, columns, onColumns }: ToolbarProps) {
  const scope = view.measurement === null ? {} : { measurement: view.measurement }
  const tags = useRead('listObjectTags', { body: scope }).data?.items.map(({ tag }) => tag) ?? []
  return (
    <Group gap="xs">
      <MeasurementSelect view={view} onChange={onChange} />
      <SearchInput key={view.measurement} value={view.search} onChange={(search) => onChange({ search })} />
      <TagFilters
        keys={tags}
        tags={view.tags}
        scope={{ ...scope, where: conditionsOf(view.tags) }}
        values="listObjectTagValues"
        onChange={(next) => onChange({ tags: next })}
      />
      <Group ml="auto">
        <ColumnMenu
          all={[...tags, ...FIELD_COLUMNS, 'firstSeen', 'lastSeen']}
          chosen={columns}
          onChange={onColumns}
          onReset={() => onColumns(DEFAULT_COLUMNS)}
        />
      </Group>
    </Group>
  )
}

interface ObjectListProps extends ViewProps {
  readonly query: ReturnType<typeof useObjects>
  readonly columns: readonly string[]
}

function ObjectList({ query, view, columns, onChange }: ObjectListProps) {
  const { t } = useTranslation()
  const { objects, error } = query
  if (objects === undefined) {
    if (error === null) return <RowsSkeleton rows={12} />
    return <ErrorState error={error} retry={() => void query.refetch()} />
  }
  if (objects.length === 0) {
    const filtered = view.search !== '' || Object.keys(view.tags).length > 0
    const why = filtered ? t('objects.emptyFilter') : t('objects.emptyWhy')
    return <Empty icon={<IconBox size={30} />} title={t('objects.empty')} description={why} />
  }
  return (
    <ObjectTable
      objects={objects}
      total={query.total ?? 0}
      columns={columns}
      sort={view.sort}
      onSort={(sort) => onChange({ sort })}
      onOpen={(open) => onChange({ open })}
      onEnd={() => {
        if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
      }}
    />
  )
}

function useView(): readonly [ObjectView, (change: Partial<ObjectView>) => void] {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params), [params])
  return [
    view,
    (change) =>
      setParams((before) => writeView({ ...readView(before), ...change }), {
        replace: change.open === undefined,
      }),
  ]
}

interface ViewProps {
  readonly view: ObjectView
  readonly onChange: (change: Partial<ObjectView>) => void
}

function MeasurementSelect({ view, onChange }: ViewProps) {
  const { t } = useTranslation()
  const items = useRead('listMeasurements', {}).data?.items ?? []
  const names = items
    .filter(({ category }) => category === 'custom_object')
    .map(({ measurement }) => measurement)
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

function SearchInput({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}) {
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
