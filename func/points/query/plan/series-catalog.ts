import type { DatabaseSync } from 'node:sqlite'

/** One series, as queries look for it. */
export interface CatalogSeries {
  readonly id: number
  readonly measurement: string
  readonly category: string
  readonly tags: Readonly<Record<string, string>>
}

/** The same array while series only come; another one when some have gone. */
export type SeriesCatalog = () => readonly CatalogSeries[]

/**
 * All series with their tags read, kept while they are the same: reading ten thousand takes longer than most queries.
 * Ids only grow, so new series are read alone, and all again only when some have gone.
 */
export function createSeriesCatalog(connection: DatabaseSync): SeriesCatalog {
  const version = connection.prepare('pragma data_version')
  const count = connection.prepare('select count(*) as count from series')
  const select = connection.prepare(
    'select id, measurement, category, tags from series where id > ? order by id',
  )
  let seen: unknown
  let series: CatalogSeries[] = []

  function readNew(): void {
    for (const row of select.iterate(series.at(-1)?.id ?? 0)) {
      series.push({
        id: Number(row.id),
        measurement: String(row.measurement),
        category: String(row.category),
        tags: JSON.parse(String(row.tags)),
      })
    }
  }

  return () => {
    const now = version.get()?.data_version
    if (now === seen) return series
    readNew()
    if (series.length !== Number(count.get()?.count)) {
      series = []
      readNew()
    }
    seen = now
    return series
  }
}
