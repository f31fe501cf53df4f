import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useSearchParams } from 'react-router'
import { useChange } from '../api/api-context.ts'
import { DoorError, DoorFrame } from './door-frame.tsx'
import { useSession } from './use-session.ts'

export function SignInPage() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const session = useSession()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useChange((api) => api.call('signIn', { body: { name, password } }))
  if (session.data?.user) return <Navigate to={safePath(search.get('to'))} replace />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <DoorFrame
      title={t('session.signIn')}
      lead={session.data?.needsSetup ? t('session.needsSetup') : undefined}
      onSubmit={submit}
    >
      <DoorError error={signIn.error} />
      <TextInput
        label={t('session.name')}
        autoComplete="username"
        required
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('session.password')}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
      />
      <Button type="submit" fullWidth loading={signIn.isPending}>
        {t('session.signIn')}
      </Button>
    </DoorFrame>
  )
}

/** Only a path of our own: a link must not lead somebody who signs in to another site. */
function safePath(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/'
}
