import { DatesProvider, DateTimePicker, type DateTimePickerProps } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/zh-cn'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'

/** How times are given and taken: `2026-01-31 23:59:00` in the time zone of the browser. */
export const DATE_TIME = 'YYYY-MM-DD HH:mm:ss'

/** A day and a time of it, in the language of the page and with a name for each control. */
export function DateTimeField({ popoverProps, ...props }: DateTimePickerProps) {
  const { t } = useTranslation()
  const { language } = useFormat()
  // one for both, as the calendar takes its name from the field
  const id = useId()
  return (
    <DatesProvider settings={{ locale: language.toLowerCase(), weekendDays: [] }}>
      <DateTimePicker
        hideOutsideDates
        valueFormat="YYYY-MM-DD HH:mm"
        ariaLabels={{
          nextMonth: t('time.next'),
          previousMonth: t('time.previous'),
          nextYear: t('time.next'),
          previousYear: t('time.previous'),
          nextDecade: t('time.next'),
          previousDecade: t('time.previous'),
        }}
        timePickerProps={{ hoursInputLabel: t('time.hours'), minutesInputLabel: t('time.minutes') }}
        submitButtonProps={{ 'aria-label': t('time.done') }}
        {...props}
        id={id}
        popoverProps={{ ...popoverProps, id }}
      />
    </DatesProvider>
  )
}
