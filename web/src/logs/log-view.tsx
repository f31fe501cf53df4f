import { ActionIcon, Box, Chip, Group, Text, TextInput, Tooltip } from '@mantine/core'
import { IconChevronsDown, IconDownload, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LOG_LEVELS } from '#func/model/log-level.ts'
import { useFormat } from '../format/use-format.ts'
import { type LogBuffer, lineText, logRows } from './log-buffer.ts'
import { LogRows } from './log-rows.tsx'

interface LogViewProps {
  readonly buffer: LogBuffer
  /** Lines may still come. */
  readonly live: boolean
  readonly connection: 'open' | 'lost' | 'ended'
  readonly fileName: string
}

/** A log of any length: search, levels, follow, download. */
export function LogView({ buffer, live, connection, fileName }: LogViewProps) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [levels, setLevels] = useState<string[]>([])
  const [follow, setFollow] = useState(true)
  const rows = useMemo(() => logRows(buffer, search, new Set(levels)), [buffer, search, levels])
  return (
    <Box>
      <Group px="md" pb="xs" gap="xs">
        <TextInput
          size="xs"
          w={{ base: '100%', xs: 240 }}
          leftSection={<IconSearch size={14} />}
          placeholder={t('log.search')}
          aria-label={t('log.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <LevelChips levels={levels} onChange={setLevels} />
        <Group gap={4} ml="auto">
          <LogCount buffer={buffer} shown={rows.length} filtered={search !== '' || levels.length > 0} />
          <FollowButton follow={follow} onChange={setFollow} />
          <DownloadButton buffer={buffer} fileName={fileName} />
        </Group>
      </Group>
      <LogRows rows={rows} follow={follow} onFollow={setFollow} live={live} />
      <ConnectionNote connection={connection} />
    </Box>
  )
}

interface LevelChipsProps {
  readonly levels: string[]
  readonly onChange: (levels: string[]) => void
}

function LevelChips({ levels, onChange }: LevelChipsProps) {
  const { t } = useTranslation()
  return (
    <Chip.Group multiple value={levels} onChange={onChange}>
      <Group gap={4}>
        {LOG_LEVELS.map((level) => (
          <Chip key={level} value={level} size="xs" variant="outline">
            {t(`log.${level}`)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  )
}

function LogCount({
  buffer,
  shown,
  filtered,
}: {
  readonly buffer: LogBuffer
  readonly shown: number
  readonly filtered: boolean
}) {
  const { t } = useTranslation()
  const { whole } = useFormat()
  const total = buffer.head.length + buffer.tail.length + buffer.dropped
  return (
    <Text size="xs" c="dimmed" className="tabular" data-testid="log-count" data-total={total}>
      {filtered
        ? t('log.matching', { shown: whole(shown), total: whole(total) })
        : t('log.lines', { total: whole(total) })}
    </Text>
  )
}

function FollowButton({
  follow,
  onChange,
}: {
  readonly follow: boolean
  readonly onChange: (follow: boolean) => void
}) {
  const { t } = useTranslation()
  return (
    <Tooltip label={t('log.follow')}>
      <ActionIcon
        variant={follow ? 'filled' : 'default'}
        size="md"
        aria-label={t('log.follow')}
        aria-pressed={follow}
        onClick={() => onChange(!follow)}
      >
        <IconChevronsDown size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function DownloadButton({ buffer, fileName }: { readonly buffer: LogBuffer; readonly fileName: string }) {
  const { t } = useTranslation()
  const download = () => {
    const lines = [...buffer.head, ...buffer.tail].map(
      (line) => `${line.time} ${line.level} ${lineText(line)}\n`,
    )
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(lines, { type: 'text/plain' }))
    link.download = fileName
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }
  return (
    <Tooltip label={t('log.download')}>
      <ActionIcon variant="default" size="md" aria-label={t('log.download')} onClick={download}>
        <IconDownload size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function ConnectionNote({ connection }: { readonly connection: LogViewProps['connection'] }) {
  const { t } = useTranslation()
  return (
    <Text
      size="xs"
      c={connection === 'lost' ? 'var(--status-warning)' : 'dimmed'}
      px="md"
      py={6}
      role="status"
    >
      {t(`log.connection.${connection}`)}
    </Text>
  )
}
