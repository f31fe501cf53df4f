import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeployPreview, DeployResult } from '../api/types.gen.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { DiffText } from '../components/diff-text.tsx'
import { Panel } from '../components/panel.tsx'

export function PreviewPanel({ preview }: { readonly preview: DeployPreview }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('deploy.previewOf', { name: preview.name })}>
      {preview.diff === '' ? (
        <CodeBlock label={t('deploy.preview')} text={preview.text} maxHeight={420} />
      ) : (
        <DiffText label={t('deploy.preview')} diff={preview.diff} />
      )}
    </Panel>
  )
}

interface ConflictNoteProps {
  readonly result: DeployResult
  readonly onForce: () => void
}

/** The startup script was edited by hand: nothing was changed, the new one lies beside it. */
export function ConflictNote({ result, onForce }: ConflictNoteProps) {
  const { t } = useTranslation()
  return (
    <Panel title={t('deploy.conflictTitle')}>
      <Stack gap="sm">
        <Alert color="var(--status-warning)" icon={<IconAlertTriangle size={18} />}>
          <Text size="sm">{t('deploy.conflict', { file: result.newFile ?? '' })}</Text>
        </Alert>
        {result.diff !== null && <DiffText label={t('deploy.preview')} diff={result.diff} />}
        <Button variant="default" w="fit-content" onClick={onForce}>
          {t('deploy.force')}
        </Button>
      </Stack>
    </Panel>
  )
}
