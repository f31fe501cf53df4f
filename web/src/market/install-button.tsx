import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCircleArrowUp, IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ScriptSet } from '../api/types.gen.ts'
import { useFormat } from '../format/use-format.ts'
import { useMay } from '../session/use-session.ts'
import { InstallPlanView } from './install-plan.tsx'

interface InstallButtonProps {
  readonly set: Pick<ScriptSet, 'id' | 'state' | 'title' | 'version'>
  readonly size?: 'xs' | 'sm'
}

/** Install or upgrade, after what will change was shown. */
export function InstallButton({ set, size = 'sm' }: InstallButtonProps) {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const may = useMay('operator')
  const [opened, { open, close }] = useDisclosure(false)
  if (set.state !== 'available' && set.state !== 'update') return null
  const upgrade = set.state === 'update'
  const title = t(upgrade ? 'install.upgradeTitle' : 'install.title', {
    name: localized({ ...set.title }),
    version: set.version,
  })
  return (
    <>
      <Button
        size={size}
        disabled={!may}
        leftSection={upgrade ? <IconCircleArrowUp size={16} /> : <IconDownload size={16} />}
        onClick={open}
      >
        {t(upgrade ? 'install.upgrade' : 'install.install')}
      </Button>
      <Modal opened={opened} onClose={close} title={title} size="lg">
        <InstallPlanView set={set.id} upgrade={upgrade} onDone={close} />
      </Modal>
    </>
  )
}
