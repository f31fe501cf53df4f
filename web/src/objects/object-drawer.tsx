import { Anchor, Drawer, Group, Stack, Tabs, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { StoredObject } from '../api/types.gen.ts'
import { CopyText } from '../components/copy-text.tsx'
import { Facts } from '../components/facts.tsx'
import { JsonTree } from '../components/json-tree.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { Loaded } from '../components/states.tsx'
import { ObjectLogs } from './object-logs.tsx'
import { ObjectMetrics } from './object-metrics.tsx'
import { ObjectTasks } from './object-tasks.tsx'

interface ObjectDrawerProps {
  readonly id: string | null
  readonly onClose: () => void
}

/** Everything about one object. */
export function ObjectDrawer({ id, onClose }: ObjectDrawerProps) {
  const { t } = useTranslation()
  const query = useRead(
    'getObject',
    { params: { id: Number(id ?? 0) } },
    { enabled: id !== null, keep: true },
  )
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="min(680px, 100vw)"
      title={query.data?.tags.name ?? t('objects.object')}
      styles={{ title: { fontWeight: 600, overflowWrap: 'anywhere' } }}
    >
      <Loaded query={query}>{(object) => <ObjectView key={object.id} object={object} />}</Loaded>
    </Drawer>
  )
}

function ObjectView({ object }: { readonly object: StoredObject }) {
  const { t } = useTranslation()
  return (
    <Tabs defaultValue="metrics" keepMounted={false}>
      <Tabs.List>
        {(['metrics', 'logs', 'tags', 'fields', 'message', 'tasks'] as const).map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {t(`objects.tabs.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="metrics" pt="md">
        <ObjectMetrics object={object} />
      </Tabs.Panel>
      <Tabs.Panel value="logs" pt="md">
        <ObjectLogs object={object} />
      </Tabs.Panel>
      <Tabs.Panel value="tags" pt="md">
        <Facts
          rows={sorted(object.tags).map(([name, value]) => [name, <CopyText key={name} value={value} />])}
        />
      </Tabs.Panel>
      <Tabs.Panel value="fields" pt="md">
        <FieldsPanel object={object} />
      </Tabs.Panel>
      <Tabs.Panel value="message" pt="md">
        <JsonTree value={parsed(object.fields.message)} open={2} />
      </Tabs.Panel>
      <Tabs.Panel value="tasks" pt="md">
        <ObjectTasks object={object} />
      </Tabs.Panel>
    </Tabs>
  )
}

function FieldsPanel({ object }: { readonly object: StoredObject }) {
  const { t } = useTranslation()
  const fields = sorted<unknown>(object.fields).filter(([name]) => name !== 'message')
  return (
    <Stack gap="sm">
      <Facts
        rows={[
          [t('objects.lastSeen'), <RelativeTime key="last" at={object.lastSeen} />],
          [t('objects.firstSeen'), <RelativeTime key="first" at={object.firstSeen} />],
          ...fields.map(([name, value]) => [name, <FieldValue key={name} value={value} />] as const),
        ]}
      />
      <Group>
        <Anchor
          component={Link}
          size="sm"
          to={`/metrics?where.FunctionName=${encodeURIComponent(object.tags.FunctionName ?? object.tags.name ?? '')}`}
        >
          {t('objects.explore')}
        </Anchor>
      </Group>
    </Stack>
  )
}

function FieldValue({ value }: { readonly value: unknown }) {
  const tree = parsed(value)
  if (typeof tree === 'object' && tree !== null) return <JsonTree value={tree} open={1} />
  return <Text size="sm">{String(value)}</Text>
}

/** JSON in a text is shown as what it says. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => a.localeCompare(b))
}
