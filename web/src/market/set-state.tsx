import { Badge, Group } from '@mantine/core'
import { IconCircleArrowUp, IconCircleCheck, IconDownload, IconLink, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ScriptSet } from '../api/types.gen.ts'

const STATES = {
  available: [IconDownload, 'idle'],
  installed: [IconCircleCheck, 'success'],
  update: [IconCircleArrowUp, 'running'],
  linked: [IconLink, 'running'],
} as const

/** Installed, update, edited: by icon and word. */
export function SetState({ set }: { readonly set: Pick<ScriptSet, 'state' | 'edited' | 'version'> }) {
  const { t } = useTranslation()
  const [Icon, tone] = STATES[set.state]
  return (
    <Group gap={6}>
      <Badge
        variant="outline"
        c={`var(--status-${tone})`}
        bd="1px solid var(--line)"
        tt="none"
        leftSection={<Icon size={12} />}
      >
        {t(`market.is.${set.state}`, { version: set.version })}
      </Badge>
      {set.edited.length > 0 && (
        <Badge
          variant="outline"
          c="var(--status-warning)"
          bd="1px solid var(--line)"
          tt="none"
          leftSection={<IconPencil size={12} />}
        >
          {t('market.is.edited')}
        </Badge>
      )}
    </Group>
  )
}
