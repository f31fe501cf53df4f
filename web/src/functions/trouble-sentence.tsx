import { useTranslation } from 'react-i18next'
import type { Trouble } from '../api/types.gen.ts'
import { useFormat } from '../format/use-format.ts'

/** Milliseconds; others are shares. */
const TIMES: readonly Trouble['kind'][] = ['lag', 'slower']

/** `Errors 0.4 % → 6.1 % since 19:02`. */
export function TroubleSentence({ trouble }: { readonly trouble: Trouble }) {
  const { t } = useTranslation()
  const { percent, duration, minute } = useFormat()
  const { kind, value, before, since, until } = trouble
  const print = TIMES.includes(kind) ? duration : percent
  const course = before === null ? print(value) : `${print(before)} → ${print(value)}`
  const begin =
    since === null
      ? `, ${t('functions.trouble.steady')}`
      : ` ${t('functions.trouble.since', { time: minute(new Date(since)) })}`
  const end = until === null ? '' : ` ${t('functions.trouble.until', { time: minute(new Date(until)) })}`
  return `${t(`functions.trouble.${kind}`)} ${course}${begin}${end}`
}
