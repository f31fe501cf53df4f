import { Anchor, Box, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FunctionHealth, FunctionsHealth } from '../api/types.gen.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { Empty } from '../components/states.tsx'
import classes from '../overview/alert-list.module.css'
import { functionPath } from './function-path.ts'
import { TroubleSentence } from './trouble-sentence.tsx'

const LEVELS = { critical: [IconCircleX, 'failure'], warning: [IconAlertTriangle, 'warning'] } as const

/** Functions in trouble, the worst first, each with what changed and when; a click opens its metrics. */
export function TroubleList({ health }: { readonly health: FunctionsHealth }) {
  const { t } = useTranslation()
  if (health.troubled === 0) {
    return (
      <Empty
        icon={<IconCircleCheck size={28} color="var(--status-success)" />}
        title={t('functions.noTrouble', { count: health.total })}
      />
    )
  }
  return (
    <ul className={classes.list}>
      {health.items
        .filter(({ troubles }) => troubles.length > 0)
        .map((item) => (
          <li key={`${item.account} ${item.region} ${item.name}`} className={classes.item}>
            <TroubledFunction item={item} />
          </li>
        ))}
    </ul>
  )
}

function TroubledFunction({ item }: { readonly item: FunctionHealth }) {
  const { t } = useTranslation()
  const [Icon, tone] = LEVELS[item.troubles[0]?.level ?? 'warning']
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Box pt={2} c={`var(--status-${tone})`}>
        <Icon size={18} aria-label={t(`functions.trouble.${item.troubles[0]?.level ?? 'warning'}`)} />
      </Box>
      <Box miw={0} flex={1}>
        <Anchor
          component={Link}
          to={functionPath(item)}
          size="sm"
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
        >
          {item.name}
        </Anchor>{' '}
        <Text component="span" size="xs" c="dimmed">
          {item.account} {item.region}
        </Text>
        {item.troubles.map((trouble) => (
          <Text key={trouble.kind} size="sm">
            <TroubleSentence trouble={trouble} />
          </Text>
        ))}
      </Box>
      <Box w={140} visibleFrom="sm">
        <Sparkline values={item.curve} height={32} />
      </Box>
    </Group>
  )
}
