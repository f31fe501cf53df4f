/** What a task was asked to do other than its usual run, as JSON: `{ "window": { "from", "to" } }`. */
import { type Kysely, type Migration, sql } from 'kysely'

export const taskRequest: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw('alter table tasks add column request text').execute(db)
  },
}
