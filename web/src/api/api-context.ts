import { keepPreviousData, type UseMutationResult, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { ApiClient, Query, Tagged } from './client.ts'

export const ApiContext = createContext<ApiClient | null>(null)

export function useApi(): ApiClient {
  const api = useContext(ApiContext)
  if (api === null) throw new Error('Cannot use the API outside of its provider')
  return api
}

export interface GetOptions {
  readonly query?: Query
  /** Asks again after so many milliseconds, so that nothing needs a reload. */
  readonly everyMs?: number | false
  readonly enabled?: boolean
  /** Shows the former answer while another question is being answered. */
  readonly keep?: boolean
}

/** What a route answers now, and again whenever something was changed. */
export function useGet<T>(path: string, options: GetOptions = {}): UseQueryResult<T, Error> {
  const api = useApi()
  const { query = {}, everyMs = false, enabled = true, keep = false } = options
  return useQuery<T, Error>({
    queryKey: [path, query],
    queryFn: ({ signal }) => api.get<T>(path, { query, signal }),
    refetchInterval: everyMs,
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  })
}

/** As `useGet`, with the mark to give back when it is changed. */
export function useGetTagged<T>(path: string, options: GetOptions = {}): UseQueryResult<Tagged<T>, Error> {
  const api = useApi()
  const { everyMs = false, enabled = true } = options
  return useQuery<Tagged<T>, Error>({
    queryKey: [path, 'tagged'],
    queryFn: () => api.getTagged<T>(path),
    refetchInterval: everyMs,
    enabled,
  })
}

/** A question too long for an address: asked by POST, changes nothing. */
export function useAsk<T>(path: string, body: object, options: Omit<GetOptions, 'query'> = {}): UseQueryResult<T, Error> {
  const api = useApi()
  const { everyMs = false, enabled = true, keep = true } = options
  return useQuery<T, Error>({
    queryKey: [path, body],
    queryFn: ({ signal }) => api.send<T>('POST', path, { body, signal }),
    refetchInterval: everyMs,
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
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
