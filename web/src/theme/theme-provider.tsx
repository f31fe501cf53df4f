import { localStorageColorSchemeManager, MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { theme } from './theme.ts'

/** The same key as in public/color-scheme.js. */
const colorSchemes = localStorageColorSchemeManager({ key: 'funcbox-color-scheme' })

/** Looks of the console, with the words that components of every page need: dialogs are closed by name. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const close = t('common.close')
  const named = useMemo(() => {
    const closeButtonProps = { 'aria-label': close }
    const dialog = { defaultProps: { closeButtonProps } }
    return mergeThemeOverrides(theme, { components: { Drawer: dialog, Modal: dialog } })
  }, [close])
  return (
    <MantineProvider theme={named} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      {children}
    </MantineProvider>
  )
}
