import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  absoluteTime,
  bytes,
  compactNumber,
  dollars,
  duration,
  localized,
  minuteTime,
  percent,
  shortTime,
  wholeNumber,
} from './format.ts'

/** The formats bound to the language in use. */
export function useFormat() {
  const { i18n } = useTranslation()
  const language = i18n.language
  return useMemo(
    () => ({
      language,
      whole: (value: number) => wholeNumber(value, language),
      compact: (value: number) => compactNumber(value, language),
      dollars: (value: number) => dollars(value, language),
      duration: (ms: number) => duration(ms, language),
      percent: (share: number) => percent(share, language),
      seconds: (date: Date) => shortTime(date, new Date(), language),
      minute: (date: Date) => minuteTime(date, new Date(), language),
      bytes: (value: number) => bytes(value, language),
      absolute: (date: Date) => absoluteTime(date, language),
      localized: (text: Readonly<Record<string, string>> | string | undefined) => localized(text, language),
    }),
    [language],
  )
}
