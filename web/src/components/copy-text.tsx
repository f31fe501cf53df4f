import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** A value in monospace with a button that copies it. */
export function CopyText({ value }: { readonly value: string }) {
  return (
    <Group gap={2} wrap="nowrap" component="span" display="inline-flex" miw={0} maw="100%">
      <span className="mono truncate" title={value}>
        {value}
      </span>
      <CopyIcon value={value} />
    </Group>
  )
}

export function CopyIcon({ value }: { readonly value: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('common.copy')} onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
