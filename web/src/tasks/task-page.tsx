import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle, IconHandStop } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { hasEnded } from '#func/model/task.ts'
import { useChange, useRead } from '../api/api-context.ts'
import type { Task, TaskError } from '../api/types.gen.ts'
import { LoadedPage } from '../components/loaded-page.tsx'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { LogView } from '../logs/log-view.tsx'
import { useTaskLog } from '../logs/use-task-log.ts'
import { useMay } from '../session/use-session.ts'
import { TaskFactsPanel } from './task-figures.tsx'
import { TaskStatusLabel, taskStatus } from './task-status.tsx'
import { TaskTiles } from './task-tiles.tsx'

/** One run while it goes on and afterwards. */
export function TaskPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const query = useRead('getTask', { params: { id } })
  const crumbs = [{ label: t('nav.tasks'), to: '/tasks' }]
  return (
    <LoadedPage query={query} title={t('tasks.title')} crumbs={crumbs} rows={12}>
      {(task) => (
        <Page
          title={t('tasks.titleOf', { trigger: task.trigger })}
          subtitle={
            <Group gap="xs">
              <TaskStatusLabel task={task} />
              <span className="mono">{task.id}</span>
            </Group>
          }
          crumbs={crumbs}
          actions={<StopButton task={task} />}
        >
          <TaskProgress task={task} />
          {task.error !== null && (
            <TaskErrorBox error={task.error} partial={taskStatus(task) === 'partial'} />
          )}
          <TaskTiles task={task} />
          <TaskLogPanel task={task} />
          <TaskFactsPanel task={task} />
        </Page>
      )}
    </LoadedPage>
  )
}

function TaskLogPanel({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const keep = useCallback(
    (newest: Task) => queries.setQueryData(['getTask', { params: { id: newest.id } }], newest),
    [queries],
  )
  const { buffer, connection } = useTaskLog(task.id, keep)
  return (
    <Panel title={t('log.title')} flush>
      <LogView
        buffer={buffer}
        live={!hasEnded(task)}
        connection={connection}
        fileName={`${task.trigger}-${task.id}.log`}
      />
    </Panel>
  )
}

function StopButton({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const stop = useChange((api) => api.call('stopTask', { params: { id: task.id } }))
  if (hasEnded(task) || !may) return null
  return (
    <Button
      variant="default"
      leftSection={<IconHandStop size={16} />}
      loading={stop.isPending}
      disabled={task.stopRequested}
      onClick={() => stop.mutate()}
    >
      {task.stopRequested ? t('tasks.stopping') : t('tasks.stop')}
    </Button>
  )
}

function TaskErrorBox({ error, partial }: { readonly error: TaskError; readonly partial: boolean }) {
  const { t } = useTranslation()
  return (
    <Alert
      color={`var(--status-${partial ? 'warning' : 'failure'})`}
      icon={partial ? <IconAlertTriangle size={18} /> : <IconAlertCircle size={18} />}
      title={error.message}
      bg="var(--card)"
    >
      <Text size="sm">{error.todo}</Text>
      {error.failures !== undefined && error.failures.length > 0 && (
        <Stack gap={4} mt="xs">
          {error.failures.map(({ unit, code, message }) => (
            <Text key={unit + code} size="sm">
              <b>{unit}</b> {message} <span className="mono">{code}</span>
            </Text>
          ))}
        </Stack>
      )}
      <Text size="xs" c="dimmed" mt={6} className="mono">
        {error.code} {partial && t('tasks.partial')}
      </Text>
    </Alert>
  )
}

function TaskProgress({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const progress = Object.entries(task.figures?.progress ?? {})
  if (hasEnded(task)) return null
  return (
    <Panel title={t('tasks.progress')} mih={84}>
      <Stack gap="xs">
        {progress.length === 0 && (
          <Progress value={100} animated size="sm" aria-label={t('tasks.progress')} />
        )}
        {progress.map(([unit, { done, total }]) => (
          <Group key={unit} gap="sm" wrap="nowrap">
            <Text size="sm" w={110} className="truncate">
              {unit}
            </Text>
            <Progress
              value={total === 0 ? 0 : (100 * done) / total}
              size="sm"
              flex={1}
              animated
              aria-label={unit}
            />
            <Text size="sm" className="tabular" w={90} ta="right">
              {done} / {total}
            </Text>
          </Group>
        ))}
      </Stack>
    </Panel>
  )
}
