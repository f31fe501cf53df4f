import { Text } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'
import { fieldText, type LogGap, type LogLine, type LogRow } from './log-buffer.ts'
import classes from './log-rows.module.css'

const ROW_HEIGHT = 20

interface LogRowsProps {
  readonly rows: readonly LogRow[]
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  readonly live: boolean
}

/** Only the lines in sight are in the page; scrolling up stops following, reaching the end follows again. */
export function LogRows({ rows, follow, onFollow, live }: LogRowsProps) {
  const { t } = useTranslation()
  const frame = useRef<HTMLElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  })
  useEffect(() => {
    if (follow && rows.length > 0) virtualizer.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [follow, rows.length, virtualizer])
  const watchScroll = () => {
    const element = frame.current
    if (element === null) return
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight
    if (follow && distance > 120 && !live) onFollow(false)
    if (!follow && distance < 4) onFollow(true)
  }
  return (
    <section
      ref={frame}
      className={classes.frame}
      aria-label={t('log.title')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={watchScroll}
      onWheel={(event) => event.deltaY < 0 && onFollow(false)}
      data-testid="log"
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative', minWidth: 'max-content' }}>
        <div style={{ transform: `translateY(${virtualizer.getVirtualItems()[0]?.start ?? 0}px)` }}>
          {virtualizer.getVirtualItems().map(({ index }) => (
            <Row key={index} row={rows[index]} />
          ))}
        </div>
      </div>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          {live ? t('log.waiting') : t('log.empty')}
        </Text>
      )}
    </section>
  )
}

function Row({ row }: { readonly row: LogRow | undefined }) {
  if (row === undefined) return null
  return 'gap' in row ? <GapRow row={row} /> : <LineRow line={row} />
}

function GapRow({ row }: { readonly row: LogGap }) {
  const { t } = useTranslation()
  const { whole } = useFormat()
  return <div className={classes.gap}>{t('log.gap', { lines: whole(row.gap) })}</div>
}

function LineRow({ line }: { readonly line: LogLine }) {
  return (
    <div className={classes.row} data-level={line.level}>
      <time className={classes.time} dateTime={line.time}>
        {clock(line.time)}
      </time>
      <span className={classes.level}>{line.level.toUpperCase()}</span>
      <span>
        {line.message}
        {Object.entries(line.fields).map(([name, value]) => (
          <span key={name} className={classes.field}>
            {` ${name}=`}
            <b>{fieldText(value)}</b>
          </span>
        ))}
      </span>
    </div>
  )
}

/** Local time to the millisecond. */
function clock(time: string): string {
  const date = new Date(time)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
