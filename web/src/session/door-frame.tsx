import { Alert, Box, Center, Group, Menu, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { IconAdjustments, IconAlertCircle } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorText } from '../components/states.tsx'
import { Brand } from '../layout/brand.tsx'
import { AppearanceItems } from '../layout/theme-menu.tsx'

interface DoorFrameProps {
  readonly title: string
  readonly lead?: string | undefined
  readonly children: ReactNode
  readonly onSubmit: (event: FormEvent) => void
}

/** Frame of the pages before sign-in. */
export function DoorFrame({ title, lead, children, onSubmit }: DoorFrameProps) {
  useEffect(() => {
    document.title = `${title} · funcbox`
  }, [title])
  return (
    <Center component="main" mih="100dvh" p="md">
      <Box w="100%" maw={380}>
        <Group justify="space-between" mb="md">
          <Brand />
          <AppearanceMenu />
        </Group>
        <Box className="card" p="lg">
          <form onSubmit={onSubmit}>
            <Stack gap="md">
              <div>
                <Title order={1}>{title}</Title>
                {lead !== undefined && (
                  <Text size="sm" c="dimmed" mt={4}>
                    {lead}
                  </Text>
                )}
              </div>
              {children}
            </Stack>
          </form>
        </Box>
      </Box>
    </Center>
  )
}

export function DoorError({ error }: { readonly error: Error | null }) {
  if (error === null) return null
  return (
    <Alert color="var(--status-failure)" icon={<IconAlertCircle size={18} />} role="alert">
      <ErrorText error={error} />
    </Alert>
  )
}

function AppearanceMenu() {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton aria-label={t('appearance.title')} p={6}>
          <IconAdjustments size={18} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <AppearanceItems />
      </Menu.Dropdown>
    </Menu>
  )
}
