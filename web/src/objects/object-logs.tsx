import { Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileText, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BAD_STATUSES } from '#func/model/log-level.ts'
import { useRead } from '../api/api-context.ts'
import type { EventsQuery, StoredEvent, StoredObject } from '../api/types.gen.ts'
import { Empty, Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'
import { useWindow } from '../time/use-window.ts'
import classes from './object-logs.module.css'

const TONES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(BAD_STATUSES.map((status) => [status, 'var(--status-failure)'])),
  warning: 'var(--status-warning)',
}
const SHOWN = 200

/** The collected log events of a function, errors and warnings first of all. */
export function ObjectLogs({ object }: { readonly object: StoredObject }) {
  const { t } = useTranslation()
  const [level, setLevel] = useState('bad')
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 250)
  const window = useWindow({ range: '24h' })
  const body = useMemo<EventsQuery>(
    () => ({ where: conditionsOf(object, level === 'bad'), search, ...window, limit: SHOWN }),
    [object, level, search, window],
  )
  const query = useRead('queryEvents', { body }, { keep: true })
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          value={level}
          onChange={setLevel}
          data={(['bad', 'all'] as const).map((value) => ({ value, label: t(`objects.logs.${value}`) }))}
          aria-label={t('objects.logs.level')}
        />
        <TextInput
          size="xs"
          leftSection={<IconSearch size={14} />}
          placeholder={t('objects.logs.search')}
          aria-label={t('objects.logs.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Group>
      <Loaded query={query}>{({ items }) => <EventList events={items} />}</Loaded>
    </Stack>
  )
}

function EventList({ events }: { readonly events: readonly StoredEvent[] }) {
  const { t } = useTranslation()
  if (events.length === 0)
    return (
      <Empty
        icon={<IconFileText size={28} />}
        title={t('objects.logs.empty')}
        description={t('objects.logs.emptyWhy')}
      />
    )
  return (
    <ul className={classes.list}>
      {events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events of one moment may be equal
        <li key={`${event.timestamp} ${index}`} className={classes.item}>
          <EventLine event={event} />
        </li>
      ))}
    </ul>
  )
}

function EventLine({ event }: { readonly event: StoredEvent }) {
  const { seconds } = useFormat()
  const { status = '' } = event.tags
  const { message, RequestId } = event.fields
  return (
    <>
      <Text size="xs" c="dimmed" component="div" className="tabular">
        {seconds(new Date(event.timestamp))}{' '}
        <Text span size="xs" fw={600} c={TONES[status] ?? 'dimmed'}>
          {status}
        </Text>{' '}
        {typeof RequestId === 'string' && RequestId}
      </Text>
      <pre className={classes.message}>{String(message ?? '').trimEnd()}</pre>
    </>
  )
}

function conditionsOf({ tags }: StoredObject, isBad: boolean): NonNullable<EventsQuery['where']> {
  const wanted = {
    FunctionName: tags.FunctionName ?? tags.name,
    RegionId: tags.RegionId,
    account_name: tags.account_name,
  }
  const identity = Object.entries(wanted).flatMap(([tag, value]) =>
    value === undefined ? [] : [{ tag, operator: 'in' as const, values: [value] }],
  )
  return isBad ? [...identity, { tag: 'status', operator: 'in', values: [...BAD_STATUSES] }] : identity
}
