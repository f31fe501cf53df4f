import { Box, Button, Combobox, Group, InputBase, Kbd, Modal, Text, useCombobox } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type JumpTarget, useJumpTargets } from './use-jump-targets.ts'

/** Ctrl-K: go to a page, a trigger, a script set by typing its name. */
export function JumpTo() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  useHotkeys([['mod+K', open]], [])
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconSearch size={14} />}
        rightSection={
          <Box component="span" visibleFrom="sm">
            <Kbd size="xs">Ctrl K</Kbd>
          </Box>
        }
        onClick={open}
        fw={400}
      >
        {t('jump.button')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('jump.title')} size="md" yOffset="12vh">
        <JumpBox onDone={close} />
      </Modal>
    </>
  )
}

function JumpBox({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const combobox = useCombobox({ opened: true })
  const found = useJumpTargets(search).filter(({ label }) =>
    label.toLowerCase().includes(search.toLowerCase()),
  )
  const go = (to: string) => {
    onDone()
    void navigate(to)
  }
  return (
    <Combobox store={combobox} onOptionSubmit={go} withinPortal={false}>
      <Combobox.EventsTarget>
        <InputBase
          data-autofocus
          aria-label={t('jump.title')}
          placeholder={t('jump.placeholder')}
          value={search}
          leftSection={<IconSearch size={16} />}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            combobox.selectFirstOption()
          }}
        />
      </Combobox.EventsTarget>
      <Combobox.Options mah={340} mt="xs" style={{ overflowY: 'auto' }} aria-label={t('jump.title')}>
        {found.slice(0, 60).map((target) => (
          <JumpOption key={target.to} target={target} />
        ))}
        {found.length === 0 && <Combobox.Empty>{t('jump.nothing')}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  )
}

function JumpOption({ target }: { readonly target: JumpTarget }) {
  return (
    <Combobox.Option value={target.to}>
      <Group justify="space-between" wrap="nowrap">
        <span className="truncate">{target.label}</span>
        <Text component="span" size="xs" c="dimmed">
          {target.kind}
        </Text>
      </Group>
    </Combobox.Option>
  )
}
