import { Button, PasswordInput, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { useChange } from '../api/api-context.ts'
import { DoorError, DoorFrame } from './door-frame.tsx'
import { useSession } from './use-session.ts'

const SHORTEST_PASSWORD = 10

/** First start: the one-time link that the server printed makes the first administrator. */
export function SetupPage() {
  const { t } = useTranslation()
  const token = useLocation().hash.slice(1)
  const session = useSession()
  const [name, setName] = useState('admin')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const setUp = useChange((api) => api.call('setUp', { body: { token, name, password } }))
  if (session.data?.user) return <Navigate to="/" replace />
  const problem = passwordProblem(password, again)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password === again && problem === undefined) setUp.mutate()
  }
  return (
    <DoorFrame title={t('session.setupTitle')} lead={t('session.setupLead')} onSubmit={submit}>
      <DoorError error={setUp.error} />
      {token === '' && (
        <Text size="sm" c="var(--status-warning)">
          {t('session.setupNoToken')}
        </Text>
      )}
      <TextInput
        label={t('session.name')}
        autoComplete="username"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('session.newPassword')}
        description={t('session.passwordRule', { length: SHORTEST_PASSWORD })}
        autoComplete="new-password"
        required
        autoFocus
        value={password}
        error={problem === 'short' && t('session.passwordShort')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('session.passwordAgain')}
        autoComplete="new-password"
        required
        value={again}
        error={problem === 'differs' && t('session.passwordDiffers')}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth loading={setUp.isPending} disabled={token === ''}>
        {t('session.setupButton')}
      </Button>
    </DoorFrame>
  )
}

/** What is wrong once something is typed. */
function passwordProblem(password: string, again: string): 'short' | 'differs' | undefined {
  if (password !== '' && password.length < SHORTEST_PASSWORD) return 'short'
  return again === '' || again === password ? undefined : 'differs'
}
