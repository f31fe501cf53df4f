import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Answer, ApiClient, CallId, Input, Tagged } from './client.ts'

export const ApiContext = createContext<ApiClient | null>(null)

export function useApi(): ApiClient {
  const api = useContext(ApiContext)
  if (api === null) throw new Error('Cannot use the API outside of its provider')
  return api
}

export interface ReadOptions {
  /** Asks again after so many milliseconds, beside what the server's events ask for. */
  readonly everyMs?: number | false
  readonly enabled?: boolean
  /** Shows the former answer while another question is being answered. */
  readonly keep?: boolean
}

/** What a call that changes nothing answers; asked again whenever something was changed. */
export function useRead<Id extends CallId>(
  id: Id,
  input: Input<Id>,
  { everyMs = false, enabled = true, keep = false }: ReadOptions = {},
): UseQueryResult<Answer<Id>, Error> {
  const api = useApi()
  return useQuery<Answer<Id>, Error>({
    queryKey: [id, input],
    queryFn: ({ signal }) => api.call(id, input, { signal }),
    refetchInterval: everyMs,
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  })
}

/** As `useRead`, with the mark to send when it is changed. */
export function useReadTagged<Id extends CallId>(
  id: Id,
  input: Input<Id>,
): UseQueryResult<Tagged<Answer<Id>>, Error> {
  const api = useApi()
  return useQuery<Tagged<Answer<Id>>, Error>({
    queryKey: [id, input, 'tagged'],
    queryFn: ({ signal }) => api.callTagged(id, input, { signal }),
  })
}

/** A change; what is on the page is asked for again when it is done. */
export function useChange<T, V = void>(
  change: (api: ApiClient, variables: V) => Promise<T>,
): UseMutationResult<T, Error, V> {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation<T, Error, V>({
    mutationFn: (variables) => change(api, variables),
    onSettled: () => queries.invalidateQueries(),
  })
}
