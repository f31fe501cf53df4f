import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../api/api-context.ts'
import type { ObjectPage, ObjectQuery, StoredObject } from '../api/types.gen.ts'
import { conditionsOf, type ObjectView } from './object-filter.ts'

const PAGE = 200
const TIMES = ['lastSeen', 'firstSeen'] as const
/** Fields with a column of their own; `message` would be kilobytes for each row. */
export const FIELD_COLUMNS = ['MemorySize', 'Timeout', 'CodeSize', 'EphemeralStorage', 'CreatedTime'] as const

/** Objects page by page as the table scrolls; sorted and filtered in the store. */
export function useObjects(view: ObjectView) {
  const api = useApi()
  const { measurement, search, tags, sort } = view
  const question = useMemo<ObjectQuery>(
    () => ({
      ...(measurement !== null && { measurement }),
      ...(search !== '' && { search }),
      where: conditionsOf(tags),
      sort: sortOf(sort),
      fields: [...FIELD_COLUMNS],
      limit: PAGE,
    }),
    [measurement, search, tags, sort],
  )
  const query = useInfiniteQuery<
    ObjectPage,
    Error,
    { pages: ObjectPage[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: ['queryObjects', question],
    initialPageParam: undefined,
    placeholderData: keepPreviousData,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    queryFn: ({ pageParam, signal }) =>
      api.call(
        'queryObjects',
        { body: { ...question, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
  })
  const objects = useMemo<StoredObject[] | undefined>(
    () => query.data?.pages.flatMap(({ items }) => items),
    [query.data],
  )
  return { ...query, objects, total: query.data?.pages[0]?.total }
}

function sortOf({ id, descending }: ObjectView['sort']): NonNullable<ObjectQuery['sort']> {
  const time = TIMES.find((one) => one === id)
  if (time !== undefined) return { kind: time, descending }
  const field = FIELD_COLUMNS.find((one) => one === id)
  return { kind: field === undefined ? 'tag' : 'field', name: id, descending }
}
