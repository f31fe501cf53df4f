import { Anchor, Badge, Box, Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ScriptSet } from '../api/types.gen.ts'
import { useFormat } from '../format/use-format.ts'
import { InstallButton } from './install-button.tsx'
import { SetIcon } from './set-icon.tsx'
import { SetState } from './set-state.tsx'

export function SetCard({ set }: { readonly set: ScriptSet }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  return (
    <Box component="article" className="card" p="md" mih={196} style={{ display: 'flex' }}>
      <Stack gap="xs" flex={1} miw={0}>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <SetIcon icon={set.icon} category={set.category} />
          <Box miw={0}>
            <Anchor component={Link} to={`/market/${set.id}`} fw={600} c="var(--mantine-color-text)">
              {localized({ ...set.title })}
            </Anchor>
            <Text size="xs" c="dimmed" className="mono truncate">
              {set.id}
            </Text>
          </Box>
        </Group>
        <Text size="sm" lineClamp={3} flex={1}>
          {localized({ ...set.description })}
        </Text>
        <Group gap={6}>
          <SetState set={set} />
          <Badge variant="outline" c="dimmed" bd="1px solid var(--line)" tt="none">
            {set.category} · {set.installedVersion ?? set.version}
          </Badge>
        </Group>
        <Group gap="xs">
          <InstallButton set={set} size="xs" />
          {set.deployable && set.state !== 'available' && (
            <Button component={Link} to={`/market/${set.id}/deploy`} size="xs">
              {t('market.deploy')}
            </Button>
          )}
          <Button component={Link} to={`/market/${set.id}`} variant="default" size="xs">
            {t('market.details')}
          </Button>
        </Group>
      </Stack>
    </Box>
  )
}
