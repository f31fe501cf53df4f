/** The two languages of the console; each is a chunk of its own, loaded when it is chosen. */
import i18next, { type i18n, type ResourceKey } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type en from './en.json'

export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' }

const STORAGE_KEY = 'funcbox-language'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

/** The saved language, else the first of the browser's that we speak. */
export function initialLanguage(): Language {
  const saved = localStorage.getItem(STORAGE_KEY)
  const wanted = saved ? [saved] : navigator.languages
  const found = wanted.map((code) => LANGUAGES.find((language) => language.slice(0, 2) === code.slice(0, 2)))
  return found.find((language) => language !== undefined) ?? 'en'
}

export async function createI18n(language: Language): Promise<i18n> {
  const instance = i18next.createInstance()
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await loadLanguage(language) } },
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = language
  return instance
}

export async function chooseLanguage(instance: i18n, language: Language): Promise<void> {
  if (!instance.hasResourceBundle(language, 'translation')) {
    instance.addResourceBundle(language, 'translation', await loadLanguage(language))
  }
  localStorage.setItem(STORAGE_KEY, language)
  document.documentElement.lang = language
  await instance.changeLanguage(language)
}

/** A language without plurals has fewer texts than English. */
async function loadLanguage(language: Language): Promise<ResourceKey> {
  const loaded = language === 'en' ? await import('./en.json') : await import('./zh-CN.json')
  return loaded.default
}
