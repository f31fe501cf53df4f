import { createPasswords } from './access/passwords.ts'
import type { Handlers } from './call.ts'
import type { Changes } from './changes.ts'
import type { ApiDependencies } from './deps.ts'
import { createGate } from './gate.ts'
import { createLocks } from './locks.ts'
import { accessHandlers } from './routes/access.ts'
import { auditHandlers } from './routes/audit.ts'
import { dataHandlers } from './routes/data.ts'
import { deployHandlers } from './routes/deploy.ts'
import { functionHandlers } from './routes/functions.ts'
import { marketHandlers } from './routes/market.ts'
import { overviewHandlers } from './routes/overview.ts'
import { sessionHandlers } from './routes/session.ts'
import { settingsHandlers } from './routes/settings.ts'
import { sinkHandlers } from './routes/sinks.ts'
import { startupHandlers } from './routes/startup-scripts.ts'
import { taskHandlers } from './routes/tasks.ts'
import { triggerHandlers } from './routes/triggers.ts'

/** Each hash takes 19 MiB and a thread of the pool; more than these wait, or are asked to come back. */
const HASHES = { running: 2, waiting: 20 }

/** The code of every operation. */
export function createHandlers(deps: ApiDependencies, changes: Changes): Handlers {
  const passwords = createPasswords(createGate(HASHES), deps.access.passwordCost)
  const locks = createLocks()
  return {
    ...sessionHandlers(deps, passwords),
    ...overviewHandlers(deps, changes),
    ...marketHandlers(deps),
    ...deployHandlers(deps),
    ...startupHandlers(deps),
    ...triggerHandlers(deps, locks),
    ...taskHandlers(deps),
    ...dataHandlers(deps),
    ...functionHandlers(deps),
    ...sinkHandlers(deps, locks),
    ...settingsHandlers(deps),
    ...accessHandlers(deps, passwords, locks),
    ...auditHandlers(deps),
  }
}
