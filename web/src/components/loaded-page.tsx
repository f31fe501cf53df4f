import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Crumb, Page } from './page.tsx'
import { ErrorState, RowsSkeleton } from './states.tsx'

interface LoadedPageProps<T> {
  readonly query: UseQueryResult<T, Error>
  /** Until the thing itself is there, and when there is none. */
  readonly title: string
  readonly crumbs: readonly Crumb[]
  readonly rows: number
  readonly children: (data: T) => ReactNode
}

/** A page about one thing: while it is fetched, and where it is not to be had, it says so under its name. */
export function LoadedPage<T>({ query, title, crumbs, rows, children }: LoadedPageProps<T>) {
  const { data, error, refetch } = query
  if (data !== undefined) return <>{children(data)}</>
  return (
    <Page title={title} crumbs={crumbs}>
      <section className="card">
        {error === null ? (
          <RowsSkeleton rows={rows} />
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )}
      </section>
    </Page>
  )
}
