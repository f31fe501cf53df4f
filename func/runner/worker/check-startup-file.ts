/** Proves inside a worker that a startup script loads and that its config is valid; nothing is run. */
import { FuncError } from '../../errors.ts'
import { createMasker, type Masker } from '../../log.ts'
import { readInstalled } from '../../market/installed.ts'
import { parseConfig } from '../../market/manifest.ts'
import { assertSchedule } from '../../market/schedule.ts'
import type { StartupModule } from '../../script.ts'
import type { CheckedStartup, CheckOrder, CheckReport } from '../messages.ts'
import { startupName } from '../startup-file.ts'
import { toTaskError } from '../task-error.ts'
import { createEnv, secretsInConfig } from '../task-secrets.ts'
import { loadStartup } from './load.ts'

/** Never rejects. */
export async function checkStartupFile(order: CheckOrder): Promise<CheckReport> {
  const masker = createMasker()
  for (const secret of Object.values(order.secrets)) masker.add(secret)
  try {
    return { kind: 'checked', startup: await examine(order, masker) }
  } catch (error) {
    return { kind: 'refused', error: toTaskError(error, masker.mask) }
  }
}

async function examine(order: CheckOrder, masker: Masker): Promise<CheckedStartup> {
  const module = await loadStartup(order.file)
  const schedule = scheduleOf(module)
  const given = await module.config(createEnv(startupName(order.file), order.secrets))
  for (const secret of secretsInConfig(given)) masker.add(secret)
  const config = order.scriptSet === undefined ? given : await parse(order.scriptSet, given, order.home)
  return { title: module.title, schedule, config: plainConfig(masker.maskValue(config)) }
}

function scheduleOf({ schedule }: StartupModule): CheckedStartup['schedule'] {
  const { cron, timezone = 'UTC', timeoutSeconds = 300 } = schedule
  assertSchedule({ cron, timezone, timeoutSeconds })
  return { cron, timezone, timeoutSeconds }
}

async function parse(scriptSet: string, config: unknown, home: string): Promise<unknown> {
  const { manifest } = await readInstalled(home, scriptSet)
  return parseConfig(manifest, config)
}

/** What is not JSON does not pass to the host's thread. */
function plainConfig(config: unknown): unknown {
  const text = JSON.stringify(config)
  if (text !== undefined) return JSON.parse(text)
  throw new FuncError('FUNC_ERR_CONFIG_INVALID', "Cannot use the config: wanted plain JSON from 'config'")
}
