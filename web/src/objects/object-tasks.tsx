import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import type { StoredObject } from '../api/types.gen.ts'
import { Loaded } from '../components/states.tsx'
import { TaskTable } from '../tasks/task-table.tsx'

/** Newest runs of the triggers that collect this object's account. */
export function ObjectTasks({ object }: { readonly object: StoredObject }) {
  const { t } = useTranslation()
  const overview = useRead('getOverview', {})
  const { account_name: account, RegionId: region } = object.tags
  return (
    <Loaded query={overview}>
      {({ freshness }) => {
        const rows = freshness.filter(
          (row) => row.account === account && (region === undefined || row.region === region),
        )
        const triggers = [...new Set(rows.map(({ trigger }) => trigger))]
        return triggers.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('tasks.empty')}
          </Text>
        ) : (
          triggers.map((trigger) => <TriggerTasks key={trigger} trigger={trigger} />)
        )
      }}
    </Loaded>
  )
}

function TriggerTasks({ trigger }: { readonly trigger: string }) {
  const query = useRead('listTasks', { query: { trigger, limit: 10 } })
  return <Loaded query={query}>{({ items }) => <TaskTable tasks={items} />}</Loaded>
}
