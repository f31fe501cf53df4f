import { Tooltip } from '@mantine/core'
import { relativeTime } from '../format/format.ts'
import { useFormat } from '../format/use-format.ts'
import { useNow } from '../format/use-now.ts'

/** `3 minutes ago`, the full date on hover. */
export function RelativeTime({ at }: { readonly at: string | Date | null | undefined }) {
  const { language, absolute } = useFormat()
  const now = useNow()
  if (at === null || at === undefined) return <span>–</span>
  const date = new Date(at)
  return (
    <Tooltip label={absolute(date)}>
      <time dateTime={date.toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {relativeTime(date, now, language)}
      </time>
    </Tooltip>
  )
}
