import { Button, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../api/api-context.ts'
import { notify } from '../components/notify.ts'
import { Panel } from '../components/panel.tsx'
import { ErrorState } from '../components/states.tsx'

/** One's own password. */
export function AccountTab() {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useChange((api) => api.call('changePassword', { body: { current, next } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(undefined, {
      onSuccess: () => {
        setCurrent('')
        setNext('')
        notify(t, { color: 'teal', message: t('account.changed') })
      },
    })
  }
  const eye = { 'aria-label': t('session.showPassword') }
  return (
    <Panel title={t('account.password')}>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={380}>
          <PasswordInput
            label={t('account.current')}
            required
            autoComplete="current-password"
            value={current}
            visibilityToggleButtonProps={eye}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('session.newPassword')}
            description={t('session.passwordRule', { length: 10 })}
            required
            minLength={10}
            autoComplete="new-password"
            value={next}
            visibilityToggleButtonProps={eye}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          {change.error !== null && <ErrorState error={change.error} />}
          <Button type="submit" w="fit-content" loading={change.isPending}>
            {t('account.change')}
          </Button>
        </Stack>
      </form>
    </Panel>
  )
}
