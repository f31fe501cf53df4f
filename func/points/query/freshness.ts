import type { DatabaseSync } from 'node:sqlite'
import type { Freshness } from '../../model/queries.ts'
import { HOUR_MS, MINUTE_MS } from '../../time.ts'
import { groupOf, MINUTES, rowOf } from '../chunk-layout.ts'
import { hasBit, toWords } from '../presence.ts'
import type { CatalogSeries } from './plan/series-catalog.ts'

/** How far back the hours of a group of series are looked through. */
const MOST_HOURS = 15 * 24

/** The newest point of each measurement and combination of these tags; nothing of the points themselves is read. */
export function createFreshness(connection: DatabaseSync, catalog: () => readonly CatalogSeries[]) {
  const newestRow = connection.prepare('select max(time) as time from points where series_id = ?')
  const withRows = connection.prepare('select id from series where points > 0')
  const hours = connection.prepare(
    'select block, minutes from presence where group_id = ? order by block desc limit ?',
  )
  return (groupBy: readonly string[], checkpoint: () => void): Freshness[] => {
    const series = catalog().filter(({ category }) => category === 'metric')
    const found = createNewest(groupBy)
    const inRows = new Set(withRows.all().map(({ id }) => Number(id)))
    for (const each of series.filter(({ id }) => inRows.has(id))) {
      found.note(each, Number(newestRow.get(each.id)?.time ?? 0))
    }
    for (const [group, members] of Map.groupBy(series, ({ id }) => groupOf(id))) {
      checkpoint()
      readGroup(members, hours.iterate(group, MOST_HOURS), found)
    }
    return found.all()
  }
}

type Newest = ReturnType<typeof createNewest>

/** From the newest hour back, until every series that counts has been met. */
function readGroup(
  members: readonly CatalogSeries[],
  hours: Iterable<Record<string, unknown>>,
  found: Newest,
): void {
  let left = members
  for (const { block, minutes } of hours) {
    const begin = Number(block) * HOUR_MS
    left = left.filter((each) => !found.isKnownSince(each, begin + HOUR_MS))
    if (left.length === 0) return
    const words = toWords(minutes as Uint8Array)
    for (const each of left) {
      const minute = lastMinute(words, rowOf(each.id))
      if (minute !== undefined) found.note(each, begin + minute * MINUTE_MS)
    }
    left = left.filter((each) => !found.isKnownSince(each, begin))
  }
}

function lastMinute(words: Uint32Array, row: number): number | undefined {
  for (let minute = MINUTES - 1; minute >= 0; minute--) if (hasBit(words, row, minute)) return minute
  return undefined
}

function createNewest(groupBy: readonly string[]) {
  const entries = new Map<string, Freshness>()
  const keyOf = ({ measurement, tags }: CatalogSeries) =>
    JSON.stringify([measurement, ...groupBy.map((tag) => tags[tag] ?? null)])
  return {
    note(series: CatalogSeries, time: number): void {
      const key = keyOf(series)
      if (time <= (entries.get(key)?.newest ?? 0)) return
      const tags = groupBy.flatMap((tag) => (series.tags[tag] === undefined ? [] : [[tag, series.tags[tag]]]))
      entries.set(key, { measurement: series.measurement, tags: Object.fromEntries(tags), newest: time })
    },
    isKnownSince: (series: CatalogSeries, time: number) => (entries.get(keyOf(series))?.newest ?? 0) >= time,
    all: () => [...entries.values()],
  }
}
