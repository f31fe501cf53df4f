import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { toSqliteGlob } from './glob.ts'
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
