import { Box, Group, Table, Text, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Loaded } from '../components/states.tsx'

/** Installed code, to be read; what differs from what was installed is marked. */
export function FilesTab({ set, installed }: { readonly set: string; readonly installed: boolean }) {
  const { t } = useTranslation()
  const [path, setPath] = useState<string>()
  const files = useRead('listScriptSetFiles', { params: { set } }, { enabled: installed })
  if (!installed) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t('files.notInstalled')}
      </Text>
    )
  }
  return (
    <>
      <Loaded query={files}>
        {({ items }) => (
          <ScrollTable
            label={t('market.tabs.files')}
            columns={[t('files.path'), t('files.status')]}
            minWidth={320}
          >
            {items.map((file) => (
              <Table.Tr key={file.path}>
                <Table.Td>
                  <UnstyledButton
                    className="mono"
                    fz="sm"
                    onClick={() => setPath(file.path === path ? undefined : file.path)}
                    aria-expanded={file.path === path}
                  >
                    {file.path}
                  </UnstyledButton>
                </Table.Td>
                <Table.Td c={file.status === 'ok' ? 'var(--status-success)' : 'var(--status-warning)'}>
                  <Group gap={6} wrap="nowrap">
                    {file.status === 'ok' ? (
                      <IconCircleCheck size={14} aria-hidden />
                    ) : (
                      <IconPencil size={14} aria-hidden />
                    )}
                    {t(`files.is.${file.status}`)}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </ScrollTable>
        )}
      </Loaded>
      {path !== undefined && <FileText set={set} path={path} />}
    </>
  )
}

function FileText({ set, path }: { readonly set: string; readonly path: string }) {
  const query = useRead('getScriptSetFile', { params: { set }, query: { path } })
  return (
    <Box p="md">
      <Loaded query={query}>{({ text }) => <CodeBlock label={path} text={text} maxHeight={520} />}</Loaded>
    </Box>
  )
}
