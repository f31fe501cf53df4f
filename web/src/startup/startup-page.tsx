import { Anchor, Badge, Group, Table } from '@mantine/core'
import { IconFileCode, IconFilePlus, IconPencil } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead } from '../api/api-context.ts'
import type { StartupScript } from '../api/types.gen.ts'
import { Page } from '../components/page.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Empty, Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'

/** Files of the startup folder. */
export function StartupPage() {
  const { t } = useTranslation()
  const query = useRead('listStartupScripts', {})
  const columns = [
    t('startup.file'),
    t('tasks.set'),
    t('startup.marks'),
    t('startup.size'),
    t('startup.modified'),
  ]
  return (
    <Page title={t('nav.startup')} subtitle={t('startup.lead')}>
      <section className="card">
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon={<IconFileCode size={30} />}
                title={t('startup.empty')}
                description={t('startup.emptyWhy')}
              />
            ) : (
              <ScrollTable label={t('nav.startup')} columns={columns}>
                {items.map((script) => (
                  <ScriptRow key={script.name} script={script} />
                ))}
              </ScrollTable>
            )
          }
        </Loaded>
      </section>
    </Page>
  )
}

function ScriptRow({ script }: { readonly script: StartupScript }) {
  const { t } = useTranslation()
  const { bytes } = useFormat()
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/startup/${script.name}`} size="sm" className="mono">
          {script.name}.ts
        </Anchor>
      </Table.Td>
      <Table.Td>{script.scriptSet ?? '–'}</Table.Td>
      <Table.Td>
        <Group gap={6}>
          {script.edited && <Mark icon={<IconPencil size={12} />} text={t('startup.edited')} />}
          {script.waitingNew && <Mark icon={<IconFilePlus size={12} />} text={t('startup.waitingNew')} />}
          {!script.hasTrigger && <Mark icon={null} text={t('startup.noTrigger')} />}
        </Group>
      </Table.Td>
      <Table.Td>{bytes(script.bytes)}</Table.Td>
      <Table.Td>
        <RelativeTime at={script.modifiedAt} />
      </Table.Td>
    </Table.Tr>
  )
}

function Mark({ icon, text }: { readonly icon: ReactNode; readonly text: string }) {
  return (
    <Badge
      variant="outline"
      c="var(--status-warning)"
      bd="1px solid var(--line)"
      tt="none"
      leftSection={icon}
    >
      {text}
    </Badge>
  )
}
