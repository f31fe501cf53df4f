import type {
  CloudWatchLogs,
  FilteredLogEvent,
  FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'

export interface ReadLogs {
  readonly events: readonly FilteredLogEvent[]
  readonly pages: readonly number[]
}

/** All pages of a FilterLogEvents request, and how many events each held. */
export async function readLogs(
  logs: Pick<CloudWatchLogs, 'filterLogEvents'>,
  input: FilterLogEventsCommandInput,
): Promise<ReadLogs> {
  const events: FilteredLogEvent[] = []
  const pages: number[] = []
  let nextToken: string | undefined
  do {
    const page = await logs.filterLogEvents({ ...input, ...(nextToken === undefined ? {} : { nextToken }) })
    events.push(...(page.events ?? []))
    pages.push(page.events?.length ?? 0)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return { events, pages }
}
