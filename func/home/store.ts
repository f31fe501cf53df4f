import { join } from 'node:path'
import { openSqlite } from '../sqlite/open-sqlite.ts'
import type { Clock } from '../time.ts'
import { createAccessKeys } from './access-keys.ts'
import { createAudit } from './audit.ts'
import { checkHome } from './check-home.ts'
import { createIdempotency } from './idempotency.ts'
import { initial } from './migrations/0001-initial.ts'
import { taskRequest } from './migrations/0002-task-request.ts'
import { access } from './migrations/0003-access.ts'
import { createProcesses } from './processes.ts'
import { createSecrets } from './secrets.ts'
import { createSessions } from './sessions.ts'
import { createSinkConfigs } from './sink-configs.ts'
import { createState } from './state.ts'
import type { HomeTables } from './tables.ts'
import { createTaskIds } from './task-id.ts'
import type { TaskLogLimits } from './task-log.ts'
import { createTasks } from './tasks.ts'
import { createTriggers } from './triggers.ts'
import type { Store } from './types.ts'
import { createUsers } from './users.ts'

export const HOME_MIGRATIONS = {
  '0001-initial': initial,
  '0002-task-request': taskRequest,
  '0003-access': access,
}

export interface OpenStoreOptions {
  readonly home: string
  /** What secrets are encrypted with, see `loadKey`. */
  readonly key: Uint8Array
  readonly clock: Clock
  /** Makes task ids, which must sort by time. @default {createTaskIds(clock)} */
  readonly newId?: () => string
  readonly log?: TaskLogLimits
}

/**
 * Opens `home/funcbox.db`, creating or migrating it. Any number of processes and threads may have it open: each
 * change is one statement, or one transaction that holds the write lock from its start.
 * @throws {FuncError} FUNC_ERR_STORE_* when the file cannot be used
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { home, key, clock, newId = createTaskIds(clock), log = {} } = options
  const { db } = await openSqlite<HomeTables>({
    path: join(home, 'funcbox.db'),
    migrations: HOME_MIGRATIONS,
  })
  return {
    triggers: createTriggers(db, key, clock),
    secrets: createSecrets(db, key, clock),
    tasks: createTasks(db, { clock, newId, log }),
    state: createState(db, clock),
    processes: createProcesses(db, clock),
    sinks: createSinkConfigs(db, key, clock),
    users: createUsers(db, clock),
    sessions: createSessions(db, clock),
    accessKeys: createAccessKeys(db, clock),
    audit: createAudit(db, clock, newId),
    idempotency: createIdempotency(db, clock),
    check: () => checkHome(db, key),
    close: () => db.destroy(),
  }
}
