import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { useMemo, useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { ApiContext } from './api/api-context.ts'
import { ApiError } from './api/api-error.ts'
import { createApiClient } from './api/client.ts'
import type { Session } from './api/types.gen.ts'
import { createRoutes } from './routes.tsx'
import { ThemeProvider } from './theme/theme-provider.tsx'

const SESSION_KEY = ['getSession', {}]

export function App({ i18n }: { readonly i18n: i18n }) {
  const [queries] = useState(createQueries)
  const [router] = useState(createRoutes)
  const api = useMemo(
    () =>
      createApiClient({
        fetch: (input, init) => fetch(input, init),
        csrfToken: () => queries.getQueryData<Session>(SESSION_KEY)?.csrfToken ?? undefined,
      }),
    [queries],
  )
  return (
    <I18nextProvider i18n={i18n}>
      <ThemeProvider>
        <QueryClientProvider client={queries}>
          <ApiContext value={api}>
            <ModalsProvider>
              <Notifications position="bottom-right" limit={4} />
              <RouterProvider router={router} />
            </ModalsProvider>
          </ApiContext>
        </QueryClientProvider>
      </ThemeProvider>
    </I18nextProvider>
  )
}

/** Only what may pass by itself is asked again; an ended session leads back to sign-in. */
function createQueries(): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (!(error instanceof ApiError && error.status === 401)) return
        void queries.invalidateQueries({ queryKey: SESSION_KEY })
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2000,
        retry: (count, error) =>
          error instanceof ApiError && (error.offline || error.status >= 502) && count < 100,
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 5000),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return queries
}
