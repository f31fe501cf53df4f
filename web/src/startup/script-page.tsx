import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCircleCheck, IconDeviceFloppy } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useChange, useReadTagged } from '../api/api-context.ts'
import type { Tagged } from '../api/client.ts'
import type { StartupScriptText } from '../api/types.gen.ts'
import { JsonTree } from '../components/json-tree.tsx'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { ErrorState, Loaded, RowsSkeleton } from '../components/states.tsx'
import { useMay } from '../session/use-session.ts'

const CodeEditor = lazy(async () => ({ default: (await import('../editor/code-editor.tsx')).CodeEditor }))
const CodeDiff = lazy(async () => ({ default: (await import('../editor/code-diff.tsx')).CodeDiff }))

/** One startup script: edit, compare with the generated one, save after it was loaded and checked. */
export function ScriptPage() {
  const { t } = useTranslation()
  const { name = '' } = useParams()
  const query = useReadTagged('getStartupScript', { params: { name } })
  return (
    <Loaded
      query={query}
      skeleton={
        <Page title={`${name}.ts`} crumbs={[{ label: t('nav.startup'), to: '/startup' }]}>
          <section className="card">
            <RowsSkeleton rows={16} />
          </section>
        </Page>
      }
    >
      {(tagged) => <ScriptView key={name} tagged={tagged} />}
    </Loaded>
  )
}

function ScriptView({ tagged }: { readonly tagged: Tagged<StartupScriptText> }) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const [params, setParams] = useSearchParams()
  const [opened, setOpened] = useState(tagged)
  const [text, setText] = useState(tagged.value.text)
  const { name, scriptSet, generated } = opened.value
  const save = useSave(name, opened.etag)
  const changed = text !== opened.value.text
  const start = () => {
    if (!changed || !may) return
    save.mutate(text, {
      onSuccess: (saved) => {
        setOpened(saved)
        notifications.show({ color: 'teal', message: t('startup.saved', { name }) })
      },
    })
  }
  const view = params.get('view') === 'diff' && generated !== null ? 'diff' : 'edit'
  return (
    <Page
      title={`${name}.ts`}
      subtitle={changed ? t('startup.unsaved') : opened.value.edited ? t('startup.editedNote') : t('startup.asGenerated')}
      crumbs={[{ label: t('nav.startup'), to: '/startup' }]}
      actions={
        <>
          <Button component={Link} to={`/market/${scriptSet}/deploy?name=${name}`} variant="default">
            {t('triggers.changeParameters')}
          </Button>
          <Button component={Link} to={`/triggers/${name}`} variant="default">
            {t('startup.trigger')}
          </Button>
          <Button leftSection={<IconDeviceFloppy size={16} />} disabled={!changed || !may} loading={save.isPending} onClick={start}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          value={view}
          onChange={(next) => setParams(next === 'diff' ? { view: 'diff' } : {}, { replace: true })}
          data={[
            { value: 'edit', label: t('startup.edit') },
            { value: 'diff', label: t('startup.diff'), disabled: generated === null },
          ]}
        />
        <Text size="xs" c="dimmed">
          {view === 'edit' ? t('startup.keys') : t('startup.diffLead')}
        </Text>
      </Group>
      {save.error !== null && (
        <section className="card">
          <ErrorState error={save.error} />
        </section>
      )}
      <section className="card" style={{ overflow: 'hidden', minHeight: 420 }}>
        <Suspense fallback={<RowsSkeleton rows={16} />}>
          {view === 'edit' ? (
            <CodeEditor label={`${name}.ts`} text={text} onChange={setText} onSave={start} readOnly={!may} />
          ) : (
            <CodeDiff label={t('startup.diff')} original={generated ?? ''} text={text} />
          )}
        </Suspense>
      </section>
      {opened.value.config !== null && <CheckedConfig config={opened.value.config} />}
    </Page>
  )
}

function useSave(name: string, etag: string | undefined) {
  return useChange((api, text: string) => api.callTagged('saveStartupScript', { params: { name }, body: { text } }, { etag }))
}

function CheckedConfig({ config }: { readonly config: object }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('startup.config')}>
      <Alert color="teal" variant="outline" icon={<IconCircleCheck size={18} />} mb="sm">
        {t('startup.configLead')}
      </Alert>
      <JsonTree value={config} open={3} />
    </Panel>
  )
}
