import { Center, Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { useLiveEvents } from '../api/use-live-events.ts'
import { ErrorState } from '../components/states.tsx'
import { useSession } from '../session/use-session.ts'
import { Brand } from './brand.tsx'
import { Shell } from './shell.tsx'

/** Pages for those who are signed in; others sign in first and come back. */
export function SignedIn() {
  const { t } = useTranslation()
  const session = useSession()
  const { pathname, search } = useLocation()
  const user = session.data?.user
  useLiveEvents(Boolean(user))
  if (user) return <Shell />
  if (session.data !== undefined) {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />
  }
  return (
    <>
      <div className="boot">
        <Brand />
      </div>
      <Center component="main" mih="50dvh">
        {session.error === null || session.isFetching ? (
          <Loader size="sm" aria-label={t('common.loading')} />
        ) : (
          <ErrorState error={session.error} retry={() => void session.refetch()} />
        )}
      </Center>
    </>
  )
}
