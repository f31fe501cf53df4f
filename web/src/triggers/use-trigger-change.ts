import { useChange } from '../api/api-context.ts'
import type { Api } from '../api/types.gen.ts'
import { useReportError } from '../components/use-report-error.tsx'

export type TriggerChange = Api['changeTrigger']['body']

/** Changes a trigger as it was read; without a mark, as it is right now. */
export function useTriggerChange(name: string, etag?: string) {
  const reportError = useReportError()
  const change = useChange(async (api, body: TriggerChange) => {
    const params = { name }
    const mark = etag ?? (await api.callTagged('getTrigger', { params })).etag
    return api.call('changeTrigger', { params, body }, { etag: mark })
  })
  return { ...change, mutate: (body: TriggerChange) => change.mutate(body, { onError: reportError }) }
}
