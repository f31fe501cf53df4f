import { Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES } from '../i18n/i18n.ts'

const SCHEMES = [
  { key: 'light', icon: IconSun },
  { key: 'dark', icon: IconMoon },
  { key: 'auto', icon: IconDeviceDesktop },
] as const

/** Items of the user menu that change looks and language. */
export function AppearanceItems() {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('appearance.theme')}</Menu.Label>
      {SCHEMES.map(({ key, icon: Icon }) => (
        <Menu.Item
          key={key}
          leftSection={<Icon size={16} />}
          rightSection={colorScheme === key ? <IconCheck size={14} /> : null}
          onClick={() => setColorScheme(key)}
        >
          {t(`appearance.${key}`)}
        </Menu.Item>
      ))}
      <Menu.Label>{t('appearance.language')}</Menu.Label>
      {LANGUAGES.map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          rightSection={i18n.language === language ? <IconCheck size={14} /> : null}
          onClick={() => void chooseLanguage(i18n, language)}
        >
          {LANGUAGE_NAMES[language]}
        </Menu.Item>
      ))}
    </>
  )
}
