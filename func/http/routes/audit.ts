import type { Handlers } from '../call.ts'
import type { ApiDependencies } from '../deps.ts'
import { toInstant } from '../instant.ts'

export function auditHandlers({ store }: ApiDependencies): Handlers<'listAudit'> {
  return {
    async listAudit({ query }) {
      const { since, cursor, limit, ...equal } = query
      const items = await store.audit.list({
        ...{ ...equal, limit: limit + 1 },
        ...(since === undefined ? {} : { since: toInstant(since) }),
        ...(cursor === undefined ? {} : { before: cursor }),
      })
      const page = items.slice(0, limit)
      return { items: page, nextCursor: items.length > limit ? (page.at(-1)?.id ?? null) : null }
    },
  }
}
