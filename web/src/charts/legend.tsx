import { Box, Group, Text, UnstyledButton, useComputedColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'
import type { Line } from './lines.ts'
import { seriesColor } from './palette.ts'
import { formatUnit } from './units.ts'

interface LegendProps {
  readonly lines: readonly Line[]
  readonly unit: string
  readonly hidden: ReadonlySet<string>
  readonly onHidden: (hidden: ReadonlySet<string>) => void
  readonly maxHeight?: number
}

/** Names and totals of the lines; a click shows or hides one, with Alt all the others. */
export function Legend({ lines, unit, hidden, onHidden, maxHeight = 132 }: LegendProps) {
  const { t } = useTranslation()
  const toggle = (id: string, alone: boolean) => {
    if (alone) onHidden(new Set(lines.map((line) => line.id).filter((one) => one !== id)))
    else
      onHidden(hidden.has(id) ? new Set([...hidden].filter((one) => one !== id)) : new Set([...hidden, id]))
  }
  return (
    <Box mah={maxHeight} style={{ overflowY: 'auto' }}>
      <Group gap="4px 14px" role="group" aria-label={t('chart.legend')}>
        {lines.map((line, index) => (
          <LegendItem
            key={line.id}
            line={line}
            index={index}
            unit={unit}
            off={hidden.has(line.id)}
            onToggle={(alone) => toggle(line.id, alone)}
          />
        ))}
      </Group>
    </Box>
  )
}

interface LegendItemProps {
  readonly line: Line
  readonly index: number
  readonly unit: string
  readonly off: boolean
  readonly onToggle: (alone: boolean) => void
}

function LegendItem({ line, index, unit, off, onToggle }: LegendItemProps) {
  const { language } = useFormat()
  const dark = useComputedColorScheme() === 'dark'
  return (
    <UnstyledButton aria-pressed={!off} onClick={(event) => onToggle(event.altKey)} maw="100%">
      <Group gap={6} wrap="nowrap">
        <span
          style={{
            width: 10,
            height: 3,
            borderRadius: 2,
            flexShrink: 0,
            background: off ? 'var(--line)' : seriesColor(index, dark),
          }}
        />
        <Text component="span" size="xs" className="truncate" td={off ? 'line-through' : undefined}>
          {line.label}
        </Text>
        <Text component="span" size="xs" c="dimmed" className="tabular" style={{ whiteSpace: 'nowrap' }}>
          {line.total === null ? '–' : formatUnit(line.total, line.unit ?? unit, language)}
        </Text>
      </Group>
    </UnstyledButton>
  )
}
