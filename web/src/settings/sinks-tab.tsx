import { Button, Drawer, Group, Table, Text } from '@mantine/core'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRead } from '../api/api-context.ts'
import type { Sink } from '../api/types.gen.ts'
import { Panel } from '../components/panel.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Empty, Loaded } from '../components/states.tsx'
import { useReportError } from '../components/use-report-error.tsx'
import { useFormat } from '../format/use-format.ts'
import { useMay } from '../session/use-session.ts'
import { CheckResult } from './check-result.tsx'
import { SinkForm } from './sink-form.tsx'
import { useConfirm } from './use-confirm.tsx'

/** Where points go. */
export function SinksTab() {
  const { t } = useTranslation()
  const may = useMay('operator')
  const query = useRead('listSinks', {})
  const [edited, setEdited] = useState<Sink | 'new'>()
  return (
    <Panel
      title={t('settings.tabs.sinks')}
      flush
      actions={
        <Button
          size="xs"
          disabled={!may}
          leftSection={<IconPlus size={14} />}
          onClick={() => setEdited('new')}
        >
          {t('sinks.add')}
        </Button>
      }
    >
      <Text size="sm" c="dimmed" px="md" pb="xs">
        {t('sinks.lead')}
      </Text>
      <Loaded query={query}>{({ items }) => <SinkTable sinks={items} onEdit={setEdited} />}</Loaded>
      <Drawer
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        position="right"
        size="min(560px, 100vw)"
        title={edited === 'new' ? t('sinks.add') : edited?.name}
      >
        {edited !== undefined && (
          <SinkForm
            sink={edited === 'new' ? undefined : edited}
            taken={edited === 'new' ? names(query.data?.items) : []}
            onDone={() => setEdited(undefined)}
          />
        )}
      </Drawer>
    </Panel>
  )
}

/** Of those that are saved. */
function names(sinks: readonly Sink[] = []): string[] {
  return sinks.filter(({ implicit }) => !implicit).map(({ name }) => name)
}

interface SinkTableProps {
  readonly sinks: readonly Sink[]
  readonly onEdit: (sink: Sink) => void
}

function SinkTable({ sinks, onEdit }: SinkTableProps) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const types = useRead('listSinkTypes', {}).data?.items ?? []
  const titleOf = (type: string) => {
    const title = types.find((one) => one.type === type)?.title
    return title === undefined ? type : localized({ ...title })
  }
  const columns = [t('sinks.name'), t('sinks.type'), t('sinks.delivery'), t('sinks.check'), '']
  if (sinks.length === 0) return <Empty icon={<IconDatabase size={28} />} title={t('sinks.empty')} />
  return (
    <ScrollTable label={t('settings.tabs.sinks')} columns={columns} minWidth={700}>
      {sinks.map((sink) => (
        <SinkRow key={sink.name} sink={sink} type={titleOf(sink.type)} onEdit={() => onEdit(sink)} />
      ))}
    </ScrollTable>
  )
}

interface SinkRowProps {
  readonly sink: Sink
  readonly type: string
  readonly onEdit: () => void
}

function SinkRow({ sink, type, onEdit }: SinkRowProps) {
  const { t } = useTranslation()
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {sink.name}
        </Text>
        <Text size="xs" c="dimmed" className="truncate" maw={320}>
          {String(sink.options.url ?? sink.options.path ?? '')}
        </Text>
      </Table.Td>
      <Table.Td>{type}</Table.Td>
      <Table.Td>
        {t(sink.required ? 'sinks.required' : 'sinks.bestEffort')}
        {sink.implicit && (
          <Text size="xs" c="dimmed">
            {t('sinks.implicit')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <SinkCheck name={sink.name} />
      </Table.Td>
      <Table.Td>{!sink.implicit && <SinkActions sink={sink} onEdit={onEdit} />}</Table.Td>
    </Table.Tr>
  )
}

function SinkActions({ sink, onEdit }: { readonly sink: Sink; readonly onEdit: () => void }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const reportError = useReportError()
  const confirm = useConfirm()
  const remove = useChange((api) => api.call('removeSink', { params: { name: sink.name } }))
  const ask = () =>
    confirm(t('sinks.removeOf', { name: sink.name }), t('common.remove'), () =>
      remove.mutate(undefined, { onError: reportError }),
    )
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <Button size="xs" variant="default" disabled={!may} onClick={onEdit}>
        {t('common.edit')}
      </Button>
      <Button size="xs" variant="default" disabled={!may} onClick={ask}>
        {t('common.remove')}
      </Button>
    </Group>
  )
}

function SinkCheck({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const check = useChange((api) => api.call('checkSink', { params: { name } }))
  const failed = check.error?.message ?? (check.data?.ok === false ? check.data.message : undefined)
  return (
    <Group gap={8} wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        disabled={!may}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        {t('sinks.checkNow')}
      </Button>
      {check.data?.ok === true && <CheckResult ok text={check.data.message} />}
      {failed !== undefined && <CheckResult ok={false} text={failed} />}
    </Group>
  )
}
