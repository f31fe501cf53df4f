import { Chip, Group, List, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import { ApiError } from '../api/api-error.ts'
import { useFormat } from '../format/use-format.ts'

export interface CronValue {
  readonly cron: string
  readonly timezone: string
}

interface CronFieldProps {
  readonly value: CronValue
  readonly onChange: (value: CronValue) => void
  readonly name?: string
  readonly jitterSeconds?: number
  readonly disabled?: boolean
}

const PRESETS = [
  ['everyMinute', '* * * * *'],
  ['every5', '*/5 * * * *'],
  ['every15', '*/15 * * * *'],
  ['hourly', '0 * * * *'],
  ['daily', '0 3 * * *'],
] as const

/** Cron with its zone, common choices, and the next five times as the server counts them. */
export function CronField({
  value,
  onChange,
  name = '',
  jitterSeconds = 0,
  disabled = false,
}: CronFieldProps) {
  const { t } = useTranslation()
  const zones = useMemo(
    () => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), value.timezone])],
    [value.timezone],
  )
  const { problem, next } = useNextTimes(value, name, jitterSeconds)
  return (
    <Stack gap="xs">
      <TextInput
        label={t('cron.label')}
        description={t('cron.fields')}
        value={value.cron}
        disabled={disabled}
        error={problem}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onChange={(event) => onChange({ ...value, cron: event.currentTarget.value })}
      />
      <Chip.Group
        value={value.cron}
        onChange={(cron) => typeof cron === 'string' && onChange({ ...value, cron })}
      >
        <Group gap={6}>
          {PRESETS.map(([key, cron]) => (
            <Chip key={cron} value={cron} size="xs" variant="outline" disabled={disabled}>
              {t(`cron.${key}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Select
        label={t('cron.timezone')}
        data={zones}
        value={value.timezone}
        searchable
        allowDeselect={false}
        disabled={disabled}
        limit={60}
        onChange={(timezone) => timezone !== null && onChange({ ...value, timezone })}
      />
      <NextTimes times={next} timezone={value.timezone} />
    </Stack>
  )
}

function useNextTimes({ cron, timezone }: CronValue, name: string, jitterSeconds: number) {
  const [asked] = useDebouncedValue({ cron, timezone, jitterSeconds }, 250)
  const query = useRead(
    'previewSchedule',
    { query: { ...asked, name, count: 5 } },
    { enabled: asked.cron.trim() !== '', keep: true },
  )
  const refused = query.error instanceof ApiError ? query.error.message : undefined
  return { problem: refused ?? query.data?.problem ?? undefined, next: query.data?.next ?? [] }
}

function NextTimes({ times, timezone }: { readonly times: readonly string[]; readonly timezone: string }) {
  const { t } = useTranslation()
  const { language } = useFormat()
  const format = useMemo(
    () =>
      new Intl.DateTimeFormat(language, {
        weekday: 'short',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        timeZone: timezone,
      }),
    [language, timezone],
  )
  return (
    <div style={{ minHeight: 118 }}>
      <Text size="xs" c="dimmed" mb={4}>
        {t('cron.next', { timezone })}
      </Text>
      <List size="sm" listStyleType="none" className="tabular">
        {times.map((time) => (
          <List.Item key={time}>{format.format(new Date(time))}</List.Item>
        ))}
      </List>
    </div>
  )
}
