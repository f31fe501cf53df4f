/** Objects of equal names in two accounts are two, whatever these are called. */
import { type Kysely, type Migration, sql } from 'kysely'

/** The identity is JSON with its keys in order, and this one comes first. */
const STATEMENT = `
  update objects
  set identity = '{"AccountId":' || json_quote(json_extract(tags, '$.AccountId')) || ',' || substr(identity, 2)
  where json_extract(tags, '$.AccountId') is not null and json_extract(tags, '$.name') is not null`

export const objectsByAccount: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENT).execute(db)
  },
}
