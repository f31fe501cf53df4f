/** Makes startup scripts from parameters, each with its trigger and its secrets. */

import { join } from 'node:path'
import { codeOf, FuncError, messageOf } from '../errors.ts'
import { sha256 } from '../market/digest.ts'
import { exists, readIfExists, removeSynced, replaceFile } from '../market/files.ts'
import type { DeployOutcome } from '../model/outcomes.ts'
import type { Trigger } from '../model/trigger.ts'
import { unifiedDiff } from './diff.ts'
import { type DeployOptions, type DeployPlan, type DeployRequest, planDeploy } from './plan-deploy.ts'
import {
  commitDeploy,
  commitRemove,
  stagedName,
  stageStartup,
  startupFolder,
  startupHome,
  unstageStartup,
  withStartupLock,
} from './startup-files.ts'

export type { DeployOptions, DeployRequest } from './plan-deploy.ts'
export { recoverDeploys } from './startup-files.ts'

export interface DeployResult {
  /** `conflict`: the startup script was edited by hand, so nothing was changed; see `newFile` and `diff`. */
  readonly outcome: DeployOutcome
  readonly name: string
  readonly file: string
  /** The trigger as it is now. */
  readonly trigger: Trigger | undefined
  /** With `conflict`: the new startup script, put beside the edited one. */
  readonly newFile?: string
  /** With `conflict`: unified diff from the edited startup script to the new one. */
  readonly diff?: string
  /** Where a replaced hand-edited startup script is kept. */
  readonly oldFile?: string
}

/**
 * Deploys a set under a name, or deploys it again.
 *
 * @throws {FuncError} FUNC_ERR_DEPLOY_NAME_INVALID, FUNC_ERR_DEPLOY_NAME_TAKEN, FUNC_ERR_MARKET_NOT_INSTALLED,
 * FUNC_ERR_DEPLOY_NOT_DEPLOYABLE, FUNC_ERR_PARAMETER_INVALID, FUNC_ERR_CRON_INVALID,
 * FUNC_ERR_DEPLOY_VERIFY_FAILED. Nothing is changed then.
 */
export async function deploy(options: DeployOptions, request: DeployRequest): Promise<DeployResult> {
  return withStartupLock(startupHome(options), async () => {
    const plan = await planDeploy(options, request)
    const staged = await stageStartup(options.home, request.name, plan.text)
    try {
      await verifyStaged(staged, plan, options)
      return await place(plan, options, request)
    } finally {
      await unstageStartup(options.home, request.name)
    }
  })
}

/**
 * Removes a startup script with its trigger, secrets and state. A hand-edited file is kept as `<name>.old.ts`.
 *
 * @throws {FuncError} FUNC_ERR_DEPLOY_UNKNOWN.
 */
export async function removeDeploy(
  options: Pick<DeployOptions, 'home' | 'step'> & {
    readonly store: Pick<DeployOptions['store'], 'triggers'>
  },
  name: string,
): Promise<{ readonly oldFile?: string }> {
  return withStartupLock(startupHome(options), async () => {
    const trigger = await options.store.triggers.get(name)
    if (!trigger)
      throw new FuncError(
        'FUNC_ERR_DEPLOY_UNKNOWN',
        `Cannot remove '${name}' as there is no trigger of this name`,
      )
    const current = await readIfExists(join(startupFolder(options.home), `${name}.ts`))
    const isEdited = current !== undefined && sha256(current) !== trigger.generatedSha256
    const keepAs = isEdited ? await freeName(options.home, name) : undefined
    await commitRemove(name, keepAs, startupHome(options))
    return keepAs === undefined ? {} : { oldFile: join(startupFolder(options.home), keepAs) }
  })
}

/** Loads the staged file; its config must suit the set. @throws {FuncError} FUNC_ERR_DEPLOY_VERIFY_FAILED. */
async function verifyStaged(
  file: string,
  { trigger, secrets }: DeployPlan,
  options: DeployOptions,
): Promise<void> {
  try {
    await options.verify(file, secrets, trigger.scriptSet)
  } catch (cause) {
    const reason = messageOf(cause).replaceAll(stagedName(trigger.name), `${trigger.name}.ts`)
    const message = `Cannot deploy '${trigger.name}' as its startup script is refused: ${reason}`
    throw new FuncError('FUNC_ERR_DEPLOY_VERIFY_FAILED', message, { cause, details: { code: codeOf(cause) } })
  }
}

async function place(
  plan: DeployPlan,
  options: DeployOptions,
  request: DeployRequest,
): Promise<DeployResult> {
  const { before, trigger, secrets, text } = plan
  const { name } = request
  const file = join(startupFolder(options.home), `${name}.ts`)
  const current = (await readIfExists(file))?.toString()
  const isEdited = current !== undefined && current !== text && sha256(current) !== before?.generatedSha256
  if (isEdited && request.force !== true) return reportConflict(plan, current, file)
  const keepAs = isEdited ? await freeName(options.home, name) : undefined
  await commitDeploy(trigger, secrets, keepAs, startupHome(options))
  await removeSynced(newFileOf(file))
  const oldFile = keepAs === undefined ? {} : { oldFile: join(startupFolder(options.home), keepAs) }
  return { outcome: before ? 'updated' : 'created', name, file, trigger, ...oldFile }
}

async function reportConflict(
  { before, trigger, text }: DeployPlan,
  current: string,
  file: string,
): Promise<DeployResult> {
  const newFile = newFileOf(file)
  await replaceFile(newFile, text)
  const labels = { before: `${trigger.name}.ts`, after: `${trigger.name}.new.ts` }
  const diff = unifiedDiff(current, text, labels)
  return { outcome: 'conflict', name: trigger.name, file, trigger: before, newFile, diff }
}

/** Where the new startup script waits for somebody who edited the present one. */
function newFileOf(file: string): string {
  return file.replace(/\.ts$/, '.new.ts')
}

/** Never one that is taken: an older edit must not be lost either. */
async function freeName(home: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? `${name}.old.ts` : `${name}.old-${number}.ts`
    if (!(await exists(join(startupFolder(home), candidate)))) return candidate
  }
}
