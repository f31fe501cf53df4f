import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface ColumnMenuProps {
  readonly all: readonly string[]
  readonly chosen: string[]
  readonly onChange: (chosen: string[]) => void
  readonly onReset: () => void
}

/** Columns of the table, remembered in this browser. */
export function ColumnMenu({ all, chosen, onChange, onReset }: ColumnMenuProps) {
  const { t } = useTranslation()
  const names = [...new Set([...chosen, ...all])]
  return (
    <Popover position="bottom-end" width={240} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} />}>
          {t('objects.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={320} type="auto">
          <Checkbox.Group
            value={chosen}
            onChange={(next) => next.length > 0 && onChange(next)}
            aria-label={t('objects.columns')}
          >
            <Stack gap={8}>
              {names.map((name) => (
                <Checkbox key={name} size="xs" value={name} label={name} />
              ))}
            </Stack>
          </Checkbox.Group>
        </ScrollArea.Autosize>
        <Button variant="subtle" size="xs" mt="xs" onClick={onReset}>
          {t('objects.resetColumns')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
