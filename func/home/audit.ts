import { type Kysely, sql } from 'kysely'
import type { AuditEntry, AuditFilter } from '../model/access.ts'
import type { Clock } from '../time.ts'
import type { AuditRow, HomeTables } from './tables.ts'
import type { Audit } from './types.ts'

const DEFAULT_PAGE = 50

export function createAudit(db: Kysely<HomeTables>, clock: Clock, newId: () => string): Audit {
  return {
    async add({ actor, actorKind, action, target, before, after, requestId }) {
      const row = {
        ...{ id: newId(), at: clock().getTime(), actor, actor_kind: actorKind, action, target },
        ...{ before: JSON.stringify(before), after: JSON.stringify(after), request_id: requestId },
      }
      await db.insertInto('audit').values(row).execute()
    },
    list: (filter = {}) => list(db, filter),
    async prune(before) {
      const query = db.deleteFrom('audit').where('at', '<', before.getTime())
      return Number((await query.executeTakeFirstOrThrow()).numDeletedRows)
    },
  }
}

async function list(db: Kysely<HomeTables>, filter: AuditFilter): Promise<AuditEntry[]> {
  const { actor, action, target, since, limit = DEFAULT_PAGE, before } = filter
  let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (action !== undefined) query = query.where(startsWith('action', action, '.'))
  if (target !== undefined) query = query.where(startsWith('target', target, '/'))
  if (since !== undefined) query = query.where('at', '>=', since.getTime())
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toEntry)
}

/** Equal, or equal up to the separator. Compared as text: no pattern of the user's is interpreted. */
function startsWith(column: 'action' | 'target', text: string, separator: string) {
  const prefix = `${text}${separator}`
  return sql<boolean>`(${sql.ref(column)} = ${text} or substr(${sql.ref(column)}, 1, ${prefix.length}) = ${prefix})`
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: new Date(row.at),
    actor: row.actor,
    actorKind: row.actor_kind,
    action: row.action,
    target: row.target,
    before: JSON.parse(row.before),
    after: JSON.parse(row.after),
    requestId: row.request_id,
  }
}
