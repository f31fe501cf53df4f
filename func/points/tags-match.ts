import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { PointTables } from './tables.ts'

type TagFilter = Readonly<Record<string, string>> | undefined

/** The tags named must all be there, with values that fit. */
export function tagsMatch<T extends 'objects' | 'series'>(
  eb: ExpressionBuilder<PointTables, T>,
  column: `${T}.tags`,
  tags: TagFilter = {},
) {
  const conditions = Object.entries(tags).map(([name, glob]) => {
    return sql<SqlBool>`exists (
      select 1 from json_each(${sql.ref(column)}) as tag
      where tag.key = ${name} and tag.value glob ${toSqliteGlob(glob)})`
  })
  return eb.and(conditions)
}

/** A name must fit one of the patterns; every name fits none at all. */
export function nameMatches(eb: ExpressionBuilder<PointTables, 'field_names'>, patterns: readonly string[]) {
  if (patterns.length === 0) return eb.lit(true)
  return eb.or(patterns.map((pattern) => sql<SqlBool>`name glob ${toSqliteGlob(pattern)}`))
}

/** A pattern in which `*` stands for any characters, as SQLite's GLOB wants it: its other wildcards are escaped. */
function toSqliteGlob(pattern: string): string {
  return pattern.replace(/[[?]/g, '[$&]')
}
