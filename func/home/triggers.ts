import type { Kysely, Updateable } from 'kysely'
import { FuncError } from '../errors.ts'
import { OPEN_STATUSES } from '../model/task.ts'
import type { Trigger, TriggerChange } from '../model/trigger.ts'
import type { Clock } from '../time.ts'
import { removeSecrets, storeSecrets } from './secrets.ts'
import type { HomeTables, TriggerRow } from './tables.ts'
import type { Triggers } from './types.ts'

export function createTriggers(db: Kysely<HomeTables>, key: Uint8Array, clock: Clock): Triggers {
  return {
    async list() {
      const rows = await db.selectFrom('triggers').selectAll().orderBy('name').execute()
      return rows.map(toTrigger)
    },
    async get(name) {
      const row = await db.selectFrom('triggers').selectAll().where('name', '=', name).executeTakeFirst()
      return row && toTrigger(row)
    },
    async deploy(trigger, secrets) {
      await db.transaction().execute(async (trx) => {
        await putTrigger(trx, trigger)
        await removeSecrets(trx, trigger.name)
        await storeSecrets(trx, key, clock, trigger.name, secrets)
      })
    },
    change: (name, change) => changeTrigger(db, clock, name, change),
    async remove(name) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('triggers').where('name', '=', name).execute()
        // Whoever still runs must not keep progress for the next trigger of this name.
        const ended = { status: 'stopped', stop_requested: 1, ended_at: clock().getTime() }
        await trx
          .updateTable('tasks')
          .set(ended)
          .where('trigger_name', '=', name)
          .where('status', 'in', OPEN_STATUSES)
          .execute()
        await trx.deleteFrom('state').where('owner', '=', name).execute()
        await removeSecrets(trx, name)
      })
    },
  }
}

async function putTrigger(db: Kysely<HomeTables>, trigger: Trigger): Promise<void> {
  const row = toRow(trigger)
  const { name: _, created_at: __, ...changed } = row
  await db
    .insertInto('triggers')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(changed))
    .execute()
}

async function changeTrigger(
  db: Kysely<HomeTables>,
  clock: Clock,
  name: string,
  change: TriggerChange,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('triggers')
    .set({ ...toUpdate(change), updated_at: clock().getTime() })
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  throw new FuncError(
    'FUNC_ERR_TRIGGER_UNKNOWN',
    `Cannot change trigger '${name}' as there is none of this name`,
  )
}

/** Kysely leaves out what is undefined. */
function toUpdate(change: TriggerChange): Updateable<TriggerRow> {
  return {
    ...(change.title !== undefined && { title: change.title }),
    ...(change.cron !== undefined && { cron: change.cron }),
    ...(change.timezone !== undefined && { timezone: change.timezone }),
    ...(change.jitterSeconds !== undefined && { jitter_seconds: change.jitterSeconds }),
    ...(change.timeoutSeconds !== undefined && { timeout_seconds: change.timeoutSeconds }),
    ...(change.enabled !== undefined && { enabled: Number(change.enabled) }),
    ...(change.pausedUntil !== undefined && { paused_until: change.pausedUntil?.getTime() ?? null }),
  }
}

function toRow(trigger: Trigger): TriggerRow {
  return {
    name: trigger.name,
    title: trigger.title,
    script_set: trigger.scriptSet,
    cron: trigger.cron,
    timezone: trigger.timezone,
    jitter_seconds: trigger.jitterSeconds,
    timeout_seconds: trigger.timeoutSeconds,
    enabled: Number(trigger.enabled),
    paused_until: trigger.pausedUntil?.getTime() ?? null,
    generated_sha256: trigger.generatedSha256,
    generated_version: trigger.generatedVersion,
    parameters: JSON.stringify(trigger.parameters),
    created_at: trigger.createdAt.getTime(),
    updated_at: trigger.updatedAt.getTime(),
  }
}

function toTrigger(row: TriggerRow): Trigger {
  return {
    name: row.name,
    title: row.title,
    scriptSet: row.script_set,
    cron: row.cron,
    timezone: row.timezone,
    jitterSeconds: row.jitter_seconds,
    timeoutSeconds: row.timeout_seconds,
    enabled: row.enabled === 1,
    pausedUntil: row.paused_until === null ? null : new Date(row.paused_until),
    generatedSha256: row.generated_sha256,
    generatedVersion: row.generated_version,
    parameters: JSON.parse(row.parameters),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}
