/** Inside a worker: from a trigger to its script, loaded, with a config that is checked and secrets that are masked. */
import { FuncError } from '../../errors.ts'
import type { Masker } from '../../log.ts'
import { readInstalled } from '../../market/installed.ts'
import { parseConfig } from '../../market/manifest.ts'
import type { Logger, StartupModule } from '../../script.ts'
import type { RunOrder, WorkerSettings } from '../messages.ts'
import { editedFiles } from '../script-set.ts'
import { startupFile } from '../startup-file.ts'
import { createEnv, readSecrets, secretsInConfig } from '../task-secrets.ts'
import { loadStartup } from './load.ts'
import type { WorkerStores } from './worker-stores.ts'

export interface PrepareParts {
  readonly settings: Pick<WorkerSettings, 'home' | 'strictDigests'>
  readonly stores: WorkerStores
  readonly masker: Masker
  readonly log: Logger
}

export interface PreparedScript {
  readonly module: StartupModule
  /** As the manifest wants it, defaults filled in. */
  readonly config: unknown
}

/**
 * @param report Gets the version of the script set as soon as it is known.
 * @throws FUNC_ERR_STARTUP_LOAD, FUNC_ERR_CONFIG_INVALID, FUNC_ERR_SECRET_MISSING, FUNC_ERR_TASK_SET_EDITED
 */
export async function prepareScript(
  { trigger, scriptSet }: Pick<RunOrder, 'trigger' | 'scriptSet'>,
  parts: PrepareParts,
  report: { version: string | null },
): Promise<PreparedScript> {
  const { home } = parts.settings
  const { manifest } = await readInstalled(home, scriptSet)
  report.version = manifest.version
  await checkDigests(scriptSet, parts)
  const secrets = await readSecrets((await parts.stores.store()).secrets, trigger)
  for (const secret of Object.values(secrets)) parts.masker.add(secret)
  const module = await loadStartup(startupFile(home, trigger))
  const given = await module.config(createEnv(trigger, secrets))
  for (const secret of secretsInConfig(given)) parts.masker.add(secret)
  return { module, config: parseConfig(manifest, given) }
}

async function checkDigests(scriptSet: string, { settings, log }: PrepareParts): Promise<void> {
  const edited = await editedFiles(settings.home, scriptSet)
  if (edited.length === 0) return
  if (!settings.strictDigests) return log.warn({ edited }, 'Installed files were edited')
  throw new FuncError(
    'FUNC_ERR_TASK_SET_EDITED',
    `Cannot run '${scriptSet}' as installed files differ from their digests: ${edited.join(', ')}`,
  )
}
