import { ActionIcon, Button, Group, Popover, SimpleGrid, Stack, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCalendar, IconPlayerTrackNext, IconZoomOut } from '@tabler/icons-react'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'
import { DATE_TIME, DateTimeField } from './date-time-field.tsx'
import { RELATIVE_RANGES, type TimeRange, type TimeWindow, windowOf, zoomedOut } from './time-range.ts'

interface TimeRangePickerProps {
  readonly range: TimeRange
  readonly onChange: (range: TimeRange) => void
}

/** Relative ranges, or from and to; wider, and back to now. */
export function TimeRangePicker({ range, onChange }: TimeRangePickerProps) {
  const { t } = useTranslation()
  const [opened, { toggle, close }] = useDisclosure(false)
  const choose = (next: TimeRange) => {
    close()
    onChange(next)
  }
  return (
    <Group gap={4} wrap="nowrap">
      <Popover opened={opened} onDismiss={close} position="bottom-end" width={300} trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconCalendar size={16} />}
            onClick={toggle}
            className="tabular"
            title={t('time.choose')}
          >
            <RangeText range={range} />
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <SimpleGrid cols={4} spacing={6}>
            {RELATIVE_RANGES.map((one) => (
              <Button
                key={one}
                size="xs"
                px={4}
                variant={'range' in range && range.range === one ? 'filled' : 'default'}
                onClick={() => choose({ range: one })}
              >
                {one}
              </Button>
            ))}
          </SimpleGrid>
          <FixedRange start={windowOf(range, Date.now())} onChange={choose} />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={t('time.zoomOut')}>
        <ActionIcon
          variant="default"
          size={34}
          aria-label={t('time.zoomOut')}
          onClick={() => onChange(zoomedOut(windowOf(range, Date.now()), Date.now()))}
        >
          <IconZoomOut size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('time.live')}>
        <ActionIcon
          variant="default"
          size={34}
          aria-label={t('time.live')}
          disabled={'range' in range}
          onClick={() => onChange({ range: '3h' })}
        >
          <IconPlayerTrackNext size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}

function RangeText({ range }: { readonly range: TimeRange }) {
  const { t } = useTranslation()
  const { language } = useFormat()
  if ('range' in range) return t('time.last', { range: range.range })
  const format = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.formatRange(range.from, range.to)
}

function FixedRange({
  start,
  onChange,
}: {
  readonly start: TimeWindow
  readonly onChange: (range: TimeRange) => void
}) {
  const { t } = useTranslation()
  const [from, setFrom] = useState<string | null>(() => dayjs(start.from).format(DATE_TIME))
  const [to, setTo] = useState<string | null>(() => dayjs(start.to).format(DATE_TIME))
  const valid = from !== null && to !== null && from < to
  return (
    <Stack gap="xs" mt="sm">
      <DateTimeField
        size="xs"
        label={t('backfill.from')}
        value={from}
        onChange={setFrom}
        popoverProps={{ withinPortal: false }}
      />
      <DateTimeField
        size="xs"
        label={t('backfill.to')}
        value={to}
        onChange={setTo}
        popoverProps={{ withinPortal: false }}
      />
      <Button
        size="xs"
        disabled={!valid}
        onClick={() => valid && onChange({ from: dayjs(from).valueOf(), to: dayjs(to).valueOf() })}
      >
        {t('time.apply')}
      </Button>
      <Text size="xs" c="dimmed">
        {t('time.dragHint')}
      </Text>
    </Stack>
  )
}
