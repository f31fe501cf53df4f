import { Alert, Button, Checkbox, Code, Group, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FILE_CHANGES } from '#func/model/outcomes.ts'
import { useChange, useRead } from '../api/api-context.ts'
import type { InstallPlan, InstallResult, SetPlan } from '../api/types.gen.ts'
import { notify } from '../components/notify.ts'
import { ErrorState, Loaded } from '../components/states.tsx'
import { useFormat } from '../format/use-format.ts'
import { Markdown } from '../markdown/markdown.tsx'

interface InstallPlanViewProps {
  readonly set: string
  readonly upgrade: boolean
  readonly onDone: () => void
}

/** What installing will change, and the button that does it. */
export function InstallPlanView({ set, upgrade, onDone }: InstallPlanViewProps) {
  const query = useRead('planInstall', { params: { set }, body: {} })
  return (
    <Loaded query={query}>
      {(plan) => <Plan set={set} plan={plan} upgrade={upgrade} onDone={onDone} />}
    </Loaded>
  )
}

function Plan({ set, plan, upgrade, onDone }: InstallPlanViewProps & { readonly plan: InstallPlan }) {
  const { t } = useTranslation()
  const [force, setForce] = useState(false)
  const edited = plan.sets.flatMap((one) => one.edited.map((path) => `${one.id}/${path}`))
  const install = useChange(async (api) => {
    const call = upgrade ? 'upgradeScriptSet' : 'installScriptSet'
    const result = await api.call(call, { params: { set }, body: { force } })
    // reported here: once the set is installed the button and its dialog are gone, and with them what they wait for
    notify(t, { color: 'teal', ...resultText(result, t) })
  })
  return (
    <Stack gap="md">
      {plan.sets.map((one) => (
        <SetPlanView key={one.id} plan={one} />
      ))}
      <PlanEffects plan={plan} />
      {edited.length > 0 && (
        <Alert
          color="var(--status-warning)"
          icon={<IconAlertTriangle size={18} />}
          title={t('install.edited')}
        >
          <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
            {edited.join(', ')}
          </Text>
          <Checkbox
            mt="xs"
            label={t('install.force')}
            checked={force}
            onChange={(event) => setForce(event.currentTarget.checked)}
          />
        </Alert>
      )}
      {install.error !== null && <ErrorState error={install.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Button
          data-autofocus
          onClick={() => install.mutate(undefined, { onSuccess: onDone })}
          loading={install.isPending}
          disabled={edited.length > 0 && !force}
        >
          {t(upgrade ? 'install.upgrade' : 'install.install')}
        </Button>
      </Group>
    </Stack>
  )
}

/** What was done; edited files that were kept are named, so that they are found again. */
function resultText({ sets }: InstallResult, t: TFunction) {
  const names = sets
    .filter(({ action }) => action !== 'unchanged')
    .map(({ id, to }) => `${id} ${to}`)
    .join(', ')
  const kept = sets.flatMap(({ id, kept: paths }) => paths.map((path) => `${id}/${path}`))
  const done = t(names === '' ? 'install.nothing' : 'install.done', { names })
  if (kept.length === 0) return { message: done }
  return { title: done, message: t('install.kept', { files: kept.join(', ') }), autoClose: false }
}

function SetPlanView({ plan }: { readonly plan: SetPlan }) {
  const { t } = useTranslation()
  const counts = FILE_CHANGES.map(
    (change) => [change, plan.files.filter((file) => file.change === change).length] as const,
  ).filter(([, count]) => count > 0)
  return (
    <div>
      <Group gap="xs">
        <Text fw={600} size="sm" className="mono">
          {plan.id}
        </Text>
        <Text size="sm">
          {plan.from !== null && `${plan.from} → `}
          {plan.to}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`install.action.${plan.action}`)}
        </Text>
        {plan.source !== 'builtin' && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('install.from', { source: plan.source })}
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {counts.map(([change, count]) => t(`install.files.${change}`, { count })).join(', ')}
      </Text>
      {plan.changes !== '' && <Markdown source={plan.changes} />}
    </div>
  )
}

function PlanEffects({ plan }: { readonly plan: InstallPlan }) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  return (
    <>
      {plan.addedPermissions.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {t('install.permissions')}
          </Text>
          <List size="sm">
            {plan.addedPermissions.map(({ action, feature }) => (
              <List.Item key={action}>
                <Code>{action}</Code> {localized({ ...feature })}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {plan.startupScripts.length > 0 && (
        <Text size="sm">{t('install.affects', { names: plan.startupScripts.join(', ') })}</Text>
      )}
      <Text size="sm" c="dimmed">
        {t('install.noCode')}
      </Text>
    </>
  )
}
