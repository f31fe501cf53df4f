import { Anchor, Box, Group, Select, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFunction, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { FUNCTION_SORTS, type FunctionSort } from '#func/model/function-health.ts'
import { useRead } from '../api/api-context.ts'
import type { FunctionHealth, FunctionsHealth } from '../api/types.gen.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { Page } from '../components/page.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Empty, Loaded, RowsSkeleton } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'
import { functionPath } from './function-path.ts'
import { TroubleSentence } from './trouble-sentence.tsx'

/** Ranges on offer, in minutes. */
const RANGES = { '1h': 60, '3h': 180, '24h': 1440, '7d': 10_080 } as const
type Range = keyof typeof RANGES
/** Functions that a page shows; a part of the name finds the others. */
const SHOWN = 200
const REFRESH_MS = 30_000

interface View {
  readonly range: Range
  readonly sort: FunctionSort
  readonly name: string
}

/** Every function: how it does, what is wrong with it, the worst first. */
export function FunctionsPage() {
  const { t } = useTranslation()
  const [view, change] = useView()
  const { range, sort, name } = view
  const query = useRead(
    'listFunctions',
    { query: { minutes: RANGES[range], sort, name, limit: SHOWN } },
    { everyMs: REFRESH_MS },
  )
  return (
    <Page title={t('nav.functions')} subtitle={<Summary health={query.data} />}>
      <Toolbar view={view} onChange={change} />
      <section className="card" style={{ overflow: 'hidden' }}>
        <Loaded query={query} skeleton={<RowsSkeleton rows={12} />}>
          {(health) => <FunctionTable health={health} />}
        </Loaded>
      </section>
      <Text size="xs" c="dimmed">
        {t('functions.hint')}
      </Text>
    </Page>
  )
}

function Summary({ health }: { readonly health: FunctionsHealth | undefined }) {
  const { t } = useTranslation()
  const { whole } = useFormat()
  if (health === undefined) return t('common.loading')
  const { total, troubled, items } = health
  const count = t('functions.count', { count: total, number: whole(total), troubled: whole(troubled) })
  return items.length === total
    ? count
    : `${count}. ${t('functions.more', { shown: whole(items.length), number: whole(total) })}`
}

interface ToolbarProps {
  readonly view: View
  readonly onChange: (change: Partial<View>) => void
}

function Toolbar({ view, onChange }: ToolbarProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(view.name)
  const later = useDebouncedCallback((text: string) => onChange({ name: text }), 250)
  return (
    <Group gap="xs">
      <TextInput
        w={{ base: '100%', xs: 260 }}
        leftSection={<IconSearch size={16} />}
        placeholder={t('functions.search')}
        aria-label={t('functions.search')}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value)
          later(event.currentTarget.value)
        }}
      />
      <Select
        aria-label={t('functions.sort')}
        data={FUNCTION_SORTS.map((value) => ({ value, label: t(`functions.by.${value}`) }))}
        value={view.sort}
        allowDeselect={false}
        onChange={(sort) => onChange({ sort: sort ?? 'trouble' })}
      />
      <Select
        aria-label={t('functions.range')}
        data={Object.keys(RANGES) as Range[]}
        value={view.range}
        allowDeselect={false}
        w={90}
        onChange={(range) => onChange({ range: range ?? '1h' })}
      />
    </Group>
  )
}

function FunctionTable({ health }: { readonly health: FunctionsHealth }) {
  const { t } = useTranslation()
  if (health.items.length === 0)
    return (
      <Empty
        icon={<IconFunction size={30} />}
        title={t('functions.empty')}
        description={t('functions.emptyWhy')}
      />
    )
  const numbers = ['invocations', 'errors', 'throttles', 'average', 'longest'] as const
  const columns = [
    ...[t('functions.name'), t('functions.region'), t('functions.account'), t('functions.state')],
    ...numbers.map((key) => <NumberHead key={key} text={t(`functions.${key}`)} />),
    t('functions.course'),
  ]
  return (
    <ScrollTable label={t('nav.functions')} columns={columns} minWidth={1200}>
      {health.items.map((item) => (
        <FunctionRow key={`${item.account} ${item.region} ${item.name}`} item={item} />
      ))}
    </ScrollTable>
  )
}

function NumberHead({ text }: { readonly text: string }) {
  return <Box ta="right">{text}</Box>
}

function FunctionRow({ item }: { readonly item: FunctionHealth }) {
  const { whole, duration } = useFormat()
  const { now, troubles } = item
  const print = (value: number | null, text: (value: number) => string) =>
    value === null ? '–' : text(value)
  const cells = [
    ...[now.invocations, now.errors, now.throttles].map((value) => print(value, whole)),
    ...[now.averageMs, now.maximumMs].map((value) => print(value, duration)),
  ]
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Anchor component={Link} to={functionPath(item)} size="sm" fw={600}>
          {item.name}
        </Anchor>
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{item.region}</Table.Td>
      <Table.Td>{item.account}</Table.Td>
      <Table.Td miw={230}>
        {troubles.map((trouble) => (
          <Text key={trouble.kind} size="sm" c={`var(--status-${TONES[trouble.level]})`}>
            <TroubleSentence trouble={trouble} />
          </Text>
        ))}
      </Table.Td>
      {cells.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
        <Table.Td key={index} ta="right" className="tabular" style={{ whiteSpace: 'nowrap' }}>
          {text}
        </Table.Td>
      ))}
      <Table.Td w={120}>
        <Sparkline values={item.curve} height={24} />
      </Table.Td>
    </Table.Tr>
  )
}

const TONES = { critical: 'failure', warning: 'warning' } as const

/** In the address, so that it survives a reload and can be shared. */
function useView(): readonly [View, (change: Partial<View>) => void] {
  const [params, setParams] = useSearchParams()
  const view: View = {
    range: oneOf(Object.keys(RANGES) as Range[], params.get('range'), '1h'),
    sort: oneOf(FUNCTION_SORTS, params.get('sort'), 'trouble'),
    name: params.get('name') ?? '',
  }
  return [
    view,
    (change) =>
      setParams(
        () => new URLSearchParams(Object.entries({ ...view, ...change }).filter(([, text]) => text !== '')),
        {
          replace: true,
        },
      ),
  ]
}

function oneOf<T extends string>(values: readonly T[], text: string | null, usual: T): T {
  return values.find((value) => value === text) ?? usual
}
