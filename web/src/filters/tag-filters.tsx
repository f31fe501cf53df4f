import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Popover,
  ScrollArea,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import type { TagScope } from '../api/types.gen.ts'

type Tags = Readonly<Record<string, readonly string[]>>

interface TagFiltersProps {
  /** Tags that can be filtered by. */
  readonly keys: readonly string[]
  readonly tags: Tags
  /** What the offered values are counted over. */
  readonly scope: TagScope
  readonly values: 'listObjectTagValues' | 'listSeriesTagValues'
  readonly onChange: (tags: Tags) => void
}

/** Filters by tag: those set as pills, and a button that adds one. */
export function TagFilters({ keys, tags, scope, values, onChange }: TagFiltersProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const [tag, setTag] = useState<string | null>(null)
  const edit = (name: string | null) => {
    setTag(name)
    setOpened(true)
  }
  const remove = (name: string) =>
    onChange(Object.fromEntries(Object.entries(tags).filter(([one]) => one !== name)))
  const list = tag !== null && (
    <ValueList
      {...{ tag, scope }}
      chosen={tags[tag] ?? []}
      call={values}
      onChange={(chosen) => onChange({ ...tags, [tag]: chosen })}
    />
  )
  return (
    <Group gap={6}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" width={320} trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconFilter size={16} />}
            onClick={() => (opened ? setOpened(false) : edit(null))}
          >
            {t('filter.add')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <TagKeySelect keys={keys} value={tag} onChange={setTag} />
            {list}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {Object.entries(tags).map(([name, chosen]) => (
        <FilterPill
          key={name}
          {...{ name, chosen }}
          onEdit={() => edit(name)}
          onRemove={() => remove(name)}
        />
      ))}
    </Group>
  )
}

interface TagKeySelectProps {
  readonly keys: readonly string[]
  readonly value: string | null
  readonly onChange: (tag: string | null) => void
}

function TagKeySelect({ keys, value, onChange }: TagKeySelectProps) {
  const { t } = useTranslation()
  return (
    <Select
      label={t('filter.tag')}
      data={[...keys]}
      value={value}
      searchable
      onChange={onChange}
      comboboxProps={{ withinPortal: false }}
      data-autofocus
    />
  )
}

interface FilterPillProps {
  readonly name: string
  readonly chosen: readonly string[]
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** A filter that is set: its tag and first values. */
function FilterPill({ name, chosen, onEdit, onRemove }: FilterPillProps) {
  const { t } = useTranslation()
  if (chosen.length === 0) return null
  const more = chosen.length > 2 ? ` +${chosen.length - 2}` : ''
  return (
    <Group gap={2} wrap="nowrap" className="card" px={8} py={2} maw="100%">
      <Button
        variant="transparent"
        size="compact-xs"
        c="var(--mantine-color-text)"
        onClick={onEdit}
        maw={260}
        title={chosen.join(', ')}
      >
        {`${name}: ${chosen.slice(0, 2).join(', ')}${more}`}
      </Button>
      <ActionIcon
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={t('filter.remove', { name })}
        onClick={onRemove}
      >
        <IconX size={12} />
      </ActionIcon>
    </Group>
  )
}

interface ValueListProps {
  readonly tag: string
  readonly chosen: readonly string[]
  readonly scope: TagScope
  readonly call: 'listObjectTagValues' | 'listSeriesTagValues'
  readonly onChange: (chosen: string[]) => void
}

function ValueList({ tag, chosen, scope, call, onChange }: ValueListProps) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [contains] = useDebouncedValue(search, 200)
  const query = useRead(
    call,
    { body: { ...scope, tag, limit: 100, ...(contains !== '' && { contains }) } },
    { keep: true },
  )
  const items = query.data?.items ?? []
  const offered = [
    ...chosen
      .filter((value) => !items.some((item) => item.value === value))
      .map((value) => ({ value, count: 0 })),
    ...items,
  ]
  return (
    <>
      <TextInput
        size="xs"
        placeholder={t('filter.search')}
        aria-label={t('filter.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={260} type="auto">
        <Checkbox.Group
          value={[...chosen]}
          onChange={onChange}
          label={t('filter.values', { tag })}
          labelProps={{ fz: 'xs' }}
        >
          <Stack gap={6} mt={4}>
            {offered.map(({ value, count }) => (
              <Checkbox
                key={value}
                size="xs"
                value={value}
                label={<ValueLabel value={value} count={count} />}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </ScrollArea.Autosize>
      {query.data !== undefined && query.data.total > items.length && (
        <Text size="xs" c="dimmed">
          {t('filter.more', { number: query.data.total - items.length })}
        </Text>
      )}
    </>
  )
}

function ValueLabel({ value, count }: { readonly value: string; readonly count: number }) {
  return (
    <Group gap={8} wrap="nowrap" component="span">
      <span style={{ overflowWrap: 'anywhere' }}>{value}</span>
      {count > 0 && (
        <Text component="span" size="xs" c="dimmed" className="tabular">
          {count}
        </Text>
      )}
    </Group>
  )
}
