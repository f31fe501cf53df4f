import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core'
import { IconCircleCheck, IconDeviceFloppy } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useChange, useReadTagged } from '../api/api-context.ts'
import type { Tagged } from '../api/client.ts'
import type { StartupScriptText } from '../api/types.gen.ts'
import { JsonTree } from '../components/json-tree.tsx'
import { LoadedPage } from '../components/loaded-page.tsx'
import { notify } from '../components/notify.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { ErrorState, RowsSkeleton } from '../components/states.tsx'
import { useMay } from '../session/use-session.ts'

const CodeEditor = lazy(async () => ({ default: (await import('../editor/code-editor.tsx')).CodeEditor }))
const CodeDiff = lazy(async () => ({ default: (await import('../editor/code-diff.tsx')).CodeDiff }))

/** One startup script: edit, compare with the generated one, save after it was loaded and checked. */
export function ScriptPage() {
  const { t } = useTranslation()
  const { name = '' } = useParams()
  const query = useReadTagged('getStartupScript', { params: { name } })
  return (
    <LoadedPage
      query={query}
      title={`${name}.ts`}
      crumbs={[{ label: t('nav.startup'), to: '/startup' }]}
      rows={16}
    >
      {(tagged) => <ScriptView key={name} tagged={tagged} />}
    </LoadedPage>
  )
}

function ScriptView({ tagged }: { readonly tagged: Tagged<StartupScriptText> }) {
  const { t } = useTranslation()
  const script = useScript(tagged)
  const { name, generated, config } = script.opened
  const [view, setView] = useScriptView(generated !== null)
  return (
    <Page
      title={`${name}.ts`}
      subtitle={t(`startup.${script.state}`)}
      crumbs={[{ label: t('nav.startup'), to: '/startup' }]}
      actions={<ScriptActions script={script} />}
    >
      <ViewSwitch view={view} canCompare={generated !== null} onChange={setView} />
      {script.save.error !== null && (
        <section className="card">
          <ErrorState error={script.save.error} />
        </section>
      )}
      <section className="card" style={{ overflow: 'hidden', minHeight: 420 }}>
        <Suspense fallback={<RowsSkeleton rows={16} />}>
          {view === 'edit' ? (
            <CodeEditor
              label={`${name}.ts`}
              text={script.text}
              onChange={script.setText}
              onSave={script.start}
              readOnly={!script.may}
            />
          ) : (
            <CodeDiff label={t('startup.diff')} original={generated ?? ''} text={script.text} />
          )}
        </Suspense>
      </section>
      {config !== null && <CheckedConfig config={config} />}
    </Page>
  )
}

/** The text as it is being edited, against the one that was opened or saved last. */
function useScript(tagged: Tagged<StartupScriptText>) {
  const { t } = useTranslation()
  const may = useMay('operator')
  const [{ value: opened, etag }, setOpened] = useState(tagged)
  const [text, setText] = useState(opened.text)
  const save = useSave(opened.name, etag)
  const changed = text !== opened.text
  const start = () => {
    if (!changed || !may) return
    save.mutate(text, {
      onSuccess: (saved) => {
        setOpened(saved)
        notify(t, { color: 'teal', message: t('startup.saved', { name: opened.name }) })
      },
    })
  }
  const asSaved = opened.edited ? 'editedNote' : 'asGenerated'
  const state: 'unsaved' | 'editedNote' | 'asGenerated' = changed ? 'unsaved' : asSaved
  return { opened, text, setText, save, changed, start, may, state }
}

function useScriptView(canCompare: boolean) {
  const [params, setParams] = useSearchParams()
  const view = params.get('view') === 'diff' && canCompare ? 'diff' : 'edit'
  const change = (next: string) => setParams(next === 'diff' ? { view: 'diff' } : {}, { replace: true })
  return [view, change] as const
}

interface ViewSwitchProps {
  readonly view: 'edit' | 'diff'
  readonly canCompare: boolean
  readonly onChange: (view: string) => void
}

function ViewSwitch({ view, canCompare, onChange }: ViewSwitchProps) {
  const { t } = useTranslation()
  return (
    <Group justify="space-between" gap="xs">
      <SegmentedControl
        size="xs"
        value={view}
        onChange={onChange}
        data={[
          { value: 'edit', label: t('startup.edit') },
          { value: 'diff', label: t('startup.diff'), disabled: !canCompare },
        ]}
      />
      <Text size="xs" c="dimmed">
        {view === 'edit' ? t('startup.keys') : t('startup.diffLead')}
      </Text>
    </Group>
  )
}

function ScriptActions({ script }: { readonly script: ReturnType<typeof useScript> }) {
  const { t } = useTranslation()
  const { name, scriptSet } = script.opened
  return (
    <>
      <Button component={Link} to={`/market/${scriptSet}/deploy?name=${name}`} variant="default">
        {t('triggers.changeParameters')}
      </Button>
      <Button component={Link} to={`/triggers/${name}`} variant="default">
        {t('startup.trigger')}
      </Button>
      <Button
        leftSection={<IconDeviceFloppy size={16} />}
        disabled={!script.changed || !script.may}
        loading={script.save.isPending}
        onClick={script.start}
      >
        {t('common.save')}
      </Button>
    </>
  )
}

function useSave(name: string, etag: string | undefined) {
  return useChange((api, text: string) =>
    api.callTagged('saveStartupScript', { params: { name }, body: { text } }, { etag }),
  )
}

function CheckedConfig({ config }: { readonly config: object }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('startup.config')}>
      <Alert color="var(--status-success)" icon={<IconCircleCheck size={18} />} mb="sm">
        {t('startup.configLead')}
      </Alert>
      <JsonTree value={config} open={3} />
    </Panel>
  )
}
